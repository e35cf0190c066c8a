// The published vectors against the verifier's signature rule, with the table that the first
// implementation is held to (tests/crypto/ed25519_vectors_test.cpp).
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load, read } from './library.mjs';

const { isAdmissibleKey, verifyDetached } = await load('base/ed25519.ts');

function vectors(name) {
  const lines = read(`tests/data/ed25519/${name}`).trimEnd().split('\n');
  return lines.map((line) => {
    const [number, key, signature, message, last] = line.split(' ').map((w) => (w === '-' ? '' : w));
    const [a, s, m] = [key, signature, message].map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
    return { number: Number(number), key: a, signature: s, message: m, last };
  });
}

const alone = (vector) => verifyDetached(vector.key, vector.message, vector.signature);
const rule = (vector) => isAdmissibleKey(vector.key) && alone(vector);

test('RELIABILITY 52: of the 914 CCTV vectors the rule accepts exactly number 305', () => {
  const all = vectors('cctv.txt');
  assert.equal(all.length, 914);
  assert.deepEqual(all.filter(rule).map((vector) => vector.number), [305]);
});

test('RELIABILITY 52: verification alone accepts the 43 that libsodium accepts, by flags', () => {
  const groups = {};
  for (const vector of vectors('cctv.txt').filter(alone)) {
    groups[vector.last] = (groups[vector.last] ?? 0) + 1;
  }
  assert.deepEqual(groups, {
    '': 1,
    low_order_component_A: 7,
    'low_order_component_R,low_order_component_A': 35,
  });
});

test('RELIABILITY 53: only the one key of prime order among the 22 CCTV keys is admitted', () => {
  const admitted = vectors('cctv.txt').filter((vector) => isAdmissibleKey(vector.key));
  assert.equal(admitted.length, 28);
  assert.equal(new Set(admitted.map((vector) => vector.key.join())).size, 1);
});

test('RELIABILITY 52, 54: all 151 Wycheproof vectors are judged as published', () => {
  const all = vectors('wycheproof.txt');
  assert.equal(all.length, 151);
  for (const vector of all) {
    assert.equal(rule(vector), vector.last === 'valid', `tcId ${vector.number}`);
  }
});

test('a key or signature of another length is refused, not read beyond', () => {
  const [valid] = vectors('wycheproof.txt').filter((vector) => vector.last === 'valid');
  assert.equal(isAdmissibleKey(valid.key.subarray(1)), false);
  assert.equal(verifyDetached(valid.key.subarray(1), valid.message, valid.signature), false);
  assert.equal(verifyDetached(valid.key, valid.message, new Uint8Array(65)), false);
});
