// C2SP signed-note verifier keys: "<name>+<key id, 8 hex digits>+<base64 of type byte and key>".
import { type Bytes, fromBase64, fromHex, toHex, utf8 } from './bytes.ts';
import { isAdmissibleKey } from './ed25519.ts';
import { Fault } from './fault.ts';
import { sha256 } from './sha256.ts';

/** 0x01: a log's signature. 0x04: "cosignature/v1", timestamped. */
export type KeyType = 0x01 | 0x04;

export interface VerifierKey {
  readonly name: string;
  readonly type: KeyType;
  readonly key: Bytes;
  /** 8 hex digits: the start of SHA-256(name || 0x0A || type || key). */
  readonly id: string;
}

/** 1 to 128 printable ASCII characters without space and '+'. */
export function isKeyName(name: string): boolean {
  return /^[!-*,-~]{1,128}$/.test(name);
}

export function parseVerifierKey(text: string): VerifierKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const name = match?.[1] ?? '';
  const typed = fromBase64(match?.[3] ?? '');
  if (!isKeyName(name) || typed?.length !== 33) {
    throw new Fault('verifier key', 'expected <name>+<key id, 8 hex digits>+<base64 of 33 bytes>');
  }
  const type = typed[0];
  if (type !== 0x01 && type !== 0x04) throw new Fault(name, 'unknown signature type');
  const key = typed.subarray(1);
  if (!isAdmissibleKey(key)) throw new Fault(name, 'weak or malformed Ed25519 public key');
  const id = sha256(utf8(`${name}\n`), typed).subarray(0, 4);
  if (fromHex(match?.[2] ?? '')?.join() !== id.join()) {
    throw new Fault(name, 'the key id does not belong to this name and key');
  }
  return { name, type, key, id: toHex(id) };
}
