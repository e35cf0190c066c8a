// build/bin/kuboluk as its users run it, for comparison.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { source } from './library.mjs';

const program = process.env.KUBOLUK ?? join(source, 'build/bin/kuboluk');

/** Folder of the scenario files; another one may be given from outside. */
const given = process.env.KUBOLUK_SCENARIOS;
export const scenarioFolder = given !== undefined && existsSync(given)
  ? given
  : join(source, 'tests/data/scenarios');

export function scenarioFiles() {
  return readdirSync(scenarioFolder).filter((name) => name.endsWith('.jsonl')).sort();
}

export function temporaryFolder() {
  return mkdtempSync(join(tmpdir(), 'kuboluk-agreement-'));
}

let ledgerIsFree = Promise.resolve();

/**
 * Standard output; exit codes 0, 1 and 3 are answers. One process at a time may have a ledger open,
 * so whatever reads one waits for its turn.
 */
export function kuboluk(...args) {
  if (!args.includes('--ledger')) return run(args);
  const turn = ledgerIsFree.then(() => run(args));
  ledgerIsFree = turn.catch(() => undefined);
  return turn;
}

function run(args) {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 1 << 28 }, (error, out, err) => {
      if (error === null || error.code === 1 || error.code === 3) resolve(out);
      else reject(new Error(`kuboluk ${args.join(' ')}: ${error.code}: ${err}`));
    });
  });
}

export async function kubolukJson(...args) {
  return JSON.parse(await kuboluk(...args, '--json'));
}

/** Runs the work on all items, a few at a time. */
export async function each(items, work) {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker()]);
}

/** A training ledger in which the file was played, with a policy beside it. */
export async function replayed(file) {
  const ledger = join(temporaryFolder(), 'ledger');
  const law = join(source, 'tests/data/rulesets/ZZ-TEST.ruleset');
  await kuboluk('replay', join(scenarioFolder, file), '--ledger', ledger, '--ruleset', law);
  const text = readFileSync(join(scenarioFolder, file), 'utf8');
  const elections = [...text.matchAll(/"election": ?"([a-z0-9-]+)"/g)].map((match) => match[1]);
  const named = [...new Set(elections)].sort();
  return { ledger, policy: join(ledger, 'policy'), elections: named, scenario: text.split('\n') };
}
