// Strict forms: every parser takes what the printer prints, and nothing beside it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { formatExamples, load } from './library.mjs';
import { mapRoot } from './world.mjs';

const bytes = await load('base/bytes.ts');
const time = await load('domain/time.ts');
const ids = await load('domain/ids.ts');
const charset = await load('domain/charset.ts');
const { parsePolicy } = await load('log/policy.ts');
const { parseRecord } = await load('domain/record.ts');
const patricia = await load('log/patricia.ts');
const { isIncluded, leafHash } = await load('log/merkle.ts');

const example = formatExamples();
const utf8 = (text) => new TextEncoder().encode(text);

test('base64 and hex are canonical', () => {
  for (let size = 0; size < 70; ++size) {
    const data = Uint8Array.from({ length: size }, (_, at) => (at * 37 + size) & 255);
    const text = Buffer.from(data).toString('base64');
    assert.equal(bytes.toBase64(data), text);
    assert.deepEqual(bytes.fromBase64(text), data);
    assert.deepEqual(bytes.fromHex(bytes.toHex(data)), data);
  }
  for (const wrong of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'AA=A', '====', 'AAAA=', 'AA-_', 'AAAA ']) {
    assert.equal(bytes.fromBase64(wrong), undefined, wrong);
  }
  assert.equal(bytes.fromHex('AB'), undefined);
});

test('times: one form, real moments, the ledger\'s offset', () => {
  const good = '2025-11-12T14:58:11+06:00';
  const parsed = time.parseLocalTime(good);
  assert.equal(time.printLocalTime(parsed.instant, parsed.offset), good);
  for (const wrong of ['2025-02-29T00:00:00+06:00', '2025-11-12T24:00:00+06:00',
    '2025-11-12T23:59:60+06:00', '2025-11-12T14:58:11Z', '2025-11-12T14:58:11-00:00',
    '2025-11-12T14:58:11+14:01', '2025-11-12 14:58:11+06:00',
    '2025-11-12T14:58:11.0+06:00', '1970-01-01T00:00:00+06:00', '2025-1-12T14:58:11+06:000']) {
    assert.equal(time.parseLocalTime(wrong), undefined, wrong);
  }
  const known = '2025-11-12T09:00:03.512Z';
  assert.equal(time.printKnownTime(time.parseKnownTime(known)), known);
  for (const wrong of ['2025-11-12T09:00:03Z', '1969-12-31T23:59:59.999Z', '2025-11-12T09:00:03.512+00:00']) {
    assert.equal(time.parseKnownTime(wrong), undefined, wrong);
  }
  assert.equal(time.printUtcSeconds(1n << 62n), 'after the year 9999');
  assert.equal(time.endOfDay('2025-02-30', 0), undefined);
});

test('ISO 7064 MOD 37,36: every single wrong character is seen', () => {
  const number = 'KG25-0128';
  assert.equal(ids.withCheckCharacter(number), 'KG25-0128-L');
  assert.equal(ids.checkCharacter('kg25.0128'), 'L');
  const right = ids.checkCharacter(number);
  for (let at = 0; at < number.length; ++at) {
    for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      const wrong = number.slice(0, at) + character + number.slice(at + 1);
      if (number[at] === '-' || wrong === number) continue;
      assert.notEqual(ids.checkCharacter(wrong), right, wrong);
    }
  }
  assert.deepEqual(ids.parseTypedNumber('KG25-0128-l'), { number, mistyped: false });
  assert.deepEqual(ids.parseTypedNumber('KG25-0128-M'), { number, mistyped: true });
  assert.deepEqual(ids.parseTypedNumber('KG25-0128'), { number, mistyped: false });
  for (const wrong of ['', 'L', '-L', 'KG25--0128', 'KG25 0128', 'Ж', 'A'.repeat(41)]) {
    assert.equal(ids.parseTypedNumber(wrong), undefined, wrong);
  }
});

test('free text: the table of the ledger; nothing invisible, nothing that turns a line', () => {
  for (const good of ['Күбөлүк № 5', 'a “b” – c', 'Őő']) assert.equal(charset.isFreeText(good), true, good);
  const hidden = ['\u200b', '\u202e', '\u00ad', '\u0301', '\u00a0', '\u0085'];
  for (const wrong of ['', ' a', 'a ', '🙂', ...hidden.map((character) => `a${character}b`)]) {
    assert.equal(charset.isFreeText(wrong), false, JSON.stringify(wrong));
  }
});

