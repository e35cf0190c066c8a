// Status records (FORMATS.md 5): what one object is now, and every act on it, oldest first.
import { type Bytes, hashFromBase64, kSizeMax, parseDecimal, toBase64 } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { Lines } from '../base/lines.ts';
import { isKeyName } from '../base/vkey.ts';
import { isFreeText, isToken, kNotGiven, utf8Length } from './charset.ts';
import { parseKnownTime, parseLocalTime, printKnownTime, printLocalTime } from './time.ts';

const kHeader = 'kuboluk/record/v1';
const kReason = 'reason=';
/** Longest value of a fact; what the ledger writes is far shorter. */
const kFactBytesMax = 4000;
const kActsMax = 1_000_000_000n;

export interface RecordAct {
  /** Of the log entry. */
  readonly index: bigint;
  /** When it takes effect. */
  readonly valid: number;
  /** When it was recorded. */
  readonly known: number;
  readonly type: string;
  readonly paragraph: string;
  readonly leaf: Bytes;
  /** What it changed: key and value, in order. */
  readonly words: readonly (readonly [string, string])[];
  /** Free text; empty: none. */
  readonly reason: string;
}

export interface StatusRecord {
  readonly ledger: string;
  readonly key: string;
  /** Minutes east of UTC, of the valid times in it. */
  readonly offset: number;
  readonly facts: readonly (readonly [string, string])[];
  /** Listed and folded away. */
  readonly actsTotal: bigint;
  /** Chain over the acts folded away. */
  readonly earlier: Bytes | undefined;
  readonly acts: readonly RecordAct[];
}

/** The first fact of that key, or "-". */
export function factOf(record: StatusRecord, key: string): string {
  return record.facts.find(([name]) => name === key)?.[1] ?? kNotGiven;
}

/** The act's word of that key, or "-". */
export function wordOf(act: RecordAct, key: string): string {
  return act.words.find(([name]) => name === key)?.[1] ?? kNotGiven;
}

function printAct(act: RecordAct, offset: number): string {
  const words = act.words.map(([key, value]) => ` ${key}=${value}`).join('');
  const reason = act.reason === '' ? '' : ` ${kReason}${act.reason}`;
  const times = `${printLocalTime(act.valid, offset)} ${printKnownTime(act.known)}`;
  const head = `act ${act.index} ${times} ${act.type} ${act.paragraph} ${toBase64(act.leaf)}`;
  return `${head}${words}${reason}\n`;
}

export function printRecord(record: StatusRecord): string {
  const facts = record.facts.map(([key, value]) => `${key} ${value}\n`).join('');
  const earlier = record.earlier === undefined ? kNotGiven : toBase64(record.earlier);
  const acts = record.acts.map((act) => printAct(act, record.offset)).join('');
  const head = `${kHeader}\nledger ${record.ledger}\nrecord ${record.key}\n`;
  return `${head}${facts}acts ${record.actsTotal} ${earlier}\n${acts}`;
}

/** "key=value" words, then optionally "reason=" to the end of the line. */
function parseChange(text: string): Pick<RecordAct, 'words' | 'reason'> | undefined {
  const words: [string, string][] = [];
  let rest = text;
  while (rest !== '') {
    if (rest.startsWith(kReason)) {
      const reason = rest.slice(kReason.length);
      return isFreeText(reason) ? { words, reason } : undefined;
    }
    const match = /^([^ =]+)=([^ ]+)( (?=[^ ])|$)/.exec(rest);
    if (match === null) return undefined;
    words.push([match[1] ?? '', match[2] ?? '']);
    rest = rest.slice(match[0].length);
  }
  return { words, reason: '' };
}

function takeAct(lines: Lines): RecordAct & { offset: number } {
  const text = lines.take('act');
  const [index, valid, known, type = '', paragraph = '', leaf = ''] = text.split(' ', 6);
  const parsed = {
    index: parseDecimal(index ?? '', kSizeMax),
    valid: parseLocalTime(valid ?? ''),
    known: parseKnownTime(known ?? ''),
    leaf: hashFromBase64(leaf),
  };
  const fixed = [index, valid, known, type, paragraph, leaf].join(' ');
  const change = parseChange(text.slice(fixed.length + 1));
  const fits = isToken(type) && paragraph !== '' && change !== undefined;
  if (parsed.index === undefined || parsed.valid === undefined || parsed.known === undefined) {
    throw lines.fault('expected "act <index> <valid time> <known time> ..."');
  }
  if (parsed.leaf === undefined || !fits) {
    throw lines.fault('expected "... <type> <paragraph> <leaf hash> <key=value ...>"');
  }
  const { instant, offset } = parsed.valid;
  const { index: at, known: recorded, leaf: hash } = parsed;
  return { index: at, valid: instant, known: recorded, type, paragraph, leaf: hash, ...change, offset };
}

function takeFacts(lines: Lines): [string, string][] {
  const facts: [string, string][] = [];
  while (!lines.atEnd() && lines.peekKey() !== 'acts') {
    const key = lines.peekKey();
    const value = lines.take(key);
    if (!isToken(key) || utf8Length(value) > kFactBytesMax) throw lines.fault('not a fact line');
    facts.push([key, value]);
  }
  return facts;
}

function takeActs(lines: Lines): Pick<StatusRecord, 'acts' | 'actsTotal' | 'earlier' | 'offset'> {
  const [count = '', chain = ''] = lines.take('acts').split(' ', 2);
  const actsTotal = parseDecimal(count, kActsMax);
  const earlier = hashFromBase64(chain);
  if (actsTotal === undefined || (earlier === undefined && chain !== kNotGiven)) {
    throw lines.fault('expected "acts <count> <chain hash or ->"');
  }
  const acts: (RecordAct & { offset: number })[] = [];
  while (!lines.atEnd()) acts.push(takeAct(lines));
  const offset = acts[0]?.offset ?? 0;
  if (acts.some((act) => act.offset !== offset)) throw lines.fault('two offsets in one record');
  const listed = BigInt(acts.length);
  if (listed === 0n || listed > actsTotal || (listed === actsTotal) !== (earlier === undefined)) {
    throw lines.fault('the count of acts does not fit the lines');
  }
  return { acts, actsTotal, earlier, offset };
}

const kInElection = /^(accreditation|application|certificate|decree|invitation|person)\/([^/]*)\/(.*)$/;
const kPlain = /^(election|key|member|organisation|ruleset)\/(.*)$/;

/** A key of the status map (FORMATS.md 5), at most 200 bytes. */
export function isMapKey(key: string): boolean {
  if (key.length > 200) return false;
  const plain = kPlain.exec(key)?.[2];
  if (plain !== undefined) return isKeyName(plain) || isToken(plain);
  const match = kInElection.exec(key);
  return match !== null && isToken(match[2] ?? '') && isToken(match[3] ?? '');
}

/** Accepts exactly what `printRecord` prints. */
export function parseRecord(text: string, object: string): StatusRecord {
  const lines = new Lines(text, object);
  lines.takeExactly(kHeader);
  const ledger = lines.take('ledger');
  const key = lines.take('record');
  if (!isKeyName(ledger) || !isMapKey(key)) throw lines.fault('no ledger id or no key of the map');
  const facts = takeFacts(lines);
  const record = { ledger, key, facts, ...takeActs(lines) };
  if (printRecord(record) !== text) throw new Fault(object, 'not in the form that is printed');
  return record;
}
