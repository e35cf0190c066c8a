// Steps 5 and 6, and the end of step 7: the law, the age, and what they make of the findings.
import { hashFromBase64, kSizeMax, parseDecimal } from '../base/bytes.ts';
import { factOf } from '../domain/record.ts';
import { runsRuleset } from '../domain/rulesets.ts';
import { parseOffset } from '../domain/time.ts';
import { strongest, type TwoClocks, type Verdict } from '../domain/verdict.ts';
import type { Confirmation } from './anchor.ts';
import type { LawFacts, Note, Reason } from './answer.ts';
import { type Closure, rulesetKey } from './closure.ts';

export interface Law {
  readonly facts: LawFacts;
  readonly doubt: Reason | undefined;
}

/** Step 5: the law that the election's record names, and whether this program runs that table. */
export function readLaw(closure: Closure, election: string): Law {
  const record = closure.find(`election/${election}`);
  const none = { ruleset: '', runnable: false, offset: 0, mergeDelay: undefined };
  if (record === undefined) return { facts: none, doubt: undefined };
  const ruleset = factOf(record, 'ruleset');
  const stated = closure.find(rulesetKey(record));
  if (stated === undefined || factOf(stated, 'name') !== ruleset) {
    const facts = { ...none, ruleset, offset: record.offset };
    return { facts, doubt: { code: 'ruleset_not_shown', ruleset } };
  }
  const facts = {
    ruleset,
    runnable: runsRuleset(ruleset, hashFromBase64(factOf(stated, 'table-hash'))),
    offset: parseOffset(factOf(stated, 'offset')) ?? record.offset,
    mergeDelay: parseDecimal(factOf(stated, 'merge-delay'), kSizeMax),
  };
  return { facts, doubt: facts.runnable ? undefined : { code: 'ruleset_unknown', ruleset } };
}

/** For every election whose records the answer is folded from. */
export function readLaws(closure: Closure, election: string): Law {
  let { facts, doubt } = readLaw(closure, election);
  for (const other of closure.elsewhere) {
    const law = readLaw(closure, other);
    doubt = law.doubt ?? doubt;
    if (facts.ruleset === '') facts = law.facts;
  }
  return { facts, doubt };
}

export interface Doubts {
  /** Nothing can be told. */
  readonly any: Reason | undefined;
  /** Only ACTIVE cannot be told. */
  readonly active: Extract<Reason, { code: 'too_old' }> | undefined;
  /** Acts newer than this evidence could change the answer. */
  readonly open: boolean;
}

/**
 * Step 6. What was known before the seal was made no later act can change, so a court's question
 * about the past gets its answer from old evidence too.
 */
export function findDoubts(
  confirmation: Confirmation,
  clocks: TwoClocks,
  ageLimit: number,
  lawDoubt: Reason | undefined,
): Doubts {
  const timeless = confirmation.quorumAsked && confirmation.asOf === undefined;
  const open = clocks.known >= confirmation.sealKnown;
  const age = confirmation.ageSeconds;
  const old = open && age !== undefined && age > ageLimit;
  return {
    any: lawDoubt ?? (timeless ? { code: 'clock_behind' } : undefined),
    active: old ? { code: 'too_old', age, limit: ageLimit } : undefined,
    open,
  };
}

export interface Judgement {
  readonly verdict: Verdict;
  /** Where doubt changed it. */
  readonly byRecord: Verdict | undefined;
  readonly why: Reason | undefined;
}

/** Precedence. A negative answer from old data stays negative; ACTIVE does not stay ACTIVE. */
export function judge(findings: ReadonlySet<Verdict>, doubts: Doubts): Judgement {
  const byRecord = strongest(findings);
  const all = new Set(findings);
  if (doubts.any !== undefined) all.add('cannot_tell');
  const verdict = strongest(all);
  if (verdict === 'cannot_tell') return { verdict, byRecord, why: doubts.any };
  if (verdict === 'active' && doubts.active !== undefined) {
    return { verdict: 'cannot_tell', byRecord, why: doubts.active };
  }
  return { verdict, byRecord: undefined, why: undefined };
}

/** What belongs to every answer from this evidence. */
export function commonNotes(confirmation: Confirmation, law: LawFacts, doubts: Doubts): Note[] {
  const notes: Note[] = [];
  if (confirmation.training) notes.push({ code: 'training' });
  if (!confirmation.quorumAsked) notes.push({ code: 'age_unattested' });
  if (doubts.open && confirmation.asOf !== undefined && law.mergeDelay !== undefined) {
    notes.push({ code: 'merge_delay', seconds: law.mergeDelay });
  }
  if (doubts.active !== undefined) notes.push({ ...doubts.active, code: 'old' });
  return notes;
}
