// Proofs in QR codes: the shared vector, and everything that a stranger's codes may hold.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';

import { load, read } from './library.mjs';

const { fromBase32, joinParts, parsePart, PartsCollector } = await load('qr/parts.ts');
const { inflateRaw } = await load('qr/inflate.ts');
const { verifyStatusProof } = await load('index.ts');

const proof = read('tests/data/qr/proof.txt');
const parts = read('tests/data/qr/parts.txt').trimEnd().split('\n');
const kMiB = 1_048_576;
const kDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  const digit = (five) => kDigits[Number.parseInt(five.padEnd(5, '0'), 2)];
  return groups.map(digit).join('');
}

function cut(text, size, level = 9) {
  const bytes = deflateRawSync(Buffer.from(text), { level });
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 8).toUpperCase();
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) =>
    `KBP1:${at + 1}:${count}:${id}:${base32(bytes.subarray(at * size, (at + 1) * size))}`);
}

test('the shared vector: parts in any order give the proof, and it verifies', () => {
  assert.equal(joinParts(parts), proof);
  assert.equal(joinParts([...parts].reverse()), proof);
  const options = { policy: read('tests/data/qr/policy.txt'), now: Date.parse('2026-05-01T04:02:00Z') };
  assert.equal(verifyStatusProof(joinParts(parts), options).verdict, 'active');
  for (const part of parts) assert.match(part, /^[0-9A-Z $%*+\-./:]+$/); // QR alphanumeric mode
});

test('every size of part, every level of compression', () => {
  for (const size of [50, 99, 100, 101, 1000]) assert.equal(joinParts(cut(proof, size)), proof);
  for (const level of [0, 1, 6]) assert.equal(joinParts(cut(proof, 300, level)), proof);
});

test('the collector says what is missing, and begins anew with another proof', () => {
  const collector = new PartsCollector();
  assert.equal(collector.add('https://example.org/o/KG25-0128'), false);
  assert.equal(collector.add(parts[1]), true);
  assert.equal(collector.add(parts[1]), true);
  assert.deepEqual([collector.have, collector.count], [1, parts.length]);
  assert.deepEqual(collector.missing(), [1, 3, 4, 5, 6].filter((n) => n <= parts.length && n !== 2));
  assert.throws(() => collector.text(), { name: 'Fault' });
  for (const part of cut('another', 3)) collector.add(part);
  assert.equal(collector.text(), 'another');
});

test('a damaged or foreign part is refused', () => {
  const [head, data] = [parts[0].slice(0, 18), parts[0].slice(18)];
  const numbered = (number) => parts[0].replace(/^KBP1:1:\d/, `KBP1:${number}`);
  const wrong = ['', 'KBP1', 'KBP2:1:2:ABCDEF01:AA', head, `${parts[0]}=`, `${head}1${data.slice(1)}`,
    `${head}${data.toLowerCase()}`, ...['0:4', '9:4', '01:4', '1:65', '1:0', '-1:4'].map(numbered)];
  for (const text of wrong) assert.equal(parsePart(text), undefined, text);
  const letter = data[5] === 'A' ? 'B' : 'A';
  const altered = head + data.slice(0, 5) + letter + data.slice(6);
  assert.throws(() => joinParts([altered, ...parts.slice(1)]), { what: 'the parts do not fit together' });
  assert.throws(() => joinParts(parts.slice(1)), { what: 'parts are missing' });
});

test('base32 is canonical: unused bits are zero, no impossible length', () => {
  for (let size = 0; size < 12; ++size) {
    const bytes = Uint8Array.from({ length: size }, (_, at) => 255 - 3 * at);
    assert.deepEqual(fromBase32(base32(bytes)), bytes);
  }
  for (const wrong of ['A', 'AAA', 'AAAAAA', 'AB', 'AAAB', 'A=', '0A', 'aa']) {
    assert.equal(fromBase32(wrong), undefined, wrong);
  }
});

test('inflate agrees with zlib on texts of all kinds', () => {
  let seed = 7;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
  for (let round = 0; round < 60; ++round) {
    const letters = 2 + (next() % 200);
    const data = Uint8Array.from({ length: next() % 5000 }, () => (next() >> 8) % letters);
    for (const options of [{ level: round % 10 }, { strategy: 4 }, { memLevel: 1 }]) { // 4: fixed codes
      assert.deepEqual(inflateRaw(new Uint8Array(deflateRawSync(data, options)), 5000), data);
    }
  }
});

test('a decompression bomb stops at the limit; damage never hangs or crashes', () => {
  const bomb = new Uint8Array(deflateRawSync(Buffer.alloc(100 * kMiB), { level: 9 }));
  assert.throws(() => inflateRaw(bomb, kMiB), { name: 'Fault' });
  const good = new Uint8Array(deflateRawSync(Buffer.from(proof)));
  assert.equal(inflateRaw(good, proof.length * 2).length, Buffer.byteLength(proof));
  for (let at = 0; at < good.length; at += 3) {
    const bad = good.slice();
    bad[at] ^= 1 << (at % 8);
    try {
      inflateRaw(bad, kMiB);
    } catch (error) {
      assert.equal(error.name, 'Fault');
    }
    assert.throws(() => inflateRaw(good.subarray(0, at), kMiB), { name: 'Fault' });
  }
  assert.throws(() => inflateRaw(Uint8Array.from([...good, 0]), kMiB), { name: 'Fault' });
});
