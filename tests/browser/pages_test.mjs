// Every page of the public face in a real browser: three languages, a small phone and a desktop, with
// JavaScript and without, on paper, by keyboard and as a screen reader hears it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { keyboardFaults, treeFaults } from './accessible.mjs';
import { kDesktop, kLanguages, kPhone, openBrowser, plan, withLanguage } from './browser.mjs';
import * as inPage from './in_page.mjs';
import { everyPage, home } from './plan.mjs';
import { keepPictures } from './pictures.mjs';
import { leftOver, word } from './words.mjs';

const kPageBytesMax = 50_000; // DOMAIN.md 6.1: a phone on a bad network
const kTabsMax = 60; // the keyboard walks longer pages in one language only

// Not by colour alone: one symbol for each verdict.
const kSymbols = {
  mistyped: '≈', cannot_tell: '?', not_found: '○', other_election: '≠', refused: '▬', revoked: '✕',
  superseded: '→', expired: '■', not_yet: '…', active: '✓',
};

let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser.close(); });

const none = (faults, what) => assert.deepEqual(faults, [], what);

async function layoutFaults(visitor, verdict) {
  const faults = [];
  for (const viewport of [kDesktop, kPhone]) {
    await visitor.size(viewport);
    const found = await visitor.page.evaluate(inPage.widthFaults);
    if (verdict) found.push(...await visitor.page.evaluate(inPage.firstScreenFaults, viewport.height));
    faults.push(...found.map((fault) => `${viewport.width} px: ${fault}`));
  }
  return faults;
}

async function paperFaults(page) {
  await page.emulateMedia({ media: 'print' });
  const faults = [...await page.evaluate(inPage.printFaults), ...await page.evaluate(inPage.contrastFaults)];
  await page.emulateMedia({ media: null });
  return faults;
}

const unfold = (page) => page.evaluate(() => {
  for (const part of document.querySelectorAll('details')) part.open = true;
});

// All that holds for any page, wherever it comes from.
async function checkOpenPage(visitor, { language, verdict, authored }) {
  const { page } = visitor;
  assert.equal(await page.evaluate(() => document.documentElement.lang), language);
  assert.notEqual((await page.title()).trim(), '');
  none(await page.evaluate(inPage.structureFaults), 'structure');
  none(await page.evaluate(inPage.activityFaults), 'activity');
  none(await layoutFaults(visitor, verdict), 'layout');
  none(await paperFaults(page), 'paper');
  if (verdict) {
    const said = await page.evaluate(() => document.querySelector('main h1').innerText);
    assert.ok(said.includes(word(language, `verdict.${verdict}.word`)), said);
    assert.ok(said.startsWith(kSymbols[verdict]), said);
  }
  await unfold(page);
  none(await layoutFaults(visitor), 'layout, unfolded');
  none(await page.evaluate(inPage.contrastFaults), 'contrast');
  none(leftOver(language, await page.evaluate(inPage.ownText), authored), 'words of another language');
}

// The same page in the other languages. A problem page repeats no address: there it is the home page.
async function checkLanguageLinks(page, { language, status }) {
  const links = await page.evaluate(inPage.languageLinks);
  assert.deepEqual(links.map(([other]) => other), kLanguages.filter((other) => other !== language));
  const same = (address, other) => {
    const url = new URL(address);
    url.searchParams.set('lang', other);
    return `${url.pathname}?${[...url.searchParams].sort().join('&')}`;
  };
  for (const [other, address, marked] of links) {
    assert.equal(marked, other);
    assert.equal(same(address, other), same(status === 200 ? page.url() : home, other));
  }
}

const mainText = (page) => page.evaluate(() => document.body.innerText);

// The same bytes in both tabs: what a node says of itself (free disk, who was heard) may be another thing the
// next moment.
async function checkWithoutScript({ url, status }, answer, scripted) {
  const { page } = browser.plain;
  assert.equal((await browser.plain.visit(url)).status, status);
  const same = (route) => route.fulfill({ status, headers: answer.headers, body: answer.html });
  await page.route(url, same);
  await browser.plain.visit(url);
  await page.unroute(url, same);
  assert.equal(await mainText(page), await mainText(scripted.page), 'without JavaScript: another text');
}

