// Lies in every place, signed by whoever must sign them: each refused at its own step (DESIGN.md 4).
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allRulesets, load } from './library.mjs';
import {
  accreditation, act, certificate, election, Key, kNow, kRuleset, mapPath, ruleset, World,
} from './world.mjs';

const { verifyListProof, verifyStatusProof } = await load('index.ts');

const hash = allRulesets.find((law) => law.name === `${kRuleset}@1`).hash;
const tableHash = Buffer.from(hash, 'hex').toString('base64');
const kQuorum = 'group g 2 a b c\nquorum g\n';
const kAsked = 'accreditation e-1 T-01';
const kKeys = ['election/e-1', `ruleset/${kRuleset}`, 'accreditation/e-1/T-01'];

function world(change = () => undefined, policy = kQuorum) {
  const records = [election('e-1'), ruleset(tableHash), accreditation('T-01'), certificate('U-01')];
  const made = new World([...records, accreditation('T-02')], policy);
  made.times = { a: kNow / 1000 - 60, b: kNow / 1000 - 30 };
  change(made);
  return made;
}

function verify(made, { asked = kAsked, keys = kKeys, edit = (t) => t, ...options } = {}) {
  const proof = edit(made.statusProof(asked, keys));
  return verifyStatusProof(proof, { policy: made.policy, now: kNow, ...options });
}

function refusedAt(step, made, options) {
  assert.throws(() => verify(made, options), (error) => {
    assert.equal(error.name, 'VerifyError', String(error.stack));
    assert.equal(error.step, step, error.message);
    return true;
  });
}

test('the world of these tests verifies: ACTIVE, a minute old', () => {
  const answer = verify(world());
  assert.equal(answer.verdict, 'active');
  assert.equal(answer.confirmation.ageSeconds, 60);
});

test('step 1: another ledger id in file, record, seal or origin', () => {
  refusedAt(1, world((w) => { w.header = 'test.example/other/0123456789abcdef'; }));
  refusedAt(1, world((w) => { w.seal.ledger = 'test.example/other/0123456789abcdef'; }));
  refusedAt(1, world((w) => {
    w.records.set(...accreditation('T-01').map((text) => text.replace('ledger test', 'ledger rest')));
  }));
  refusedAt(1, world((w) => { w.log = new Key(`${w.header}/0`, 0x01); }));
});

test('step 1: unordered, padded, doubled or foreign characters', () => {
  const edits = [
    (t) => t.replace('\nasked', '\n asked'), (t) => `${t}\n`, (t) => t.replace('acts 1 ', 'acts 01 '),
    (t) => t.replace('osce-001', 'osce\u200b-001'), (t) => t.replace('step ', 'step 0'),
    (t) => t.replace('kuboluk/status-proof/v1', 'kuboluk/status-proof/v2'), (t) => t.replace(/\n/g, '\r\n'),
    (t) => t.replace('\nindex', '\nextra AAAA\nindex'), (t) => `\ufeff${t}`,
  ];
  for (const edit of edits) refusedAt(1, world(), { edit });
});

test('step 2: a log or cosigner of the wrong key, a stranger, too many, unsorted, twice', () => {
  refusedAt(2, world((w) => { w.log = new Key(w.log.name, 0x01); w.log.secret = w.cosigners[0].secret; }));
  refusedAt(2, world((w) => { w.cosigners[0].secret = w.cosigners[1].secret; }));
  refusedAt(2, world((w) => { w.times.c = w.times.a; }));
  refusedAt(2, world((w) => { w.cosigners.push(new Key('test.example/x', 0x04)); w.times.x = 1; }));
  refusedAt(2, world((w) => { w.cosigners.reverse(); }));
  refusedAt(2, world((w) => { w.cosigners.splice(1, 0, w.cosigners[0]); }));
});

test('step 2: too few good cosignatures are CANNOT TELL, not false evidence', () => {
  const few = world((w) => { delete w.times.b; });
  assert.throws(() => verify(few), { step: 2, object: 'quorum', tooFew: true });
});

test('step 3: a seal that is not the last entry, says another index, or is not in the log', () => {
  refusedAt(3, world((w) => { w.index = 4; w.seal.index = 4; }));
  refusedAt(3, world((w) => { w.seal.index = 4; }));
  refusedAt(3, world((w) => { w.index = 4; }));
  refusedAt(3, world(), { edit: (t) => t.replace('\nafter 4\n', '\nafter 3\n') });
});

test('step 4: a record that lies, is missing, surplus, moved, or of another object', () => {
  const edit = (t) => t.replace('person osce-001', 'person osce-002');
  refusedAt(4, world(), { edit });
  refusedAt(4, world(), { keys: kKeys.slice(1) });
  refusedAt(4, world(), { keys: kKeys.slice(0, 2) });
  refusedAt(4, world(), { keys: [...kKeys, 'accreditation/e-1/T-02'] });
  refusedAt(4, world(), { keys: [kKeys[1], kKeys[0], kKeys[2]] });
  refusedAt(4, world(), { asked: 'accreditation e-1 T-02' });
  const swapped = world((w) => w.records.set('accreditation/e-1/T-01', accreditation('T-02')[1]));
  refusedAt(4, swapped);
});

