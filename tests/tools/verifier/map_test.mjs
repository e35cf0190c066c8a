// Proofs about the map against roots that a liar made to fit: the shape of a proof is checked too,
// not only where it leads.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './library.mjs';
import { Key, mapLeaf, mapPath, mapRoot, sha256 } from './world.mjs';

const { checkAbsence, checkPrefix, checkPresence } = await load('log/patricia.ts');
const { isIncluded } = await load('log/merkle.ts');
const { parsePolicy } = await load('log/policy.ts');

const tree = (...keys) => keys.map((key) => [Buffer.from(key), sha256(`value of ${key}`)]);
const pairsOf = (keys) => keys.map((key) => ({ key, value: new Uint8Array(sha256(`value of ${key}`)) }));
const stepsOf = (pairs, key) =>
  mapPath(pairs, Buffer.from(key)).steps.map(({ bit, sibling }) => {
    return { bit, sibling: new Uint8Array(sibling) };
  });
const rootOf = (pairs) => new Uint8Array(mapRoot(pairs));
const refused = { name: 'Fault' };

test('presence: the bits of a path strictly decrease', () => {
  const [pair] = pairsOf(['a']);
  const other = new Uint8Array(32);
  const inner = (bit, below) => sha256(Buffer.of(1, bit), below, other); // 'a' is 0x61: bits 3 and 5 are 0
  const good = new Uint8Array(inner(3, inner(5, mapLeaf(tree('a')[0]))));
  const bad = new Uint8Array(inner(5, inner(3, mapLeaf(tree('a')[0]))));
  const steps = [{ bit: 5, sibling: other }, { bit: 3, sibling: other }];
  assert.doesNotThrow(() => checkPresence(good, pair, steps));
  assert.throws(() => checkPresence(bad, pair, [...steps].reverse()), refused);
});

test('absence: not by the leaf of the key itself, not by a leaf where the search does not end', () => {
  const pairs = tree('a', 'b');
  const [a, b] = pairsOf(['a', 'b']);
  const root = rootOf(pairs);
  assert.doesNotThrow(() => checkAbsence(root, 'c', b, stepsOf(pairs, 'b')));
  assert.throws(() => checkAbsence(root, 'c', a, stepsOf(pairs, 'a')), refused);
  assert.throws(() => checkAbsence(root, 'a', a, stepsOf(pairs, 'a')), refused);
  assert.throws(() => checkAbsence(root, 'a', undefined, []), refused);
  assert.doesNotThrow(() => checkAbsence(rootOf([]), 'a', undefined, []));
});

test('a list: none cut off below the prefix, none foreign, none out of order', () => {
  const keys = ['x/1', 'x/2', 'y/1'];
  const pairs = tree(...keys);
  const root = rootOf(pairs);
  const above = stepsOf(pairs, 'x/1').filter(({ bit }) => bit < 16);
  const rows = pairsOf(['x/1', 'x/2']);
  assert.doesNotThrow(() => checkPrefix(root, 'x/', rows, undefined, above));
  assert.throws(() => checkPrefix(root, 'x/', rows.slice(0, 1), undefined, stepsOf(pairs, 'x/1')), refused);
  assert.throws(() => checkPrefix(rootOf(tree('y/1')), 'x/', pairsOf(['y/1']), undefined, []), refused);
  assert.throws(() => checkPrefix(root, 'x/', [...rows].reverse(), undefined, above), { object: 'list' });
  assert.throws(() => checkPrefix(root, 'x/', [], pairsOf(['x/1'])[0], stepsOf(pairs, 'x/1')), refused);
  const end = mapPath(pairs, Buffer.from('z/')).leaf[0].toString();
  assert.doesNotThrow(() => checkPrefix(root, 'z/', [], pairsOf([end])[0], stepsOf(pairs, end)));
});

test('RFC 6962: a path that is too short is refused, even if it already leads to the root', () => {
  const root = new Uint8Array(32);
  assert.equal(isIncluded(0n, 2n, root, [], root), false);
  assert.equal(isIncluded(0n, 1n, root, [], root), true);
});

test('a policy in which one key stands under two names is refused', () => {
  const log = new Key('test.example/kg/1', 0x01);
  const [one, two] = [new Key('test.example/a', 0x04), new Key('test.example/b', 0x04)];
  const witnesses = () => `witness a ${one.vkey}\nwitness b ${two.vkey}\n`;
  const text = () => `log ${log.vkey}\n${witnesses()}group g 2 a b\nquorum g\n`;
  assert.doesNotThrow(() => parsePolicy(text()));
  two.typed = one.typed;
  two.id = sha256(`${two.name}\n`, two.typed).subarray(0, 4);
  assert.throws(() => parsePolicy(text()), { what: 'a key that stands twice' });
});
