// The text of a status proof (FORMATS.md 7). Parsing proves nothing.
import { Fault } from '../base/fault.ts';
import { Lines } from '../base/lines.ts';
import { isKeyName } from '../base/vkey.ts';
import { checkCharacters, utf8Length } from '../domain/charset.ts';
import { isBodyId } from '../domain/ids.ts';
import { type Asked, parseAsked, printAsked } from './asked.ts';
import {
  type Anchor,
  type Part,
  partFollows,
  printAnchor,
  printPart,
  takeAnchor,
  takePart,
} from './proof_text.ts';

export const kStatusHeader = 'kuboluk/status-proof/v1';
/** Stops a reader from being filled with one text; a usual proof has 4 to 20 KB. */
const kBytesMax = 8_388_608;
/** Bounds the paths that are followed. */
const kPartsMax = 512;
const kElsewhereMax = 8;

export interface StatusProof {
  readonly ledger: string;
  readonly asked: Asked;
  /** Other elections that have the number. */
  readonly elsewhere: readonly string[];
  readonly parts: readonly Part[];
  readonly anchor: Anchor;
}

function printStatusProof(proof: StatusProof): string {
  const elsewhere = proof.elsewhere.map((election) => `elsewhere ${election}\n`).join('');
  const head = `${kStatusHeader}\nledger ${proof.ledger}\nasked ${printAsked(proof.asked)}\n`;
  return head + elsewhere + proof.parts.map(printPart).join('') + printAnchor(proof.anchor);
}

function takeElsewhere(lines: Lines, here: string): string[] {
  const elections: string[] = [];
  while (lines.nextIs('elsewhere')) {
    const election = lines.take('elsewhere');
    const previous = elections[elections.length - 1] ?? '';
    if (!isBodyId(election) || election === here || election <= previous) {
      throw lines.fault('expected other elections, sorted, each once');
    }
    if (elections.length === kElsewhereMax) throw lines.fault('too many elections');
    elections.push(election);
  }
  return elections;
}

export function takeLedger(lines: Lines): string {
  const ledger = lines.take('ledger');
  if (!isKeyName(ledger)) throw lines.fault('expected a ledger id');
  return ledger;
}

function takeParts(lines: Lines): Part[] {
  const parts: Part[] = [];
  while (partFollows(lines)) {
    if (parts.length === kPartsMax) throw new Fault('proof', 'too many objects');
    parts.push(takePart(lines));
  }
  return parts;
}

/** Accepts exactly what is printed. */
export function parseStatusProof(text: string): StatusProof {
  if (utf8Length(text) > kBytesMax) throw new Fault('proof', 'longer than a status proof may be');
  checkCharacters(text, 'proof');
  const lines = new Lines(text);
  lines.takeExactly(kStatusHeader);
  const ledger = takeLedger(lines);
  const asked = parseAsked(lines.take('asked'));
  const elsewhere = takeElsewhere(lines, asked.election);
  const proof = { ledger, asked, elsewhere, parts: takeParts(lines), anchor: takeAnchor(lines) };
  if (printStatusProof(proof) !== text) throw new Fault('proof', 'not in the form that is printed');
  return proof;
}