for (const one of everyPage()) {
  test(`${one.name}, ${one.language}`, async () => {
    const visitor = browser.scripted;
    for (const any of [browser.scripted, browser.plain]) await any.prefer(one.language);
    const answer = await visitor.visit(one.url);
    assert.equal(answer.status, one.status);
    assert.equal(answer.headers['content-language'], one.language);
    assert.ok(answer.bytes < kPageBytesMax, `${answer.bytes} bytes`);
    visitor.assertAskedOnly(one.url);
    await checkWithoutScript(one, answer, visitor);
    none(one.personal.filter((text) => answer.html.includes(text)), 'personal data');
    const training = word(one.language, 'training.word');
    assert.ok((await visitor.page.title()).startsWith(training), 'TRAINING in the title');
    assert.ok(await visitor.page.getByRole('note').getByText(training).isVisible(), 'TRAINING on the page');
    await checkLanguageLinks(visitor.page, one);
    // They show no data: whether anything is confirmed is not said there, least of all wrongly.
    if (one.status !== 200) assert.ok(!answer.html.includes(word(one.language, 'footer.nothing')));
    await checkOpenPage(visitor, one);
    none(await treeFaults(await visitor.session()), 'accessibility tree');
    const stops = await visitor.page.locator('a[href]').count();
    if (one.language === 'ky' || stops < kTabsMax) none(await keyboardFaults(visitor.page), 'keyboard');
    await keepPictures(visitor, one);
  });
}

// --- the form

for (const language of kLanguages) {
  test(`a number is typed at home and Enter is pressed: the answer stands there, ${language}`, async () => {
    for (const { page } of [browser.scripted, browser.plain]) {
      await page.goto(home + withLanguage('/', language));
      await page.getByRole('textbox').fill(' kg25-0188 ');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/o\/kg25-0188/i);
      assert.ok((await page.locator('h1').innerText()).includes(word(language, 'verdict.revoked.word')));
      assert.match(await page.locator('.number').innerText(), /^KG25-0188-[A-Z0-9]$/);
      assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    }
  });

  test(`a wrong check character: MISTYPED, with the field and what was typed, ${language}`, async () => {
    const { page } = browser.plain;
    await page.goto(home + withLanguage('/', language));
    await page.getByRole('textbox').fill('KG25-0128-M');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/o\/KG25-0128-M/);
    assert.ok((await page.locator('h1').innerText()).includes(word(language, 'verdict.mistyped.word')));
    const field = page.getByRole('textbox');
    assert.equal(await field.inputValue(), 'KG25-0128-M');
    await field.fill('KG25-0128-L'); // mended where it is
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/o\/KG25-0128-L/);
    assert.ok((await page.locator('h1').innerText()).includes(word(language, 'verdict.expired.word')));
  });
}

test('another date is asked by the form of the two clocks', async () => {
  const { page } = browser.plain;
  await page.goto(`${home}/o/KG25-0188?lang=ru`);
  await page.locator('main summary').click();
  await page.locator('#at').fill('2025-11-20T10:00:00+06:00');
  await page.keyboard.press('Enter');
  await page.waitForURL(/at=/);
  assert.ok((await page.locator('h1').innerText()).includes(word('ru', 'verdict.active.word')));
});

// --- screens that these two ledgers do not give: drawn from made-up reports

const kSampleAuthors = ['odihr', 'cec', 'Досрочные выборы депутатов Жогорку Кенеша',
  'письменное заявление: не может приехать',
  'Бюро по демократическим институтам и правам человека'];

for (const file of readdirSync(plan.samples).sort()) {
  const [name, language] = file.split('.');
  test(`sample ${name}, ${language}`, async () => {
    const visitor = browser.plain;
    const address = `${home}/sample/${file}`;
    await visitor.page.route(address, (route) => route.fulfill({
      contentType: 'text/html; charset=utf-8', body: readFileSync(join(plan.samples, file), 'utf8'),
    }));
    await visitor.visit(address);
    visitor.assertAskedOnly(address);
    const verdict = /^observer-(?!clocks)(.*)/.exec(name)?.[1];
    await checkOpenPage(visitor, { language, verdict, authored: kSampleAuthors });
    await keepPictures(visitor, { name: `sample-${name}`, language });
  });
}

// --- the offline verifier: its own page with a script of its own

test('/verify opens, asks nobody, and can be used by keyboard and screen reader', async () => {
  const visitor = browser.scripted;
  for (const language of kLanguages) {
    const url = home + withLanguage('/verify', language);
    const answer = await visitor.visit(url);
    assert.equal(answer.status, 200);
    visitor.assertAskedOnly(url);
    assert.equal(await visitor.page.evaluate(() => document.documentElement.lang), language);
    none(await visitor.page.evaluate(inPage.structureFaults), 'structure');
    none(await layoutFaults(visitor), 'layout');
    none(await visitor.page.evaluate(inPage.contrastFaults), 'contrast');
    const tree = await treeFaults(await visitor.session());
    none(tree.filter((fault) => !/banner|contentinfo/.test(fault)), 'accessibility tree');
    none(await keyboardFaults(visitor.page), 'keyboard');
    await keepPictures(visitor, { name: 'verify', language });
  }
});
