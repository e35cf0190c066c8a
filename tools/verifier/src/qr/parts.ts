// A proof in several QR codes, as README.md "QR transport" defines it:
//
//     KBP1:<i>:<n>:<id>:<data>
import { type Bytes, concat, textOf, toHex } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { sha256 } from '../base/sha256.ts';
import { inflateRaw } from './inflate.ts';

const kPartsMax = 64;
/** A proof is far smaller; what a stranger's QR codes unpack to must not fill a phone. */
const kTextBytesMax = 1_048_576;
const kBase32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export interface QrPart {
  /** From 1 to count. */
  readonly number: number;
  readonly count: number;
  /** First 8 hex digits of the SHA-256 of all compressed bytes. */
  readonly id: string;
  readonly data: Bytes;
}

/** RFC 4648 section 6 without padding; unused bits are zero. */
export function fromBase32(text: string): Bytes | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [buffer, bits, size] = [0, 0, 0];
  for (const digit of text) {
    const value = kBase32.indexOf(digit);
    if (value < 0) return undefined;
    buffer = ((buffer << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[size++] = (buffer >> bits) & 0xff;
    }
  }
  const unused = buffer & ((1 << bits) - 1);
  return bits >= 5 || unused !== 0 ? undefined : bytes;
}

/** Nothing if the text is no such part: a QR code may hold anything. */
export function parsePart(text: string): QrPart | undefined {
  const match = /^KBP1:([1-9]\d?):([1-9]\d?):([0-9A-F]{8}):([A-Z2-7]+)$/.exec(text);
  const [number, count] = [Number(match?.[1]), Number(match?.[2])];
  const data = fromBase32(match?.[4] ?? '');
  if (match === null || data === undefined || !(number <= count && count <= kPartsMax)) {
    return undefined;
  }
  return { number, count, id: match[3] ?? '', data };
}

/** Gathers parts in any order; parts of another set begin anew. */
export class PartsCollector {
  private parts = new Map<number, QrPart>();
  private first: QrPart | undefined;

  /** False if the text is no part of a proof. */
  add(text: string): boolean {
    const part = parsePart(text);
    if (part === undefined) return false;
    if (part.id !== this.first?.id || part.count !== this.first.count) {
      this.parts = new Map();
      this.first = part;
    }
    this.parts.set(part.number, part);
    return true;
  }

  get count(): number {
    return this.first?.count ?? 0;
  }

  get have(): number {
    return this.parts.size;
  }

  /** Numbers of the parts that were not seen yet. */
  missing(): number[] {
    const all = Array.from({ length: this.count }, (_, at) => at + 1);
    return all.filter((number) => !this.parts.has(number));
  }

  isComplete(): boolean {
    return this.count > 0 && this.have === this.count;
  }

  /** The text of the proof; throws a Fault if parts are missing or damaged. */
  text(): string {
    if (!this.isComplete()) throw new Fault('QR data', 'parts are missing');
    const ordered = [...this.parts.values()].sort((a, b) => a.number - b.number);
    const compressed = concat(...ordered.map((part) => part.data));
    const id = toHex(sha256(compressed).subarray(0, 4)).toUpperCase();
    if (id !== this.first?.id) throw new Fault('QR data', 'the parts do not fit together');
    return textOf(inflateRaw(compressed, kTextBytesMax), 'QR data');
  }
}

/** All parts at once, one per element. */
export function joinParts(texts: readonly string[]): string {
  const collector = new PartsCollector();
  for (const text of texts) {
    if (!collector.add(text)) throw new Fault('QR data', 'this is no part of a proof');
  }
  return collector.text();
}
