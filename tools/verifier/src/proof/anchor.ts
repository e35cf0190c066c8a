// Steps 1 (one ledger id), 2, 3 and 6: what seal and checkpoint establish once for all objects.
import { type Bytes, parseDecimal, kSizeMax, utf8 } from '../base/bytes.ts';
import { atStep, Fault, VerifyError } from '../base/fault.ts';
import { parseNote } from '../base/note.ts';
import { parseSeal, type Seal } from '../domain/seal.ts';
import { type Checkpoint, parseCheckpoint } from '../log/checkpoint.ts';
import { isIncluded, leafHash } from '../log/merkle.ts';
import type { Policy } from '../log/policy.ts';
import { type Cosigned, type Cosigner, TooFew, verifyQuorum } from '../log/quorum.ts';
import type { Anchor } from './proof_text.ts';

export interface Confirmation {
  readonly ledger: string;
  readonly origin: string;
  /** Entries of the log; the last one is the seal. */
  readonly size: bigint;
  readonly logRoot: Bytes;
  readonly statusRoot: Bytes;
  /** Scenario clock: not a real ledger. */
  readonly training: boolean;
  /** When the seal was recorded. */
  readonly sealKnown: number;
  readonly sealedAfter: bigint;
  readonly cosigners: readonly Cosigner[];
  /** False: the reader's policy says "quorum none". */
  readonly quorumAsked: boolean;
  /** POSIX seconds. Nothing: nobody attests an age that the reader can believe. */
  readonly asOf: bigint | undefined;
  /** The reader's clock minus asOf, seconds, never below zero. */
  readonly ageSeconds: number | undefined;
}

/** The origin is "<ledger id>/<epoch>", epochs count from 1. */
function checkOrigin(origin: string, ledger: string): void {
  const epoch = parseDecimal(origin.slice(ledger.length + 1), kSizeMax);
  if (!origin.startsWith(`${ledger}/`) || epoch === undefined || epoch === 0n) {
    throw new Fault('checkpoint', 'its origin is no epoch of the ledger that the file names');
  }
}

/** The seal is the last entry of the tree; an older one is never accepted. */
function checkSeal(anchor: Anchor, seal: Seal, checkpoint: Checkpoint): void {
  if (anchor.index !== checkpoint.size - 1n || seal.index !== anchor.index) {
    throw new Fault('seal', 'it is not the last entry of the log');
  }
  const leaf = leafHash(utf8(anchor.seal));
  if (!isIncluded(anchor.index, checkpoint.size, leaf, anchor.hashes, checkpoint.root)) {
    throw new Fault('seal', 'it is not in the log of this checkpoint');
  }
}

function judgeQuorum(work: () => Cosigned): Cosigned {
  try {
    return atStep(2, work);
  } catch (error) {
    if (error instanceof TooFew) throw new VerifyError(2, 'quorum', error.message, true);
    throw error;
  }
}

/** `now` and `skew`: POSIX seconds. */
export function verifyAnchor(
  policy: Policy,
  anchor: Anchor,
  ledger: string,
  now: bigint,
  skew: bigint,
): Confirmation {
  const note = atStep(1, () => parseNote(anchor.checkpoint));
  const checkpoint = atStep(1, () => parseCheckpoint(note.text));
  atStep(1, () => checkOrigin(checkpoint.origin, ledger));
  const cosigned = judgeQuorum(() => verifyQuorum(policy, note, checkpoint, now, skew));
  const seal = atStep(3, () => parseSeal(anchor.seal));
  if (seal.ledger !== ledger) throw new VerifyError(1, 'seal', 'it is of another ledger');
  atStep(3, () => checkSeal(anchor, seal, checkpoint));
  const age = cosigned.asOf === undefined ? undefined : Number(now - cosigned.asOf);
  return {
    ledger,
    origin: checkpoint.origin,
    size: checkpoint.size,
    logRoot: checkpoint.root,
    statusRoot: seal.statusRoot,
    training: seal.clock === 'scenario',
    sealKnown: seal.known,
    sealedAfter: seal.after,
    cosigners: cosigned.cosigners,
    quorumAsked: policy.hasQuorum(),
    asOf: cosigned.asOf,
    ageSeconds: age === undefined ? undefined : Math.max(0, age),
  };
}
