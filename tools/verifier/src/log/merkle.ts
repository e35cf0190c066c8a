// RFC 6962 section 2.1: leaf hashes and inclusion proofs.
import { type Bytes, equal } from '../base/bytes.ts';
import { sha256 } from '../base/sha256.ts';

const kLeaf = Uint8Array.of(0);
const kNode = Uint8Array.of(1);

export function leafHash(entry: Bytes): Bytes {
  return sha256(kLeaf, entry);
}

function nodeHash(left: Bytes, right: Bytes): Bytes {
  return sha256(kNode, left, right);
}

/**
 * RFC 9162 2.1.3.2: the leaf stands at `index` of the tree with that size and root. The number of
 * hashes must be exactly right, or a path leads past the root.
 */
export function isIncluded(
  index: bigint,
  size: bigint,
  leaf: Bytes,
  proof: readonly Bytes[],
  root: Bytes,
): boolean {
  if (index >= size) return false;
  let position = index;
  let last = size - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0n) return false;
    if ((position & 1n) === 1n || position === last) {
      hash = nodeHash(sibling, hash);
      while ((position & 1n) === 0n && position !== 0n) {
        position >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    position >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equal(hash, root);
}
