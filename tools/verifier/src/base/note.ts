// C2SP signed notes: a text, an empty line, then one line per signature. Parsing proves nothing.
import { type Bytes, fromBase64, toBase64, toHex, concat, fromHex, utf8 } from './bytes.ts';
import { verifyDetached } from './ed25519.ts';
import { Fault } from './fault.ts';
import type { VerifierKey } from './vkey.ts';

/** More signature lines are work without use (RELIABILITY case 32). */
const kSignaturesMax = 32;
const kDash = '\u2014 ';

export interface NoteSignature {
  readonly name: string;
  /** 8 hex digits. */
  readonly keyId: string;
  /** Without the key id. */
  readonly signature: Bytes;
}

export interface Note {
  /** Ends with LF. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export function printNote(note: Note): string {
  const lines = note.signatures.map((line) => {
    const bytes = concat(fromHex(line.keyId) ?? new Uint8Array(), line.signature);
    return `${kDash}${line.name} ${toBase64(bytes)}\n`;
  });
  return `${note.text}\n${lines.join('')}`;
}

function parseSignature(line: string): NoteSignature {
  const match = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line);
  const bytes = match === null ? undefined : fromBase64(match[2] ?? '');
  if (bytes === undefined || bytes.length <= 4) {
    throw new Fault('note', 'expected a line of em dash, key name and canonical base64 signature');
  }
  return {
    name: match?.[1] ?? '',
    keyId: toHex(bytes.subarray(0, 4)),
    signature: bytes.subarray(4),
  };
}

/** The last empty line ends the text. Characters were judged before (`checkCharacters`). */
export function parseNote(bytes: string): Note {
  const end = bytes.lastIndexOf('\n\n');
  if (end < 0 || !bytes.endsWith('\n')) {
    throw new Fault('note', 'no empty line between text and signatures, or no end of line');
  }
  const lines = bytes.slice(end + 2).split('\n').slice(0, -1);
  if (lines.length === 0 || lines.length > kSignaturesMax) {
    throw new Fault('note', `expected 1 to ${kSignaturesMax} signature lines`);
  }
  const note = { text: bytes.slice(0, end + 1), signatures: lines.map(parseSignature) };
  if (printNote(note) !== bytes) throw new Fault('note', 'not in the one printed form');
  return note;
}

export function namesKey(line: NoteSignature, key: VerifierKey): boolean {
  return line.name === key.name && line.keyId === key.id;
}

/** The line is by this key of type 0x01 and valid over the whole text. */
export function isSignedBy(text: string, line: NoteSignature, key: VerifierKey): boolean {
  if (key.type !== 0x01 || !namesKey(line, key)) return false;
  return verifyDetached(key.key, utf8(text), line.signature);
}
