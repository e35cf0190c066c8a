import { sha256 as digest } from '@noble/hashes/sha2';

import { type Bytes, concat, utf8 } from './bytes.ts';

export function sha256(...parts: readonly Bytes[]): Bytes {
  return digest(concat(...parts));
}

export function sha256Text(text: string): Bytes {
  return digest(utf8(text));
}
