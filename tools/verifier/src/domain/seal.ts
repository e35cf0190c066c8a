// The entry that closes a batch and carries the root of the status map (FORMATS.md 4).
import { type Bytes, hashFromBase64, kSizeMax, parseDecimal, toBase64 } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { Lines } from '../base/lines.ts';
import { isKeyName } from '../base/vkey.ts';
import { parseKnownTime, printKnownTime } from './time.ts';

/** C2SP entry bundles give the length of an entry in 16 bits. */
export const kEntryBytesMax = 65_535;

export interface Seal {
  readonly index: bigint;
  /** When it was recorded. */
  readonly known: number;
  readonly ledger: string;
  /** "scenario": a training ledger. */
  readonly clock: 'real' | 'scenario';
  /** The last committed size before it. */
  readonly after: bigint;
  readonly statusRoot: Bytes;
}

function printSeal(seal: Seal): string {
  const head = `kuboluk/entry/v1 ${seal.index} ${printKnownTime(seal.known)}\nkuboluk/seal/v1\n`;
  const body = `ledger ${seal.ledger}\nclock ${seal.clock}\nafter ${seal.after}\n`;
  return `${head}${body}status-root ${toBase64(seal.statusRoot)}\n`;
}

export function parseSeal(text: string): Seal {
  const lines = new Lines(text, 'seal');
  const [index = '', time = ''] = lines.take('kuboluk/entry/v1').split(' ', 2);
  lines.takeExactly('kuboluk/seal/v1');
  const ledger = lines.take('ledger');
  const clock = lines.take('clock');
  const after = parseDecimal(lines.take('after'), kSizeMax);
  const statusRoot = hashFromBase64(lines.take('status-root'));
  const at = parseDecimal(index, kSizeMax);
  const known = parseKnownTime(time);
  if (at === undefined || known === undefined || after === undefined || statusRoot === undefined) {
    throw new Fault('seal', 'index, known time, size or status root is not in its form');
  }
  if (!isKeyName(ledger) || (clock !== 'real' && clock !== 'scenario')) {
    throw new Fault('seal', 'no ledger id, or a clock that is neither real nor scenario');
  }
  const seal: Seal = { index: at, known, ledger, clock, after, statusRoot };
  if (printSeal(seal) !== text) throw new Fault('seal', 'not in the form that is printed');
  return seal;
}
