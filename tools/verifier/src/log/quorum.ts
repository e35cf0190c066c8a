// Step 2: the log's signature and exactly one minimal quorum of cosignatures on a checkpoint; and
// what the timestamps say (step 6). Inside a proof no byte may go unchecked: the log's line first,
// then the cosignatures sorted by key name and id, all valid, none by a stranger, none to spare.
import { Fault } from '../base/fault.ts';
import { isSignedBy, namesKey, type Note, type NoteSignature } from '../base/note.ts';
import type { Checkpoint } from './checkpoint.ts';
import { verifyCosignature } from './cosignature.ts';
import type { Policy, Witness } from './policy.ts';

export interface Cosigner {
  /** As the policy calls it. */
  readonly name: string;
  /** POSIX seconds, as signed. */
  readonly timestamp: bigint;
  /** Beyond the reader's clock and skew: counts, but not for the age. */
  readonly ahead: boolean;
}

export interface Cosigned {
  /** In the order of the policy. */
  readonly cosigners: readonly Cosigner[];
  /**
   * The greatest t such that the cosignatures with timestamp >= t alone satisfy the policy: the
   * newest or a median one would let one liar make an old answer look fresh. Nothing if no time
   * can be believed, or if the policy asks for nobody.
   */
  readonly asOf: bigint | undefined;
}

/** Good signatures, but too few of them. */
export class TooFew extends Error {}

function checkLogLine(policy: Policy, note: Note, checkpoint: Checkpoint): void {
  const keys = policy.logs.filter((key) => key.name === checkpoint.origin);
  const lines = note.signatures.filter((line) => keys.some((key) => namesKey(line, key)));
  const first = note.signatures[0];
  if (lines.length !== 1 || first === undefined || lines[0] !== first) {
    throw new Fault('checkpoint', 'its first line must be the one signature of a log of the policy');
  }
  if (!keys.some((key) => isSignedBy(note.text, first, key))) {
    throw new Fault('checkpoint', 'the log signature does not verify');
  }
}

function witnessOf(policy: Policy, line: NoteSignature): Witness {
  const witness = policy.witnesses.find((candidate) => namesKey(line, candidate.key));
  if (witness === undefined) throw new Fault('checkpoint', 'a cosignature by an unknown key');
  return witness;
}

function isBefore(a: NoteSignature, b: NoteSignature): boolean {
  return a.name === b.name ? a.keyId < b.keyId : a.name < b.name;
}

function without(names: ReadonlySet<string>, name: string): Set<string> {
  return new Set([...names].filter((other) => other !== name));
}

/** Each witness's timestamp by its policy name. */
function verifyLines(policy: Policy, note: Note): Map<string, bigint> {
  const lines = note.signatures.slice(1);
  const timestamps = new Map<string, bigint>();
  for (const line of lines) {
    const witness = witnessOf(policy, line);
    const timestamp = verifyCosignature(note.text, line, witness.key);
    if (timestamp === undefined) {
      throw new Fault('checkpoint', `the cosignature of ${witness.name} does not verify`);
    }
    if (timestamps.has(witness.name)) {
      throw new Fault('checkpoint', `${witness.name} has cosigned more than once`);
    }
    timestamps.set(witness.name, timestamp);
  }
  return timestamps;
}

function checkMinimal(policy: Policy, note: Note, names: ReadonlySet<string>): void {
  if (!policy.isSatisfied(names)) {
    throw new TooFew('the cosignatures do not satisfy the policy');
  }
  const lines = note.signatures.slice(1);
  if (lines.some((line, at) => at > 0 && !isBefore(lines[at - 1] as NoteSignature, line))) {
    throw new Fault('checkpoint', 'the cosignatures are not sorted by key name and id');
  }
  for (const name of names) {
    if (policy.isSatisfied(without(names, name))) {
      throw new Fault('checkpoint', 'more cosignatures than one minimal quorum');
    }
  }
}

/** `now` and `skew` in POSIX seconds. Throws a Fault, or TooFew. */
export function verifyQuorum(
  policy: Policy,
  note: Note,
  checkpoint: Checkpoint,
  now: bigint,
  skew: bigint,
): Cosigned {
  checkLogLine(policy, note, checkpoint);
  const timestamps = verifyLines(policy, note);
  checkMinimal(policy, note, new Set(timestamps.keys()));
  const cosigners = policy.witnesses
    .filter((witness) => timestamps.has(witness.name))
    .map(({ name }) => {
      const timestamp = timestamps.get(name) as bigint;
      return { name, timestamp, ahead: timestamp > now + skew };
    });
  return { cosigners, asOf: greatestCommonTime(policy, cosigners) };
}

function greatestCommonTime(policy: Policy, cosigners: readonly Cosigner[]): bigint | undefined {
  if (!policy.hasQuorum()) return undefined;
  const credible = cosigners.filter((cosigner) => !cosigner.ahead);
  const times = credible.map((cosigner) => cosigner.timestamp).sort((a, b) => (a > b ? -1 : 1));
  return times.find((time) => {
    const names = credible.filter((cosigner) => cosigner.timestamp >= time);
    return policy.isSatisfied(new Set(names.map((cosigner) => cosigner.name)));
  });
}
