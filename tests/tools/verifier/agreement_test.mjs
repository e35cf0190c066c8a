// Both implementations over every scenario: the same verdicts, times, paragraphs and words for every
// accreditation at three instants and two known times.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { load, remembering } from './library.mjs';
import { each, kuboluk, kubolukJson, replayed, scenarioFiles } from './program.mjs';

const { answerJson, listJson, parsePolicy, verifyListProof, verifyStatusProof } =
  await load('index.ts', undefined, [remembering]);

/** Status proofs of a scenario; every accreditation is compared in its list, at all clocks. */
const kProofsMax = 5;
const kProofsOfElections = { 'kg-2025-early-parliamentary.jsonl': 60, 'kg-edge-cases.jsonl': 60 };
/** Of these, how many are asked from the program one by one, in every way of asking. */
const kAskedMax = 2;
const kPersonsMax = 4;

const plain = (json) => JSON.parse(JSON.stringify(json));
const local = (ms) => `${new Date(ms + 6 * 3_600_000).toISOString().slice(0, 19)}+06:00`;

/** Three instants between the acts of the text, and two known times. */
function clocksOf(text) {
  const acts = [...text.matchAll(/^act \d+ (\S+) (\S+) /gm)];
  const sorted = (column) => acts.map((act) => Date.parse(act[column])).sort((a, b) => a - b);
  const [valid, known] = [sorted(1), sorted(2)];
  const last = valid.at(-1) ?? Date.parse('2025-11-30T08:00:00+06:00');
  const instants = [valid[valid.length >> 1] ?? last, last + 3_600_000, last + 400 * 86_400_000];
  const middle = known[Math.floor(known.length * 0.9)] ?? last;
  return instants.flatMap((at) => [{ at: local(at) }, { at: local(at), known: local(middle) }]);
}

const typed = ({ at, known }) => ['--at', at, ...(known === undefined ? [] : ['--known', known])];

/** The list at each of the clocks, by both; returns the rows' verdicts per clocks. */
async function compareLists(world, election, seen) {
  const file = join(dirname(world.ledger), `${election}.list.kuboluk`);
  const from = ['--ledger', world.ledger, '--policy', world.policy, '--out', file];
  const made = await kubolukJson('list', election, ...from);
  if (made.error !== undefined) return undefined; // a number that names no election called
  const text = readFileSync(file, 'utf8');
  const clocks = clocksOf(text);
  const verdicts = new Map();
  await each(clocks, async (pair) => {
    const theirs = await kubolukJson('verify', file, '--policy', world.policy, ...typed(pair));
    const ours = verifyListProof(text, { policy: world.trusted, now: Date.now(), ...pair });
    assert.deepEqual(plain(listJson(ours)), theirs, `${election} at ${JSON.stringify(pair)}`);
    verdicts.set(pair, new Map(theirs.rows.map((row) => [row.number, row.verdict])));
    for (const row of theirs.rows) seen.add(row.verdict);
  });
  return { election, clocks, verdicts, numbers: [...verdicts.values()][0] };
}

async function compareProof(world, list, number) {
  const file = join(dirname(world.ledger), `${list.election}.${number}.kuboluk`);
  const from = ['--ledger', world.ledger, '--policy', world.policy, '--out', file];
  await kuboluk('status', number, '--election', list.election, ...from);
  const text = readFileSync(file, 'utf8');
  for (const pair of list.clocks) {
    const ours = verifyStatusProof(text, { policy: world.trusted, now: Date.now(), ...pair });
    assert.equal(ours.verdict, list.verdicts.get(pair).get(number), `${number} ${JSON.stringify(pair)}`);
  }
  return file;
}

/** The whole answer of one proof file at every clocks. */
async function compareAnswers(world, list, file, seen) {
  const text = readFileSync(file, 'utf8');
  for (const pair of list.clocks) {
    const theirs = await kubolukJson('verify', file, '--policy', world.policy, ...typed(pair));
    const ours = verifyStatusProof(text, { policy: world.trusted, now: Date.now(), ...pair });
    assert.deepEqual(plain(answerJson(ours)), theirs, `${file} ${JSON.stringify(pair)}`);
    seen.add(theirs.verdict);
  }
}

/** History, every card it ever had, and the number in every other election. */
async function compareQuestions(world, list, number, file, seen) {
  await compareAnswers(world, list, file, seen);
  const cards = [...readFileSync(file, 'utf8').matchAll(/ certificate=(\S+)/g)].map((match) => match[1]);
  const ask = async (name, ...args) => {
    const out = file.replace(/kuboluk$/, `${name}.kuboluk`);
    await kuboluk(...args, '--ledger', world.ledger, '--policy', world.policy, '--out', out);
    await compareAnswers(world, list, out, seen);
  };
  const here = ['--election', list.election];
  await ask('history', 'history', number, ...here);
  for (const card of new Set(cards)) await ask(`card-${card}`, 'status', card, ...here, '--certificate');
  for (const other of world.elections.filter((election) => election !== list.election)) {
    await ask(`in-${other}`, 'status', number, '--election', other);
  }
}

/** About `most` of the items, evenly. */
function spread(items, most) {
  const stride = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, at) => at % stride === 0);
}

/** Persons of the scenario: refused ones, listed ones, a stranger. */
async function comparePersons(world, list, seen) {
  const people = (lines) =>
    [...lines.join('\n').matchAll(/"person": ?"([a-z0-9-]+)"/g)].map((match) => match[1]);
  const refusals = world.scenario.filter((line) => line.includes('"accreditation.refuse"'));
  const grants = world.scenario.filter((line) => line.includes('"accreditation.grant"'));
  const refused = spread([...new Set(people(refusals))], kPersonsMax);
  const persons = new Set([...refused, ...spread(people(grants), kPersonsMax / 2), 'nobody-1']);
  await each(persons, async (person) => {
    const out = join(dirname(world.ledger), `${list.election}.${person}.person.kuboluk`);
    const from = ['--ledger', world.ledger, '--policy', world.policy, '--out', out];
    await kuboluk('status', person, '--election', list.election, '--person', ...from);
    await compareAnswers(world, list, out, seen);
  });
}

const seen = new Set();
for (const file of scenarioFiles()) {
  test(`both implementations agree on ${file}`, async () => {
    const world = await replayed(file);
    world.trusted = parsePolicy(readFileSync(world.policy, 'utf8'));
    for (const election of world.elections) {
      const list = await compareLists(world, election, seen);
      if (list === undefined) continue;
      const numbers = [...list.numbers.keys()];
      const files = new Map();
      await each(spread(numbers, kProofsOfElections[file] ?? kProofsMax), async (number) => {
        files.set(number, await compareProof(world, list, number));
      });
      await each(spread([...files.keys()], kAskedMax), async (number) => {
        await compareQuestions(world, list, number, files.get(number), seen);
      });
      await comparePersons(world, list, seen);
    }
    rmSync(dirname(world.ledger), { recursive: true });
  });
}

test('the comparison has met every verdict that the scenarios have', () => {
  const met = ['active', 'cannot_tell', 'expired', 'not_found', 'other_election', 'refused', 'revoked'];
  met.push('superseded');
  assert.deepEqual(met.filter((verdict) => !seen.has(verdict)), []);
});
