// C2SP tlog-checkpoint: origin, size, root; no extension lines, because nobody re-executes them.
import { type Bytes, hashFromBase64, kSizeMax, parseDecimal, toBase64 } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { isKeyName } from '../base/vkey.ts';

export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Bytes;
}

export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  const [origin = '', size = '', root = ''] = lines;
  const parsed = { size: parseDecimal(size, kSizeMax), root: hashFromBase64(root) };
  if (lines.length !== 4 || lines[3] !== '') {
    throw new Fault('checkpoint', 'expected exactly three lines: origin, size, root');
  }
  if (!isKeyName(origin) || parsed.size === undefined || parsed.root === undefined) {
    throw new Fault('checkpoint', 'origin, size or root is not in its form');
  }
  if (`${origin}\n${parsed.size}\n${toBase64(parsed.root)}\n` !== text) {
    throw new Fault('checkpoint', 'not in the form that is printed');
  }
  return { origin, size: parsed.size, root: parsed.root };
}
