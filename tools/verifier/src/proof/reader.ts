// What the reader decides for himself: whom he trusts, his clock, the two clocks of his question.
import { hasUtf8, textOf } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { kEndOfTime, parseTypedTime } from '../domain/time.ts';
import type { TwoClocks } from '../domain/verdict.ts';
import { parsePolicy, type Policy } from '../log/policy.ts';
import type { Asked, Question } from './asked.ts';

/** How far cosigners' clocks may be ahead of the reader's: more than NTP leaves, less than pays. */
export const kSkewSeconds = 300;
/** ACTIVE from older data becomes CANNOT TELL. */
export const kAgeLimitSeconds = 24 * 3600;

export interface ReaderOptions {
  /** The only trust root: text of a C2SP tlog-policy, or one that was parsed. */
  readonly policy: string | Policy;
  /** The reader's clock, milliseconds since 1970 (`Date.now()`). */
  readonly now: number;
  /** What held at this time; RFC 3339 or milliseconds. Absent: now. */
  readonly at?: string | number | undefined;
  /** As it was known at this time. Absent: all that the evidence holds. */
  readonly known?: string | number | undefined;
  /** Seconds. */
  readonly maxAge?: number | undefined;
  /** Seconds. */
  readonly skew?: number | undefined;
}

/** As known to the reader, or as somebody typed it (then a wrong check character is MISTYPED). */
export type AskedOption =
  | Asked
  | { readonly question: Question; readonly election: string; readonly typed: string };

export interface Reader {
  readonly policy: Policy;
  /** POSIX seconds. */
  readonly now: bigint;
  readonly skew: bigint;
  readonly ageLimit: number;
  readonly clocks: TwoClocks;
}

function instantOf(time: string | number | undefined, absent: number, object: string): number {
  if (time === undefined) return absent;
  const instant = typeof time === 'number' ? time : parseTypedTime(time);
  if (instant === undefined || Number.isNaN(instant)) {
    throw new Fault(object, 'no time; write 2025-11-21T15:00:00+06:00 or 2025-11-21T09:00:00Z');
  }
  return instant;
}

/** Throws a Fault about the reader's own input: policy or times. */
export function readerOf(options: ReaderOptions): Reader {
  const { policy, now, maxAge = kAgeLimitSeconds, skew = kSkewSeconds } = options;
  if (!Number.isFinite(now) || now < 0) throw new Fault('now', 'no time after 1970');
  return {
    policy: typeof policy === 'string' ? parsePolicy(policy) : policy,
    now: BigInt(Math.floor(now / 1000)),
    skew: BigInt(Math.floor(skew)),
    ageLimit: maxAge,
    clocks: {
      valid: instantOf(options.at, now, 'at'),
      known: instantOf(options.known, kEndOfTime, 'known'),
    },
  };
}

/** A proof as text, whether it came as text or as bytes. */
export function proofText(proof: string | Uint8Array): string {
  if (typeof proof !== 'string') return textOf(proof, 'proof');
  if (!hasUtf8(proof)) throw new Fault('proof', 'not valid UTF-8');
  return proof;
}
