// Bytes and their texts. Every decoder accepts exactly what the encoder beside it prints.
import { Fault } from './fault.ts';

export type Bytes = Uint8Array;

const kBase64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const kHex = '0123456789abcdef';

export function concat(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** The text of these bytes; nothing is replaced, skipped or normalised. */
export function textOf(bytes: Bytes, object: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault(object, 'not valid UTF-8');
  }
}

/** True if the text has a UTF-8 form, and so is not half a surrogate pair somewhere. */
export function hasUtf8(text: string): boolean {
  for (let at = 0; at < text.length; ++at) {
    const code = text.codePointAt(at) as number;
    if (code >= 0xd800 && code <= 0xdfff) return false;
    if (code > 0xffff) ++at;
  }
  return true;
}

export function toHex(bytes: Bytes): string {
  let text = '';
  for (const byte of bytes) text += kHex.charAt(byte >> 4) + kHex.charAt(byte & 15);
  return text;
}

/** Lower case only; nothing if it is no hex. */
export function fromHex(text: string): Bytes | undefined {
  if (!/^([0-9a-f]{2})*$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}

/** RFC 4648 section 4, padded. */
export function toBase64(bytes: Bytes): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
    text += kBase64.charAt(a >> 2) + kBase64.charAt(((a & 3) << 4) | (b >> 4));
    text += at + 1 < bytes.length ? kBase64.charAt(((b & 15) << 2) | (c >> 6)) : '=';
    text += at + 2 < bytes.length ? kBase64.charAt(c & 63) : '=';
  }
  return text;
}

/** Canonical only: padded, no other character, unused bits zero. Nothing if it is not. */
export function fromBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0) return undefined;
  const digits = text.endsWith('==') ? text.slice(0, -2) : text.replace(/=$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let buffer = 0;
  let size = 0;
  for (const digit of digits) {
    const value = kBase64.indexOf(digit);
    if (value < 0) return undefined;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[size++] = (buffer >> bits) & 0xff;
    }
  }
  return toBase64(bytes) === text ? bytes : undefined;
}

/** 32 bytes in base64, or nothing. */
export function hashFromBase64(text: string): Bytes | undefined {
  const bytes = text.length === 44 ? fromBase64(text) : undefined;
  return bytes?.length === 32 ? bytes : undefined;
}

/** A number without sign, leading zero or blank, at most `max`; nothing if it is not one. */
export function parseDecimal(text: string, max: bigint): bigint | undefined {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= max ? value : undefined;
}

/** The largest number that independent readers of a log can hold: 2^63 - 1. */
export const kSizeMax = (1n << 63n) - 1n;
