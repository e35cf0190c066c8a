// What agreement_test.py asks of the second implementation.  Usage: agreement.mjs library|page < JOB
//
// JOB is JSON, the answer too, in the order of `cases`. library: {policy, cases}, each answered by the
// keys of `kuboluk verify --json`, or {error}. page: {verifier, sites, cases}: what the file says in
// Chromium without a network, and what pages of a node say.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const text = (file) => readFileSync(file, 'utf8');

/** One answer; a proof from codes must be the proof, byte for byte. */
function answer(library, policy, one) {
  const proof = text(one.proof);
  try {
    if (one.codes !== undefined) {
      const parts = text(one.codes).trimEnd().split('\n');
      if (library.joinParts(parts.reverse()) !== proof) return { error: 'the codes hold another proof' };
    }
    const { asked, now, at, known } = one;
    const options = { policy, asked, now, at: at ?? now, known: known ?? undefined };
    return library.answerJson(library.verifyStatusProof(proof, options));
  } catch (error) {
    return { error: `${error.name} ${error.message}` };
  }
}

async function askLibrary({ policy, cases }) {
  const { load, remembering } = await import('../tools/verifier/library.mjs');
  const library = await load('index.ts', undefined, [remembering]);
  const trusted = library.parsePolicy(text(policy));
  return cases.map((one) => answer(library, trusted, one));
}

/** The picture, the file or the texts of a scanner go in as a person gives them. */
async function give(page, one) {
  if (one.files !== undefined) await page.setInputFiles('#file', one.files);
  if (one.paste !== undefined) await page.fill('#paste', text(one.paste));
  await page.waitForSelector('#answer .verdict', { timeout: 60_000 });
}

async function askVerifier(context, verifier, one) {
  const page = await context.newPage();
  try {
    if (one.now !== undefined) await page.clock.setFixedTime(one.now);
    await page.goto(pathToFileURL(verifier).href);
    if (one.policy !== undefined) await page.setInputFiles('#policy-file', one.policy);
    await give(page, one);
    for (const field of ['number', 'age']) {
      if (one[field] !== undefined) await page.fill(`#${field}`, one[field]);
    }
    for (const field of ['at', 'known']) { // fill() refuses the seconds that Chromium drops
      if (one[field] === undefined) continue;
      await page.$eval(`#${field}`, (input, time) => { input.value = time; }, one[field]);
    }
    await page.click('#question button');
    return await page.evaluate(() => {
      const banner = document.querySelector('#answer .verdict');
      const word = banner.querySelector('.word')?.textContent ?? banner.textContent;
      return { word, look: banner.className, text: document.querySelector('#answer').innerText };
    });
  } finally {
    await page.close();
  }
}

async function askSite(context, url) {
  const page = await context.newPage();
  try {
    await page.goto(url);
    return await page.evaluate(() => {
      const heading = document.querySelector('#verdict');
      const symbol = heading.querySelector('.symbol').textContent;
      const word = heading.innerText.replace(symbol, '').trim();
      const band = heading.closest('.band');
      return { word, symbol, look: band.className, text: band.innerText };
    });
  } finally {
    await page.close();
  }
}

async function inBrowser(browser, locale, offline, work) {
  const context = await browser.newContext({ locale, offline });
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}

async function askPages({ verifier, cases = [], sites = [] }) {
  const { chromium } = await import('playwright-core');
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const found = { cases: [], sites: [] };
    for (const one of cases) {
      const ask = (context) => askVerifier(context, verifier, one);
      found.cases.push(await inBrowser(browser, one.locale ?? 'en-GB', true, ask));
    }
    for (const url of sites) {
      found.sites.push(await inBrowser(browser, 'en-GB', false, (context) => askSite(context, url)));
    }
    return found;
  } finally {
    await browser.close();
  }
}

const job = JSON.parse(readFileSync(0, 'utf8'));
const said = process.argv[2] === 'library' ? await askLibrary(job) : await askPages(job);
process.stdout.write(JSON.stringify(said));
