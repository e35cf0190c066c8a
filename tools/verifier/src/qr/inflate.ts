// Raw DEFLATE (RFC 1951), decompression only, with a bound on what comes out. Browsers have a
// DecompressionStream, but cheap phones have old browsers, and one way is tested better than two.
import { Fault } from '../base/fault.ts';

const kLengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const kLengthBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const kDistanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const kDistanceBits = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** In which order the lengths of the code lengths stand. */
const kLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const kCodeBitsMax = 15;
const kEndOfBlock = 256;

function broken(): Fault {
  return new Fault('QR data', 'the compressed data is damaged');
}

/** A canonical Huffman code: how many codes there are of each length, and the symbols in order. */
interface Code {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function codeOf(lengths: readonly number[]): Code {
  const counts = new Array<number>(kCodeBitsMax + 1).fill(0);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  let left = 1;
  for (let bits = 1; bits <= kCodeBitsMax; ++bits) {
    left = left * 2 - (counts[bits] ?? 0);
    if (left < 0) throw broken(); // more codes than there can be
  }
  const symbols = lengths.map((_, symbol) => symbol).filter((symbol) => lengths[symbol] !== 0);
  symbols.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  counts[0] = 0;
  return { counts, symbols };
}

function fixedCodes(): readonly [Code, Code] {
  const lengths = Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  );
  return [codeOf(lengths), codeOf(new Array<number>(30).fill(5))];
}

class Inflater {
  private readonly out: Uint8Array;
  private size = 0;
  private at = 0; // bit of the input

  constructor(
    private readonly input: Uint8Array,
    limit: number,
  ) {
    this.out = new Uint8Array(limit);
  }

  run(): Uint8Array {
    for (let last = 0; last === 0; ) {
      last = this.bits(1);
      const kind = this.bits(2);
      if (kind === 0) this.stored();
      else if (kind === 1) this.coded(...fixedCodes());
      else if (kind === 2) this.coded(...this.dynamicCodes());
      else throw broken();
    }
    if (Math.ceil(this.at / 8) !== this.input.length) throw broken();
    return this.out.slice(0, this.size);
  }

  private bits(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; ++bit, ++this.at) {
      const byte = this.input[this.at >> 3];
      if (byte === undefined) throw broken();
      value |= ((byte >> (this.at & 7)) & 1) << bit;
    }
    return value;
  }

  private symbol(code: Code): number {
    let value = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= kCodeBitsMax; ++bits) {
      value |= this.bits(1);
      const count = code.counts[bits] ?? 0;
      if (value - first < count) return code.symbols[index + value - first] as number;
      index += count;
      first = (first + count) * 2;
      value *= 2;
    }
    throw broken();
  }

  private put(byte: number): void {
    if (this.size === this.out.length) {
      throw new Fault('QR data', 'what was compressed is larger than a proof in QR codes may be');
    }
    this.out[this.size++] = byte;
  }

  private stored(): void {
    this.at = Math.ceil(this.at / 8) * 8;
    const length = this.bits(16);
    if (this.bits(16) !== (length ^ 0xffff)) throw broken();
    for (let taken = 0; taken < length; ++taken) this.put(this.bits(8));
  }

  private dynamicCodes(): readonly [Code, Code] {
    const [literals, distances] = [this.bits(5) + 257, this.bits(5) + 1];
    const described = this.bits(4) + 4;
    const ofLengths = new Array<number>(kLengthOrder.length).fill(0);
    for (let at = 0; at < described; ++at) ofLengths[kLengthOrder[at] as number] = this.bits(3);
    const code = codeOf(ofLengths);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) this.codeLength(code, lengths);
    if (lengths.length > literals + distances || lengths[kEndOfBlock] === 0) throw broken();
    return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals))];
  }

  private codeLength(code: Code, lengths: number[]): void {
    const symbol = this.symbol(code);
    if (symbol < 16) return void lengths.push(symbol);
    const previous = symbol === 16 ? lengths[lengths.length - 1] : 0;
    if (previous === undefined) throw broken();
    const repeats = [() => 3 + this.bits(2), () => 3 + this.bits(3), () => 11 + this.bits(7)];
    for (let left = (repeats[symbol - 16] as () => number)(); left > 0; --left) lengths.push(previous);
  }

  private coded(literals: Code, distances: Code): void {
    for (let symbol = this.symbol(literals); symbol !== kEndOfBlock; symbol = this.symbol(literals)) {
      if (symbol < kEndOfBlock) this.put(symbol);
      else this.copy(symbol - kEndOfBlock - 1, distances);
    }
  }

  private copy(lengthSymbol: number, distances: Code): void {
    const length = (kLengthBase[lengthSymbol] ?? 0) + this.bits(kLengthBits[lengthSymbol] ?? 0);
    const symbol = this.symbol(distances);
    const distance = (kDistanceBase[symbol] ?? 0) + this.bits(kDistanceBits[symbol] ?? 0);
    if (length < 3 || distance < 1 || distance > this.size) throw broken();
    for (let copied = 0; copied < length; ++copied) {
      this.put(this.out[this.size - distance] as number);
    }
  }
}

/** @param limit most bytes that may come out: stops a few bytes from filling the memory */
export function inflateRaw(input: Uint8Array, limit: number): Uint8Array {
  return new Inflater(input, limit).run();
}
