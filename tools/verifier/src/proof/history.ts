// The acts that answer a question, as known at the two clocks: log order, each once.
import { factOf, type RecordAct, type StatusRecord, wordOf } from '../domain/record.ts';
import { kNotGiven } from '../domain/charset.ts';
import { holds, type TwoClocks, undoes } from '../domain/verdict.ts';
import type { HistoryAct } from './answer.ts';
import { type Asked, mainKey } from './asked.ts';
import { accreditationsOf, applicationsOf, type Closure, namedKey } from './closure.ts';

/** Acts on a whole application that are part of each listed person's story. */
const kFilingTypes = new Set([
  'application.submit',
  'application.forward',
  'application.supplement',
  'application.withdraw',
]);

/** An application's act concerns a person if it names him, or nobody and is about the whole list. */
function concerns(act: RecordAct, person: string): boolean {
  const named = wordOf(act, 'person');
  if (named === kNotGiven) return kFilingTypes.has(act.type);
  return named === person && (kFilingTypes.has(act.type) || act.type === 'identity.update');
}

class Merge {
  readonly acts: HistoryAct[] = [];

  constructor(private readonly clocks: TwoClocks) {}

  // An act that stands in several records is taken from the first one added; several lines of one
  // act in one record (refusals of several persons) all stay.
  add(record: StatusRecord | undefined, wanted: (act: RecordAct) => boolean = () => true): void {
    if (record === undefined) return;
    for (const act of record.acts) {
      if (act.known > this.clocks.known || !wanted(act)) continue;
      const elsewhere = this.acts.some((o) => o.index === act.index && o.record !== record.key);
      if (!elsewhere) this.acts.push(this.describe(record, act));
    }
  }

  private describe(record: StatusRecord, act: RecordAct): HistoryAct {
    const undone = act.valid <= this.clocks.valid && !holds(record, act, this.clocks);
    return { ...act, record: record.key, undone };
  }
}

/** Refusals of the person on the application that was granted later, and what took them away. */
function addRefusals(merge: Merge, person: StatusRecord | undefined, application: string): void {
  if (person === undefined) return;
  const refusals = person.acts
    .filter((act) => act.type === 'accreditation.refuse')
    .filter((act) => wordOf(act, 'application') === application)
    .map((act) => act.index);
  merge.add(person, (act) => {
    return refusals.includes(act.index) || refusals.some((index) => undoes(act, index));
  });
}

function addPerson(merge: Merge, closure: Closure, person: StatusRecord, asked: Asked): void {
  for (const id of accreditationsOf(person)) {
    merge.add(closure.find(`accreditation/${asked.election}/${id}`));
  }
  for (const id of applicationsOf(person)) {
    const application = closure.find(`application/${asked.election}/${id}`);
    merge.add(application, (act) => concerns(act, asked.id));
  }
}

export function foldHistory(closure: Closure, asked: Asked, clocks: TwoClocks): HistoryAct[] {
  const main = closure.find(mainKey(asked));
  if (main === undefined) return [];
  const merge = new Merge(clocks);
  const named = (kind: string) => closure.find(namedKey(main, kind, asked.election));
  merge.add(main);
  if (asked.question === 'certificate') merge.add(named('accreditation'));
  if (asked.question === 'person') addPerson(merge, closure, main, asked);
  if (asked.question === 'history') {
    merge.add(named('application'), (act) => concerns(act, factOf(main, 'person')));
    merge.add(named('decree'), (act) => act.type === 'list.publish');
    addRefusals(merge, named('person'), factOf(main, 'application'));
  }
  return merge.acts.sort((a, b) => (a.index < b.index ? -1 : a.index > b.index ? 1 : 0));
}
