// Sentences for programs, in English: those of the command line's --json.
import type { Verdict } from '../domain/verdict.ts';
import type { Note, Reason } from '../proof/answer.ts';

export const kVerdictWords: Readonly<Record<Verdict, string>> = {
  mistyped: 'MISTYPED',
  cannot_tell: 'CANNOT TELL',
  not_found: 'NO SUCH NUMBER',
  other_election: 'OTHER ELECTION',
  refused: 'REFUSED',
  revoked: 'REVOKED',
  superseded: 'SUPERSEDED CARD',
  expired: 'EXPIRED',
  not_yet: 'NOT YET',
  active: 'ACTIVE',
};

export type Unit = 'day' | 'hour' | 'minute' | 'second';
const kUnits: readonly (readonly [Unit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** In days from two days on: "26 hours" says more than "1 day". */
export function inUnits(seconds: number): { readonly count: number; readonly unit: Unit } {
  for (const [unit, length] of kUnits) {
    if (seconds >= length * (unit === 'day' ? 2 : 1)) {
      return { count: Math.floor(seconds / length), unit };
    }
  }
  return { count: seconds, unit: 'second' };
}

export function ageWords(seconds: number): string {
  const { count, unit } = inUnits(seconds);
  return seconds === 0 ? 'just now' : `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

function oldness({ age, limit }: { readonly age: number; readonly limit: number }): string {
  return `the data is ${age} seconds old; the reader's limit is ${limit}`;
}

export function reasonSentence(reason: Reason): string {
  switch (reason.code) {
    case 'ruleset_not_shown':
      return `the ledger does not show the ruleset ${reason.ruleset}`;
    case 'ruleset_unknown':
      return `this program does not run the ruleset ${reason.ruleset} with the table of the ledger`;
    case 'clock_behind':
      return "the reader's clock is before the times of the institutions that confirm this";
    case 'too_old':
      return oldness(reason);
  }
}

export function noteSentence(note: Note): string {
  switch (note.code) {
    case 'training':
      return 'TRAINING: this ledger is not a real one.';
    case 'age_unattested':
      return "No institution confirms how old this answer is: the reader's own policy asks for none.";
    case 'merge_delay':
      return `Acts filed less than ${note.seconds} seconds before this answer was confirmed may be missing.`;
    case 'old':
      return `Newer acts may be missing: ${oldness(note)}.`;
    case 'folded_acts':
      return `${note.record}: ${note.count} earlier acts are not listed; they decide nothing here.`;
  }
}
