// Every worked example of ledger/FORMATS.md, read from that page.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { formatExamples, load } from './library.mjs';

const { answerJson, verifyListProof, verifyStatusProof, withCheckCharacter, parsePolicy } =
  await load('index.ts');
const { parseRecord } = await load('domain/record.ts');
const { parseSeal } = await load('domain/seal.ts');
const { parseNote, printNote } = await load('base/note.ts');
const { leafNode } = await load('log/patricia.ts');
const { leafHash } = await load('log/merkle.ts');

const example = formatExamples();
const options = { policy: example.policy, now: Date.parse('2026-05-01T04:02:00Z') };

test('FORMATS: the page has the examples that are checked here', () => {
  const known = ['genesis', 'application', 'grant', 'part', 'entry', 'seal', 'record', 'leaf',
    'checkpoint', 'policy', 'status-proof', 'list-proof', 'number'];
  assert.deepEqual(known.filter((name) => example[name] === undefined), []);
});

test('FORMATS 7: the status proof verifies, and says what it must', () => {
  const answer = verifyStatusProof(example['status-proof'], options);
  assert.equal(answer.verdict, 'active');
  assert.equal(answer.accreditation.organisation, 'osce');
  assert.equal(answer.confirmation.ageSeconds, 60);
  assert.deepEqual(answer.notes, [{ code: 'merge_delay', seconds: 300n }]);
  assert.equal(answerJson(answer).age, '1 minute ago');
});

test('FORMATS 8: the list proof verifies', () => {
  const list = verifyListProof(example['list-proof'], options);
  assert.deepEqual(list.rows.map((row) => [row.accreditation.number, row.verdict]), [['T-0001', 'active']]);
});

test('FORMATS 5: record and leaf fit together', () => {
  const record = parseRecord(example.record, 'record');
  const value = createHash('sha256').update(example.record).digest();
  const node = Buffer.from(leafNode(record.key, new Uint8Array(value)));
  const hash = createHash('sha256').update(node).digest('hex');
  assert.equal(`${node.toString('hex')}\n${hash}\n`, example.leaf);
});

test('FORMATS 4: the seal is one, the entry of the grant is what the record cites', () => {
  assert.equal(parseSeal(example.seal).index, 11n);
  assert.throws(() => parseSeal(example.entry), { name: 'Fault' });
  const cited = parseRecord(example.record, 'record').acts[0].leaf;
  assert.deepEqual(leafHash(new TextEncoder().encode(example.entry)), cited);
});

test('FORMATS 2, 6: events and checkpoint are signed notes in their one form', () => {
  for (const name of ['genesis', 'application', 'grant', 'checkpoint']) {
    assert.equal(printNote(parseNote(example[name])), example[name], name);
  }
});

test('FORMATS 6, 9: the policy is one, the number has its check character', () => {
  assert.equal(parsePolicy(example.policy).witnesses.length, 3);
  assert.equal(`${withCheckCharacter('KG25-0128')}\n`, example.number);
});