test('policies: unknown words, weak keys, doubled names, circles and thresholds are refused', () => {
  const lines = example.policy.trimEnd().split('\n');
  const [log, mfa] = lines;
  const good = [example.policy, `# c\n\n${log}\nquorum none\n`, `${log}\n${mfa} https://x\nquorum mfa\n`];
  for (const text of good) assert.doesNotThrow(() => parsePolicy(text), text);
  const weak = Buffer.concat([Buffer.of(1), Buffer.alloc(32)]).toString('base64');
  const wrong = [
    '', log, `${log}\n`, `${log}\nquorum mfa\n`, `${example.policy}quorum mfa\n`,
    `${log}\n${log}\nquorum none\n`, `${log}\n${mfa}\n${mfa.replace('mfa', 'two')}\nquorum mfa\n`,
    ...['2 mfa', '0 mfa', '01 mfa', 'any g', 'any mfa mfa', 'any', 'some mfa'].map(
      (group) => `${log}\n${mfa}\ngroup g ${group}\nquorum g\n`),
    `${log}\n${mfa}\ngroup g any mfa\ngroup h any mfa\nquorum h\n`,
    `${log}\nwitness none ${mfa.slice(12)}\nquorum none\n`,
    `${mfa.replace('witness mfa', 'log')}\nquorum none\n`, `log x+00000000+${weak}\nquorum none\n`,
    `${log.replace('047c6618', '047c6619')}\nquorum none\n`, `key x\n${log}\nquorum none\n`,
    `${log}\u0007\nquorum none\n`,
  ];
  for (const text of wrong) assert.throws(() => parsePolicy(text), { name: 'Fault' }, text);
});

test('records: a changed order, count, offset, word or reason is refused', () => {
  const text = example.record;
  const edits = [['acts 1 -', 'acts 2 -'], ['acts 1 -', `acts 1 ${'A'.repeat(43)}=`],
    ['decree=D-1', 'decree='], ['decree=D-1 ', 'decree=D-1  '], [' from=-', ' from=- '],
    [' from=-', ' from=- reason='], ['+06:00', '+6:00'], ['record accreditation/', 'record nothing/'],
    ['person osce-001', 'person'], ['KR.R3.4 ', ''], ['act 10', 'act 010']];
  assert.doesNotThrow(() => parseRecord(text, 'r'));
  for (const [from, to] of edits) {
    assert.notEqual(text.replace(from, to), text, from);
    assert.throws(() => parseRecord(text.replace(from, to), 'r'), { name: 'Fault' }, to);
  }
});

test('DESIGN 4: the published roots of the map; a list proof recomputes them', () => {
  const hex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
  const root = (pairs) => mapRoot(pairs).toString('hex');
  const one = 'e2803f59293564e96b6c5c16157cec731a294631aefb5d08d18630ed6a27184c';
  assert.equal(root([[Buffer.from('ab', 'hex'), hex('cd')]]), one);
  const prefix = 'accreditation/kg-jk-2025/KG25-000';
  const keys = [`${prefix}1`, `${prefix}2`, 'election/kg-jk-2025'];
  const values = ['r1', 'r2', 'e'].map(sha256);
  const expected = '0ba6f64e03eadfa0feff72daf950ce59c57614436b63edc77dc1b3e935f9c79f';
  assert.equal(root(keys.map((key, at) => [Buffer.from(key), values[at]])), expected);
  const pairs = keys.map((key, at) => ({ key, value: values[at] }));
  assert.doesNotThrow(() => patricia.checkPrefix(hex(expected), '', pairs, undefined, []));
  assert.throws(() => patricia.checkPrefix(hex(expected), '', pairs.slice(1), undefined, []));
});

test('RFC 6962: every place in every tree up to 20, and no other', () => {
  const leaves = Array.from({ length: 20 }, (_, at) => leafHash(utf8(`entry ${at}`)));
  for (let size = 1; size <= leaves.length; ++size) {
    const tree = leaves.slice(0, size);
    for (let at = 0; at < size; ++at) {
      const proof = path(tree, at);
      const holds = (place, hashes) =>
        isIncluded(BigInt(place), BigInt(size), tree[at], hashes, top(tree));
      assert.equal(holds(at, proof), true);
      assert.equal(holds(at + 1, proof), false);
      assert.equal(holds(at, [...proof, proof[0] ?? tree[0]]), false);
      if (size > 1) assert.equal(holds(at, proof.slice(1)), false);
    }
  }
});

function sha256(data) {
  return new Uint8Array(createHash('sha256').update(data).digest());
}

function node(left, right) {
  return sha256(Buffer.concat([Buffer.of(1), left, right]));
}

function half(tree) {
  return 2 ** Math.ceil(Math.log2(tree.length) - 1);
}

function top(tree) {
  return tree.length === 1 ? tree[0] : node(top(tree.slice(0, half(tree))), top(tree.slice(half(tree))));
}

function path(tree, at) {
  if (tree.length === 1) return [];
  const [left, right] = [tree.slice(0, half(tree)), tree.slice(half(tree))];
  if (at < left.length) return [...path(left, at), top(right)];
  return [...path(right, at - left.length), top(left)];
}
