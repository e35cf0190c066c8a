// The signature rule of the ledger (DESIGN.md 3): exactly what libsodium accepts, written out on a
// library's point arithmetic. The library's own `verify` is not used, because it accepts more; the
// published vectors (tests/data/ed25519) show that both sets are equal.
import { ed25519 } from '@noble/curves/ed25519';
import { sha512 } from '@noble/hashes/sha2';

import { type Bytes, concat, equal } from './bytes.ts';

const Point = ed25519.Point;
type Point = InstanceType<typeof Point>;

const kOrder = Point.Fn.ORDER;
const kKeyBytes = 32;
const kSignatureBytes = 64;

function littleEndian(bytes: Bytes): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; --at) value = (value << 8n) | BigInt(bytes[at] ?? 0);
  return value;
}

/** A point in its one canonical encoding, on the curve and not of small order; else nothing. */
function decodePoint(bytes: Bytes): Point | undefined {
  try {
    const point = Point.fromHex(bytes, false);
    return equal(point.toBytes(), bytes) && !point.isSmallOrder() ? point : undefined;
  } catch {
    return undefined; // the library throws for every encoding that is no point
  }
}

/** RELIABILITY 6.3 rule 1: canonical, on the curve, of prime order, not the identity. */
export function isAdmissibleKey(key: Bytes): boolean {
  if (key.length !== kKeyBytes) return false;
  return decodePoint(key)?.isTorsionFree() ?? false;
}

/**
 * RELIABILITY 6.3 rule 2: 64 bytes, S < L, R canonical and not of small order, and the equation
 * without cofactor, over the bytes as given. Half of the rule: the key must be admissible too.
 */
export function verifyDetached(key: Bytes, message: Bytes, signature: Bytes): boolean {
  if (key.length !== kKeyBytes || signature.length !== kSignatureBytes) return false;
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  const a = decodePoint(key);
  if (s >= kOrder || a === undefined || decodePoint(r) === undefined) return false;
  const k = littleEndian(sha512(concat(r, key, message))) % kOrder;
  // The base point's multiples are tabled in `multiply`, which takes no zero.
  const sB = s === 0n ? Point.ZERO : Point.BASE.multiply(s);
  const expected = sB.subtract(a.multiplyUnsafe(k));
  return equal(expected.toBytes(), r);
}