test('step 4: a certificate without its accreditation, a proof of another question', () => {
  const keys = [...kKeys.slice(0, 2), 'certificate/e-1/U-01', kKeys[2]];
  assert.equal(verify(world(), { asked: 'certificate e-1 U-01', keys }).verdict, 'active');
  refusedAt(4, world(), { asked: 'certificate e-1 U-01', keys: keys.slice(0, 3) });
  const wanted = { question: 'accreditation', election: 'e-1', id: 'T-02' };
  assert.throws(() => verifyStatusProof(world().statusProof(kAsked, kKeys),
    { policy: world().policy, now: kNow, asked: wanted }), { step: 4, object: 'asked' });
});

test('step 4: absence is shown by the right leaf only', () => {
  const keys = [...kKeys.slice(0, 2), 'accreditation/e-1/T-09'];
  const asked = 'accreditation e-1 T-09';
  assert.equal(verify(world(), { asked, keys }).verdict, 'not_found');
  const made = world();
  const [otherKey] = mapPath(made.pairs(), Buffer.from('certificate/e-1/U-01')).leaf;
  const shown = made.part('accreditation/e-1/T-09');
  const wrong = made.part('certificate/e-1/U-01').replace(/^present[^]*?(?=step)/,
    `absent accreditation/e-1/T-09\nother ${otherKey} ${made.part('x').match(/other \S+ (\S+)/)[1]}\n`);
  refusedAt(4, made, { asked, keys, edit: (t) => t.replace(shown, wrong) });
});

test('step 5: a ruleset of another table is CANNOT TELL', () => {
  const answer = verify(world((w) => w.records.set(...ruleset(Buffer.alloc(32).toString('base64')))));
  assert.equal(answer.verdict, 'cannot_tell');
  assert.equal(answer.cannotTell.code, 'ruleset_unknown');
  assert.equal(answer.verdictByRecord, 'active');
});

test('step 6: as-of is what a quorum attests; a liar can make nothing look fresh', () => {
  const now = kNow / 1000;
  const asOf = (times, policy = kQuorum) => {
    const made = world((w) => { w.times = times; }, policy);
    return verify(made).confirmation.asOf;
  };
  assert.equal(asOf({ a: now - 90_000, b: now }), BigInt(now - 90_000));
  assert.equal(asOf({ a: now, b: now - 7 }), BigInt(now - 7));
  assert.equal(asOf({ a: now - 5, b: now - 9, c: now }, 'group g all a b c\nquorum g\n'), BigInt(now - 9));
  const nested = 'group g any a b\ngroup h all g c\nquorum h\n';
  assert.equal(asOf({ a: now - 5, c: now - 9 }, nested), BigInt(now - 9));
  assert.equal(asOf({ a: now + 301, b: now }), undefined);
  assert.equal(asOf({ a: now + 300, b: now }), BigInt(now));
});

test('step 6: a clock before the confirmation cannot tell; ACTIVE from old data neither', () => {
  assert.equal(verify(world(), { now: kNow - 3_600_000 }).cannotTell.code, 'clock_behind');
  assert.equal(verify(world(), { now: kNow + 90_000_000 }).cannotTell.code, 'too_old');
  const revoked = act(4, 'accreditation.revoke', 'ground=KR.R4.7', { at: '2026-05-01T12:00:00+06:00' });
  const made = world((w) => w.records.set(...accreditation('T-01', { acts: [revoked] })));
  const old = verify(made, { now: kNow + 90_000_000 });
  assert.equal(old.verdict, 'revoked');
  assert.equal(old.notes.some((note) => note.code === 'old'), true);
  const past = verify(world(), { now: kNow + 90_000_000, known: '2026-05-01T04:00:00.000Z' });
  assert.equal(past.verdict, 'cannot_tell');
  const before = verify(world((w) => { w.seal.known = '2026-05-01T05:00:00.000Z'; }),
    { now: kNow + 90_000_000, known: '2026-05-01T04:59:59.999Z' });
  assert.equal(before.verdict, 'active');
});

test('MISTYPED needs no proof; a number as typed is compared with what was proven', () => {
  const typed = (number) => ({ question: 'accreditation', election: 'e-1', typed: number });
  const options = { policy: world().policy, now: kNow };
  assert.equal(verifyStatusProof('', { ...options, asked: typed('T-01-X') }).verdict, 'mistyped');
  assert.equal(verify(world(), { asked: kAsked }).verdict, 'active');
  const proof = world().statusProof(kAsked, kKeys);
  assert.equal(verifyStatusProof(proof, { ...options, asked: typed('T-01') }).verdict, 'active');
  assert.throws(() => verifyStatusProof(proof, { ...options, asked: typed('T-02') }), { step: 4 });
  assert.throws(() => verifyStatusProof(proof, { ...options, asked: typed('..') }), { step: 1 });
});

test('a list with a row left out, doubled, moved or altered is refused at step 4', () => {
  const rows = ['accreditation/e-1/T-01', 'accreditation/e-1/T-02'];
  const list = (made, keys, edit = (t) => t) =>
    verifyListProof(edit(made.listProof('e-1', keys)), { policy: made.policy, now: kNow });
  assert.deepEqual(list(world(), rows).rows.map((row) => row.verdict), ['active', 'active']);
  const refused = { name: 'VerifyError', step: 4 };
  for (const keys of [rows.slice(1), rows.slice(0, 1), [...rows].reverse(), [...rows, rows[1]]]) {
    assert.throws(() => list(world(), keys), refused);
  }
  assert.throws(() => list(world(), [...rows, 'certificate/e-1/U-01']), refused);
  const edit = (t) => t.replace('person osce-001', 'person osce-002');
  assert.throws(() => list(world(), rows, edit), refused);
});
