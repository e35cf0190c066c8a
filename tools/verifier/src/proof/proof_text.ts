// The parts that status proofs and list proofs are made of, as text (FORMATS.md 7). Strict by
// parse, print, compare: whoever parses a whole file prints it again.
import { type Bytes, hashFromBase64, kSizeMax, parseDecimal, toBase64 } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import type { Lines } from '../base/lines.ts';
import { kEntryBytesMax } from '../domain/seal.ts';
import { utf8Length } from '../domain/charset.ts';
import { kBitsMax, type MapPair, type MapStep } from '../log/patricia.ts';

/** A path cannot be longer than the bits of the longest key, 200 bytes. */
const kStepsMax = 8 * 200 + 1;
/** More hashes than any tree can need. */
const kInclusionHashesMax = 63;
const kInclusionHeader = 'c2sp.org/tlog-proof@v1';

/** One object: its record with the path, or the path that shows that there is none. */
export interface Part {
  readonly key: string;
  /** The text; nothing: absent. */
  readonly record: string | undefined;
  /** For an absent key: the leaf at which the search for it ends. */
  readonly other: MapPair | undefined;
  readonly steps: readonly MapStep[];
}

/** The end of every proof: seal, C2SP tlog-proof of the seal, checkpoint. */
export interface Anchor {
  readonly seal: string;
  readonly index: bigint;
  readonly hashes: readonly Bytes[];
  readonly checkpoint: string;
}

function isPrintableKey(key: string): boolean {
  return /^[!-~]{1,200}$/.test(key);
}

export function printBlock(key: string, text: string): string {
  return `${key} ${text.split('\n').length - 1}\n${text}`;
}

export function takeBlock(lines: Lines, count: string): string {
  return lines.block(parseDecimal(count, kSizeMax));
}

export function printSteps(steps: readonly MapStep[]): string {
  return steps.map(({ bit, sibling }) => `step ${bit} ${toBase64(sibling)}\n`).join('');
}

export function takeSteps(lines: Lines): MapStep[] {
  const steps: MapStep[] = [];
  while (lines.nextIs('step')) {
    const [bit = '', hash = ''] = lines.take('step').split(' ');
    const at = parseDecimal(bit, BigInt(kBitsMax - 1));
    const sibling = hashFromBase64(hash);
    if (at === undefined || sibling === undefined || steps.length === kStepsMax) {
      throw lines.fault('expected "step <bit> <32 bytes in base64>", not too many');
    }
    steps.push({ bit: Number(at), sibling });
  }
  return steps;
}

export function printOther(other: MapPair | undefined): string {
  return other === undefined ? '' : `other ${other.key} ${toBase64(other.value)}\n`;
}

export function takeOther(lines: Lines): MapPair | undefined {
  if (!lines.nextIs('other')) return undefined;
  const [key = '', hash = ''] = lines.take('other').split(' ');
  const value = hashFromBase64(hash);
  if (!isPrintableKey(key) || value === undefined) {
    throw lines.fault('expected "other <key> <32 bytes in base64>"');
  }
  return { key, value };
}

export function printPart(part: Part): string {
  const head =
    part.record === undefined
      ? `absent ${part.key}\n${printOther(part.other)}`
      : printBlock(`present ${part.key}`, part.record);
  return head + printSteps(part.steps);
}

export function partFollows(lines: Lines): boolean {
  return lines.nextIs('present') || lines.nextIs('absent');
}

export function takePart(lines: Lines): Part {
  const present = lines.nextIs('present');
  const [key = '', count = ''] = lines.take(present ? 'present' : 'absent').split(' ');
  if (!isPrintableKey(key)) throw lines.fault('expected a key of the status map');
  const record = present ? takeBlock(lines, count) : undefined;
  const other = present ? undefined : takeOther(lines);
  return { key, record, other, steps: takeSteps(lines) };
}

export function printAnchor(anchor: Anchor): string {
  const hashes = anchor.hashes.map((hash) => `${toBase64(hash)}\n`).join('');
  const inclusion = `${kInclusionHeader}\nindex ${anchor.index}\n${hashes}\n`;
  return printBlock('seal', anchor.seal) + inclusion + anchor.checkpoint;
}

/** Up to the end of the text. An "extra" line, which C2SP leaves unauthenticated, is refused. */
export function takeAnchor(lines: Lines): Anchor {
  const seal = takeBlock(lines, lines.take('seal'));
  if (utf8Length(seal) > kEntryBytesMax) throw new Fault('seal', 'longer than an entry may be');
  lines.takeExactly(kInclusionHeader);
  const index = parseDecimal(lines.take('index'), kSizeMax);
  if (index === undefined) throw lines.fault('expected an index');
  const hashes: Bytes[] = [];
  for (let line = lines.line(); line !== ''; line = lines.line()) {
    const hash = hashFromBase64(line);
    if (hash === undefined || hashes.length === kInclusionHashesMax) {
      throw lines.fault('expected 32 bytes in base64, not too many');
    }
    hashes.push(hash);
  }
  return { seal, index, hashes, checkpoint: lines.rest() };
}
