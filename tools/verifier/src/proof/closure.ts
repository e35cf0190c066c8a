// Step 4: which objects an answer needs. Every key is computed from what was asked and from records
// already proven; the parts of the file must be exactly these, in this order.
//
//   every question   election, its ruleset, then
//   accreditation    the accreditation
//   certificate      the certificate, its accreditation
//   person           the person, its applications, its accreditations
//   application      the application
//   history          the accreditation, its application, its person, its decree
//   number absent    for each other election that has it: election, ruleset, the objects above
//                    (without those of history)
import { Fault } from '../base/fault.ts';
import { sha256Text } from '../base/sha256.ts';
import type { Bytes } from '../base/bytes.ts';
import { isToken } from '../domain/charset.ts';
import { factOf, parseRecord, type StatusRecord, wordOf } from '../domain/record.ts';
import { checkAbsence, checkPresence } from '../log/patricia.ts';
import { type Asked, hasCheckCharacter, mainKey } from './asked.ts';
import type { Part } from './proof_text.ts';

/** By key; nothing: proven absent. Keys that are not there were not asked for. */
export class Closure {
  readonly objects = new Map<string, StatusRecord | undefined>();
  elsewhere: readonly string[] = [];

  find(key: string | undefined): StatusRecord | undefined {
    return key === undefined ? undefined : this.objects.get(key);
  }
}

export interface ParsedPart extends Part {
  readonly parsed: StatusRecord | undefined;
}

/** Step 1 for all parts: strict records, one ledger id. */
export function parseParts(parts: readonly Part[], ledger: string): ParsedPart[] {
  return parts.map((part) => {
    const parsed = part.record === undefined ? undefined : parseRecord(part.record, part.key);
    if (parsed !== undefined && parsed.ledger !== ledger) {
      throw new Fault(part.key, 'the record is of another ledger than the file says');
    }
    return { ...part, parsed };
  });
}

/** The parts of a file in their order, each proven before it is given out. */
export class ProvenParts {
  private next = 0;
  private elsewhereAsked = false;

  constructor(
    private readonly parts: readonly ParsedPart[],
    private readonly elsewhereNamed: readonly string[],
    private readonly statusRoot: Bytes,
  ) {}

  /** The record under the key, nothing if the map has no such key. */
  object(key: string): StatusRecord | undefined {
    const part = this.parts[this.next];
    if (part?.key !== key) {
      throw new Fault(key, 'the answer needs this object, and it is not the next one in the file');
    }
    ++this.next;
    if (part.record === undefined) {
      checkAbsence(this.statusRoot, key, part.other, part.steps);
      return undefined;
    }
    checkPresence(this.statusRoot, { key, value: sha256Text(part.record) }, part.steps);
    if (part.parsed?.key !== key) throw new Fault(key, 'the record is of another object');
    return part.parsed;
  }

  elsewhere(): readonly string[] {
    this.elsewhereAsked = true;
    return this.elsewhereNamed;
  }

  /** Nothing may be left over. */
  finish(): void {
    const left = this.parts[this.next];
    if (left !== undefined) throw new Fault(left.key, 'the answer does not need this object');
    if (this.elsewhereNamed.length > 0 && !this.elsewhereAsked) {
      throw new Fault('elsewhere', 'other elections are named, but the number exists here');
    }
  }
}

/** The key that a fact of the record names; nothing if it names none. */
export function namedKey(record: StatusRecord, kind: string, election: string): string | undefined {
  const id = factOf(record, kind);
  return isToken(id) ? `${kind}/${election}/${id}` : undefined;
}

/** "ruleset/<id>": the name without its version. */
export function rulesetKey(election: StatusRecord): string | undefined {
  const name = factOf(election, 'ruleset');
  return isToken(name) ? `ruleset/${name.replace(/@[^@]*$/, '')}` : undefined;
}

/** Of a person, in the order in which the record names them, none twice. */
export function applicationsOf(person: StatusRecord): string[] {
  const listed = person.facts.filter(([key]) => key === 'listed');
  const ids = listed.map(([, value]) => value.split(' ')[0] ?? '');
  return [...new Set(ids.filter(isToken))];
}

export function accreditationsOf(person: StatusRecord): string[] {
  return [...new Set(person.acts.map((act) => wordOf(act, 'accreditation')).filter(isToken))];
}

class Walk {
  readonly closure = new Closure();

  constructor(private readonly source: ProvenParts) {}

  law(election: string): void {
    const key = `election/${election}`;
    this.visit(key);
    const record = this.closure.find(key);
    if (record === undefined) return;
    const ruleset = rulesetKey(record);
    if (ruleset === undefined) throw new Fault(key, 'the election names no ruleset');
    this.visit(ruleset);
  }

  objects(asked: Asked): void {
    this.visit(mainKey(asked));
    const main = this.closure.find(mainKey(asked));
    if (main === undefined) return this.absent(asked);
    this.mustHave(`election/${asked.election}`);
    if (asked.question === 'certificate') this.named(main, 'accreditation', asked.election);
    if (asked.question === 'person') this.ofPerson(main, asked.election);
    if (asked.question === 'history') {
      for (const kind of ['application', 'person', 'decree']) {
        this.named(main, kind, asked.election);
      }
    }
  }

  private ofPerson(person: StatusRecord, election: string): void {
    for (const id of applicationsOf(person)) this.mustHave(`application/${election}/${id}`);
    for (const id of accreditationsOf(person)) this.mustHave(`accreditation/${election}/${id}`);
  }

  private absent(asked: Asked): void {
    if (!hasCheckCharacter(asked.question)) return;
    const kind = asked.question === 'certificate' ? 'certificate' : 'accreditation';
    this.closure.elsewhere = this.source.elsewhere();
    for (const election of this.closure.elsewhere) {
      this.law(election);
      this.mustHave(`election/${election}`);
      const record = this.mustHave(`${kind}/${election}/${asked.id}`);
      if (kind === 'certificate') this.named(record, 'accreditation', election);
    }
  }

  private visit(key: string): void {
    if (!this.closure.objects.has(key)) this.closure.objects.set(key, this.source.object(key));
  }

  private mustHave(key: string): StatusRecord {
    this.visit(key);
    const record = this.closure.find(key);
    if (record === undefined) throw new Fault(key, 'a record names it, and the map has none');
    return record;
  }

  private named(record: StatusRecord, kind: string, election: string): void {
    const key = namedKey(record, kind, election);
    if (key === undefined) throw new Fault(record.key, `the record names no ${kind}`);
    this.mustHave(key);
  }
}

export function walkClosure(source: ProvenParts, asked: Asked): Closure {
  const walk = new Walk(source);
  walk.law(asked.election);
  walk.objects(asked);
  source.finish();
  return walk.closure;
}

/** Election and ruleset only. */
export function walkLaw(source: ProvenParts, election: string): Closure {
  const walk = new Walk(source);
  walk.law(election);
  source.finish();
  return walk.closure;
}
