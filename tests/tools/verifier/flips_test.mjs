// Each single bit of a proof, turned: refused, and nothing but a VerifyError comes out.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatExamples, load, remembering } from './library.mjs';

const { parsePolicy, verifyListProof, verifyStatusProof } = await load('index.ts', undefined, [remembering]);

const example = formatExamples();
const policy = parsePolicy(example.policy);
const options = { policy, now: Date.parse('2026-05-01T04:02:00Z') };

function refusals(verify, text, from = 0, to = Buffer.byteLength(text)) {
  const bytes = new TextEncoder().encode(text);
  const steps = new Map();
  verify(bytes, options); // whole, it is good
  for (let bit = 8 * from; bit < 8 * to; ++bit) {
    bytes[bit >> 3] ^= 1 << (bit & 7);
    try {
      verify(bytes, options);
      assert.fail(`bit ${bit} turned, and it still verifies`);
    } catch (error) {
      if (error.name !== 'VerifyError') throw error;
      steps.set(error.step, (steps.get(error.step) ?? 0) + 1);
    }
    bytes[bit >> 3] ^= 1 << (bit & 7);
  }
  return steps;
}

test('every single-bit flip of a status proof is refused, in steps 1 to 4', () => {
  const steps = refusals(verifyStatusProof, example['status-proof']);
  assert.deepEqual([...steps.keys()].sort(), [1, 2, 3, 4]);
});

test('every single-bit flip of what only a list proof has is refused', () => {
  const text = example['list-proof'];
  const [list, seal] = ['\nlist ', '\nseal '].map((start) => text.indexOf(start)); // ASCII up to here
  assert.deepEqual([...refusals(verifyListProof, text, 0, text.indexOf('present')).keys()], [1, 4]);
  assert.deepEqual([...refusals(verifyListProof, text, list, seal).keys()].sort(), [1, 4]);
});

test('every cut of a status proof, and every line taken out, is refused', () => {
  const text = example['status-proof'];
  const lines = text.split('\n');
  for (let at = 0; at < text.length; at += 7) {
    assert.throws(() => verifyStatusProof(text.slice(0, at), options), { name: 'VerifyError' });
  }
  for (let at = 0; at < lines.length - 1; ++at) {
    const without = lines.filter((_, line) => line !== at).join('\n');
    assert.throws(() => verifyStatusProof(without, options), { name: 'VerifyError' }, lines[at]);
    const twice = [...lines.slice(0, at + 1), ...lines.slice(at)].join('\n');
    assert.throws(() => verifyStatusProof(twice, options), { name: 'VerifyError' }, lines[at]);
  }
});
