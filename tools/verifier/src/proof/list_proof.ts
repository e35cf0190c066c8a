// The text of a list proof (FORMATS.md 8). Parsing proves nothing.
import { parseDecimal } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { Lines } from '../base/lines.ts';
import { checkCharacters } from '../domain/charset.ts';
import { isBodyId } from '../domain/ids.ts';
import type { MapPair, MapStep } from '../log/patricia.ts';
import {
  type Anchor,
  type Part,
  partFollows,
  printAnchor,
  printBlock,
  printOther,
  printPart,
  printSteps,
  takeAnchor,
  takeBlock,
  takeOther,
  takePart,
  takeSteps,
} from './proof_text.ts';
import { takeLedger } from './status_proof.ts';

export const kListHeader = 'kuboluk/list-proof/v1';
/** 100,000 domestic observers at about 1 KB each, four times over. */
const kBytesMax = 419_430_400;
const kRowsMax = 1_000_000n;
/** Election and ruleset. */
const kPartsMax = 2;

export interface ListProof {
  readonly ledger: string;
  readonly election: string;
  readonly parts: readonly Part[];
  /** Texts, in key order. */
  readonly records: readonly string[];
  readonly other: MapPair | undefined;
  readonly steps: readonly MapStep[];
  readonly anchor: Anchor;
}

function printListProof(proof: ListProof): string {
  return [
    `${kListHeader}\nledger ${proof.ledger}\nelection ${proof.election}\n`,
    ...proof.parts.map(printPart),
    `list ${proof.records.length}\n`,
    ...proof.records.map((record) => printBlock('record', record)),
    printOther(proof.other),
    printSteps(proof.steps),
    printAnchor(proof.anchor),
  ].join('');
}

function takeParts(lines: Lines): Part[] {
  const parts: Part[] = [];
  while (partFollows(lines)) {
    if (parts.length === kPartsMax) throw lines.fault('more objects than a list needs');
    parts.push(takePart(lines));
  }
  return parts;
}

function takeRecords(lines: Lines): string[] {
  const count = parseDecimal(lines.take('list'), kRowsMax);
  if (count === undefined) throw lines.fault('expected the number of records');
  const records: string[] = [];
  for (let taken = 0n; taken < count; ++taken) records.push(takeBlock(lines, lines.take('record')));
  return records;
}

/** Accepts exactly what is printed. */
export function parseListProof(text: string): ListProof {
  if (text.length > kBytesMax) throw new Fault('proof', 'longer than a list proof may be');
  checkCharacters(text, 'proof');
  const lines = new Lines(text);
  lines.takeExactly(kListHeader);
  const ledger = takeLedger(lines);
  const election = lines.take('election');
  if (!isBodyId(election)) throw lines.fault('expected an election');
  const parts = takeParts(lines);
  const records = takeRecords(lines);
  const [other, steps] = [takeOther(lines), takeSteps(lines)];
  const proof = { ledger, election, parts, records, other, steps, anchor: takeAnchor(lines) };
  if (printListProof(proof) !== text) throw new Fault('proof', 'not in the form that is printed');
  return proof;
}
