// The ten verdicts, and what holds at two clocks: what is in effect at `valid`, as known at `known`,
// both inclusive.
import { isToken, kNotGiven } from './charset.ts';
import { factOf, type RecordAct, type StatusRecord, wordOf } from './record.ts';
import { endOfDay, parseLocalTime } from './time.ts';

/** Strongest first: the precedence table of DESIGN.md 4, step 7. */
export const kVerdicts = [
  'mistyped',
  'cannot_tell',
  'not_found',
  'other_election',
  'refused',
  'revoked',
  'superseded',
  'expired',
  'not_yet',
  'active',
] as const;
export type Verdict = (typeof kVerdicts)[number];

/** Of everything that was found about a number, the strongest finding is the verdict. */
export function strongest(findings: ReadonlySet<Verdict>): Verdict {
  return kVerdicts.find((verdict) => findings.has(verdict)) ?? 'cannot_tell';
}

export interface TwoClocks {
  readonly valid: number;
  readonly known: number;
}

export function undoes(act: RecordAct, index: bigint): boolean {
  return wordOf(act, 'undoes').split(',').includes(String(index));
}

/**
 * Whether a court decision or a rescission takes the act away at the two clocks: ex tunc from every
 * valid time once it is known, ex nunc from its own valid time.
 */
function undoneBy(record: StatusRecord, act: RecordAct, clocks: TwoClocks): RecordAct | undefined {
  return record.acts.find((later) => {
    if (!undoes(later, act.index) || later.known > clocks.known) return false;
    return wordOf(later, 'effect') === 'ex_tunc' || later.valid <= clocks.valid;
  });
}

function inEffect(act: RecordAct, clocks: TwoClocks): boolean {
  return act.known <= clocks.known && act.valid <= clocks.valid;
}

/** Recorded, in effect and not undone. `act` is a line of `record`. */
export function holds(record: StatusRecord, act: RecordAct, clocks: TwoClocks): boolean {
  return inEffect(act, clocks) && undoneBy(record, act, clocks) === undefined;
}

function lastHolding(record: StatusRecord, type: string, clocks: TwoClocks): RecordAct | undefined {
  return record.acts.filter((act) => act.type === type && holds(record, act, clocks)).pop();
}

export interface AccreditationFold {
  readonly findings: ReadonlySet<Verdict>;
  readonly grant?: RecordAct | undefined;
  readonly revoked?: RecordAct | undefined;
  /** What took the grant away. */
  readonly annulled?: RecordAct | undefined;
  readonly from?: number;
  /** Exclusive. */
  readonly until?: number | undefined;
}

export function foldAccreditation(
  accreditation: StatusRecord,
  election: StatusRecord,
  clocks: TwoClocks,
): AccreditationFold {
  const grants = accreditation.acts.filter(
    (act) => act.type === 'accreditation.grant' && inEffect(act, clocks),
  );
  const grant = grants.pop();
  const annulled = grant && undoneBy(accreditation, grant, clocks);
  if (grant === undefined || annulled !== undefined) {
    return { findings: new Set<Verdict>(['not_found']), annulled };
  }
  const stated = parseLocalTime(wordOf(grant, 'from'))?.instant ?? grant.valid;
  const from = Math.max(stated, grant.valid);
  const until = authorityEnd(election, clocks)?.end;
  const revoked = lastHolding(accreditation, 'accreditation.revoke', clocks);
  const findings = new Set<Verdict>([clocks.valid < from ? 'not_yet' : 'active']);
  if (revoked !== undefined) findings.add('revoked');
  if (until !== undefined && clocks.valid >= until) findings.add('expired');
  return { findings, grant, revoked, from, until };
}

/**
 * When authority ends by the election's record: after the earliest publication day of results
 * without repeat voting that was not undone. A day that is known ends authority, whether or not the
 * publishing act is in effect at the instant asked.
 */
export function authorityEnd(
  election: StatusRecord,
  clocks: TwoClocks,
): { readonly end: number; readonly act: RecordAct } | undefined {
  let earliest: { end: number; act: RecordAct } | undefined;
  for (const act of election.acts) {
    if (act.type !== 'results.publish' || act.known > clocks.known) continue;
    if (wordOf(act, 'repeat-voting') !== kNotGiven) continue;
    if (undoneBy(election, act, clocks) !== undefined) continue;
    const end = endOfDay(wordOf(act, 'published'), election.offset);
    if (end !== undefined && (earliest === undefined || end < earliest.end)) earliest = { end, act };
  }
  return earliest;
}

/** The line of a certificate's record that replaced it, if it was replaced at the two clocks. */
export function replacement(card: StatusRecord, clocks: TwoClocks): RecordAct | undefined {
  return card.acts.find(
    (act) => wordOf(act, 'superseded-by') !== kNotGiven && holds(card, act, clocks),
  );
}

export function isIssued(card: StatusRecord, clocks: TwoClocks): boolean {
  return card.acts.some(
    (act) => wordOf(act, 'accreditation') !== kNotGiven && holds(card, act, clocks),
  );
}

/** The card that the accreditation's acts name last; empty: none. */
export function currentCertificate(accreditation: StatusRecord, clocks: TwoClocks): string {
  const naming = accreditation.acts.filter(
    (act) => isToken(wordOf(act, 'certificate')) && holds(accreditation, act, clocks),
  );
  const last = naming.pop();
  return last === undefined ? '' : wordOf(last, 'certificate');
}

export interface PersonFold {
  readonly stage: 'unknown' | 'applied' | 'granted' | 'refused';
  readonly decisive?: RecordAct;
}

/** The grant that stands, if one does; else what the last decisive act says. */
export function foldPerson(person: StatusRecord, clocks: TwoClocks): PersonFold {
  let latest: PersonFold = { stage: 'unknown' };
  let standing: RecordAct | undefined;
  for (const act of person.acts.filter((line) => holds(person, line, clocks))) {
    const decided = latest.stage === 'granted' || latest.stage === 'refused';
    if (act.type === 'accreditation.grant') {
      latest = { stage: 'granted', decisive: act };
      standing = act;
    } else if (act.type === 'accreditation.revoke') {
      const number = standing && wordOf(standing, 'accreditation');
      if (number === wordOf(act, 'accreditation')) standing = undefined;
    } else if (act.type === 'accreditation.refuse') {
      latest = { stage: 'refused', decisive: act };
    } else if (act.type === 'application.submit' && !decided) {
      latest = { stage: 'applied', decisive: act };
    }
  }
  return standing === undefined ? latest : { stage: 'granted', decisive: standing };
}

export type ApplicationStage =
  | 'not_found'
  | 'applied'
  | 'at_mfa'
  | 'withdrawn'
  | 'granted'
  | 'refused';

export function foldApplication(application: StatusRecord, clocks: TwoClocks): ApplicationStage {
  let stage: ApplicationStage = 'not_found';
  for (const act of application.acts.filter((line) => holds(application, line, clocks))) {
    if (act.type === 'application.submit') {
      stage = factOf(application, 'forwarding') === 'required' ? 'at_mfa' : 'applied';
    } else if (act.type === 'application.forward' && stage === 'at_mfa') {
      stage = 'applied';
    } else if (act.type === 'application.withdraw' && stage !== 'granted') {
      stage = 'withdrawn';
    } else if (act.type === 'accreditation.grant') {
      stage = 'granted';
    } else if (act.type === 'accreditation.refuse' && stage !== 'granted') {
      stage = 'refused';
    }
  }
  return stage;
}
