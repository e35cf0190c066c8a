// Step 7: the two clocks, undoing, precedence; on records made by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './library.mjs';
import { accreditation, act, certificate, election } from './world.mjs';

const { parseRecord } = await load('domain/record.ts');
const { endOfDay } = await load('domain/time.ts');
const fold = await load('domain/verdict.ts');

const parse = ([key, text]) => parseRecord(text, key);
const at = (valid, known = '9999-12-31T23:59:59+00:00') => {
  return { valid: Date.parse(valid), known: Date.parse(known) };
};

function verdict(clocks, acts = [], { electionActs = [], from } = {}) {
  const law = parse(election('e-1', electionActs));
  const record = parse(accreditation('T-01', { acts, ...(from === undefined ? {} : { from }) }));
  return fold.strongest(fold.foldAccreditation(record, law, clocks).findings);
}

const revoke = act(4, 'accreditation.revoke', 'ground=KR.R4.7', {
  at: '2026-05-10T12:00:00+06:00', known: '2026-05-11T06:00:00.000Z',
});
const day20 = { at: '2026-05-20T12:00:00+06:00' };
const court = (effect) => act(5, 'court.decision', `undoes=4 effect=${effect}`, day20);

test('ten verdicts, strongest first, every pair decided by the table', () => {
  assert.equal(fold.kVerdicts.length, 10);
  for (const [i, strong] of fold.kVerdicts.entries()) {
    for (const weak of fold.kVerdicts.slice(i)) {
      assert.equal(fold.strongest(new Set([weak, strong])), strong);
    }
  }
});

test('before the grant is in effect or recorded: NO SUCH NUMBER; both clocks are inclusive', () => {
  assert.equal(verdict(at('2026-05-01T10:00:00+06:00')), 'active');
  assert.equal(verdict(at('2026-05-01T09:59:59+06:00')), 'not_found');
  assert.equal(verdict(at('2026-05-02T00:00:00+06:00', '2026-05-01T04:00:00.000Z')), 'active');
  assert.equal(verdict(at('2026-05-02T00:00:00+06:00', '2026-05-01T03:59:59.999Z')), 'not_found');
});

test('NOT YET: granted, authority begins later', () => {
  const from = '2026-06-01T00:00:00+06:00';
  assert.equal(verdict(at('2026-05-31T23:59:59+06:00'), [], { from }), 'not_yet');
  assert.equal(verdict(at('2026-06-01T00:00:00+06:00'), [], { from }), 'active');
});

test('a revocation counts from its valid time, and only where it was known', () => {
  assert.equal(verdict(at('2026-05-10T11:59:59+06:00'), [revoke]), 'active');
  assert.equal(verdict(at('2026-05-10T12:00:00+06:00'), [revoke]), 'revoked');
  assert.equal(verdict(at('2026-05-12T12:00:00+06:00', '2026-05-11T05:59:59.999Z'), [revoke]), 'active');
});

test('ex tunc takes the revocation away from every valid time, once known; ex nunc from its own', () => {
  const during = '2026-05-15T00:00:00+06:00';
  const after = '2026-05-21T00:00:00+06:00';
  assert.equal(verdict(at(during), [revoke, court('ex_tunc')]), 'active');
  assert.equal(verdict(at(during, '2026-05-16T00:00:00+06:00'), [revoke, court('ex_tunc')]), 'revoked');
  assert.equal(verdict(at(during), [revoke, court('ex_nunc')]), 'revoked');
  assert.equal(verdict(at(after), [revoke, court('ex_nunc')]), 'active');
});

test('an index is undone only by its whole number', () => {
  const other = act(5, 'court.decision', 'undoes=41,14 effect=ex_tunc', day20);
  assert.equal(verdict(at('2026-05-21T00:00:00+06:00'), [revoke, other]), 'revoked');
});

test('authority ends with the day of publication; a repeat vote in it does not end it', () => {
  const results = (words) => [act(6, 'results.publish', words, { at: '2026-06-20T10:00:00+06:00' })];
  const ended = { electionActs: results('published=2026-06-20') };
  assert.equal(verdict(at('2026-06-20T23:59:59+06:00'), [], ended), 'active');
  assert.equal(verdict(at('2026-06-21T00:00:00+06:00'), [], ended), 'expired');
  assert.equal(verdict(at('2026-06-21T00:00:00+06:00'), [revoke], ended), 'revoked');
  const repeated = { electionActs: results('published=2026-06-20 repeat-voting=2026-07-05') };
  assert.equal(verdict(at('2026-06-21T00:00:00+06:00'), [], repeated), 'active');
  assert.equal(endOfDay('2026-06-20', 360), Date.parse('2026-06-21T00:00:00+06:00'));
});

test('a card is superseded while its replacement holds', () => {
  const replaced = act(7, 'certificate.reissue', 'superseded-by=U-02', { at: '2026-05-10T12:00:00+06:00' });
  const card = parse(certificate('U-01', { acts: [replaced] }));
  assert.equal(fold.replacement(card, at('2026-05-10T11:59:59+06:00')), undefined);
  assert.notEqual(fold.replacement(card, at('2026-05-10T12:00:00+06:00')), undefined);
  assert.equal(fold.isIssued(card, at('2026-04-30T00:00:00+06:00')), false);
});
