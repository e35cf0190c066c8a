// The status map: a Merkle Patricia tree over variable-length keys (FORMATS.md 5, DESIGN.md 4).
// Proofs of presence, of absence, and that a list holds every key with a prefix.
import { type Bytes, concat, equal, utf8 } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { sha256 } from '../base/sha256.ts';

/** Keys of the map are at most 1,024 bytes, so every division is below this bit. */
export const kBitsMax = 8 * 1024 + 1;

/** One inner node on the way up: the bit at which it divides, the hash of the other side. */
export interface MapStep {
  readonly bit: number;
  readonly sibling: Bytes;
}

export interface MapPair {
  readonly key: string;
  readonly value: Bytes;
}

function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, rest);
}

/** A key is followed by one 0x00 byte, and then by 0xFF for ever. Bit 0 is the highest. */
function bitOf(key: Bytes, bit: number): number {
  const at = bit >> 3;
  const byte = at < key.length ? (key[at] as number) : at === key.length ? 0x00 : 0xff;
  return (byte >> (7 - (bit & 7))) & 1;
}

function firstDifference(a: Bytes, b: Bytes): number {
  for (let bit = 0; bit < kBitsMax; ++bit) {
    if (bitOf(a, bit) !== bitOf(b, bit)) return bit;
  }
  throw new Fault('map', 'a key stands twice');
}

export function leafNode(key: string, value: Bytes): Bytes {
  const bytes = utf8(key);
  return concat(Uint8Array.of(0), varint(bytes.length), bytes, varint(value.length), value);
}

function innerHash(bit: number, left: Bytes, right: Bytes): Bytes {
  return sha256(Uint8Array.of(1), varint(bit), left, right);
}

function climb(start: Bytes, key: Bytes, steps: readonly MapStep[]): Bytes {
  let hash = start;
  for (const { bit, sibling } of steps) {
    hash = bitOf(key, bit) === 1 ? innerHash(bit, sibling, hash) : innerHash(bit, hash, sibling);
  }
  return hash;
}

function checkSteps(key: string, steps: readonly MapStep[], limit: number): void {
  let above = limit;
  for (const { bit } of steps) {
    if (bit >= above) throw new Fault(key, 'the bits of its path do not strictly decrease');
    above = bit;
  }
}

function checkRoot(key: string, computed: Bytes, root: Bytes): void {
  if (!equal(computed, root)) throw new Fault(key, 'its path does not lead to the status root');
}

export function checkPresence(root: Bytes, pair: MapPair, steps: readonly MapStep[]): void {
  checkSteps(pair.key, steps, kBitsMax);
  const leaf = sha256(leafNode(pair.key, pair.value));
  checkRoot(pair.key, climb(leaf, utf8(pair.key), steps), root);
}

/** A search for `wanted` ends at the leaf `other`; without a leaf the map is empty. */
function checkSearchEnd(
  root: Bytes,
  wanted: string,
  other: MapPair | undefined,
  steps: readonly MapStep[],
): void {
  if (other === undefined) {
    if (steps.length > 0) throw new Fault(wanted, 'steps without a leaf');
    return checkRoot(wanted, sha256(), root);
  }
  const [searched, found] = [utf8(wanted), utf8(other.key)];
  if (steps.some(({ bit }) => bitOf(searched, bit) !== bitOf(found, bit))) {
    throw new Fault(wanted, 'the leaf shown is not where a search for the key ends');
  }
  checkPresence(root, other, steps);
}

export function checkAbsence(
  root: Bytes,
  key: string,
  other: MapPair | undefined,
  steps: readonly MapStep[],
): void {
  if (other?.key === key) throw new Fault(key, 'the leaf shown is that of the key itself');
  checkSearchEnd(root, key, other, steps);
}

/** Root of the tree over exactly these pairs, which strictly increase. */
function rootOf(pairs: readonly MapPair[]): Bytes {
  // The right edge of the tree so far: each division with the hash of what lies left of it.
  const edge: { bit: number; left: Bytes }[] = [];
  let hash: Bytes | undefined;
  let previous: Bytes | undefined;
  for (const { key, value } of pairs) {
    const bytes = utf8(key);
    if (previous !== undefined && hash !== undefined) {
      const bit = firstDifference(previous, bytes);
      if (bitOf(bytes, bit) === 0) throw new Fault('list', 'the keys are not in order');
      hash = closeBelow(edge, hash, bit);
      edge.push({ bit, left: hash });
    }
    hash = sha256(leafNode(key, value));
    previous = bytes;
  }
  return closeBelow(edge, hash ?? sha256(), -1);
}

function closeBelow(edge: { bit: number; left: Bytes }[], start: Bytes, bit: number): Bytes {
  let hash = start;
  for (let top = edge[edge.length - 1]; top !== undefined && top.bit > bit; top = edge[edge.length - 1]) {
    hash = innerHash(top.bit, top.left, hash);
    edge.pop();
  }
  return hash;
}

/** `pairs` are all pairs of the map whose keys begin with the prefix: none missing, none foreign. */
export function checkPrefix(
  root: Bytes,
  prefix: string,
  pairs: readonly MapPair[],
  other: MapPair | undefined,
  steps: readonly MapStep[],
): void {
  if (pairs.length === 0) {
    if (other?.key.startsWith(prefix)) throw new Fault(prefix, 'the leaf shown has the prefix');
    return checkSearchEnd(root, prefix, other, steps);
  }
  if (other !== undefined) throw new Fault(prefix, 'a leaf is shown, but the list is not empty');
  if (pairs.some(({ key }) => !key.startsWith(prefix))) {
    throw new Fault(prefix, 'a record of the list is of another election');
  }
  const bytes = utf8(prefix);
  // Divisions inside the prefix only: one below it could cut keys off the list.
  checkSteps(prefix, steps, 8 * bytes.length);
  checkRoot(prefix, climb(rootOf(pairs), bytes, steps), root);
}
