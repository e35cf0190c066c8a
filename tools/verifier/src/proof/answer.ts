// What a verifier says, as plain data. Empty strings: not known. Nothing here is a sentence: pages
// and programs print from it, in the language of their reader.
import type { Bytes } from '../base/bytes.ts';
import type { TwoClocks, Verdict } from '../domain/verdict.ts';
import type { Confirmation } from './anchor.ts';
import type { Asked } from './asked.ts';

export interface HistoryAct {
  readonly index: bigint;
  readonly valid: number;
  readonly known: number;
  readonly type: string;
  readonly paragraph: string;
  readonly leaf: Bytes;
  /** Key of the record it was read from. */
  readonly record: string;
  readonly reason: string;
  readonly words: readonly (readonly [string, string])[];
  /** By a court decision or a rescission, at the two clocks asked. */
  readonly undone: boolean;
}

/** The act that decided the verdict. */
export interface DecisiveAct {
  readonly index: bigint;
  readonly type: string;
  readonly paragraph: string;
  readonly valid: number;
  readonly known: number;
  readonly ground: string;
  readonly limb: string;
  readonly reason: string;
}

/** What is known of one accreditation; the same for an answer and for a row of a list. */
export interface AccreditationFacts {
  readonly number: string;
  readonly person: string;
  readonly organisation: string;
  readonly application: string;
  readonly decree: string;
  /** The card that is now valid for it. */
  readonly certificate: string;
  readonly from: number | undefined;
  /** Exclusive. */
  readonly until: number | undefined;
}

export const kNoFacts: AccreditationFacts = {
  number: '',
  person: '',
  organisation: '',
  application: '',
  decree: '',
  certificate: '',
  from: undefined,
  until: undefined,
};

export interface LawFacts {
  /** "KR-REG-197+CL-68@1"; empty: the ledger has no such election. */
  readonly ruleset: string;
  /** This program has exactly that table. */
  readonly runnable: boolean;
  /** Minutes east of UTC, for printing local times. */
  readonly offset: number;
  readonly mergeDelay: bigint | undefined;
}

/** Why nothing, or not ACTIVE, can be told. */
export type Reason =
  | { readonly code: 'ruleset_not_shown' | 'ruleset_unknown'; readonly ruleset: string }
  | { readonly code: 'clock_behind' }
  | { readonly code: 'too_old'; readonly age: number; readonly limit: number };

/** What belongs to every answer from this evidence. */
export type Note =
  | { readonly code: 'training' }
  | { readonly code: 'age_unattested' }
  | { readonly code: 'merge_delay'; readonly seconds: bigint }
  | { readonly code: 'old'; readonly age: number; readonly limit: number }
  | { readonly code: 'folded_acts'; readonly record: string; readonly count: bigint };

export interface Answer {
  readonly verdict: Verdict;
  /** The verdict before CANNOT TELL was made of it; nothing where the facts decided alone. */
  readonly verdictByRecord: Verdict | undefined;
  /** Why, if the verdict is CANNOT TELL. */
  readonly cannotTell: Reason | undefined;
  readonly asked: Asked;
  readonly clocks: TwoClocks;
  readonly accreditation: AccreditationFacts;
  /** Certificate number, for SUPERSEDED. */
  readonly supersededBy: string;
  /** That have this number, sorted. */
  readonly otherElections: readonly string[];
  /** Persons and applications: not_found, applied, at_mfa, withdrawn, granted, refused. */
  readonly stage: string;
  readonly decisive: DecisiveAct | undefined;
  readonly law: LawFacts;
  /** Nothing only for MISTYPED, which needs no proof. */
  readonly confirmation: Confirmation | undefined;
  readonly notes: readonly Note[];
  /** In log order; for a question about history of all objects concerned. */
  readonly history: readonly HistoryAct[];
}

export interface ListRow {
  readonly verdict: Verdict;
  readonly verdictByRecord: Verdict | undefined;
  readonly accreditation: AccreditationFacts;
  readonly decisive: DecisiveAct | undefined;
}

export interface ListAnswer {
  readonly election: string;
  readonly clocks: TwoClocks;
  /** Every accreditation number of the election that the ledger holds, in key order. */
  readonly rows: readonly ListRow[];
  readonly confirmation: Confirmation;
  readonly law: LawFacts;
  /** Why rows are CANNOT TELL. */
  readonly cannotTell: Reason | undefined;
  readonly notes: readonly Note[];
}
