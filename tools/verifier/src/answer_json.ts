// Answers as `kuboluk verify --json` prints them: the same keys, times in RFC 3339, English.
import { toBase64 } from './base/bytes.ts';
import { withCheckCharacter } from './domain/ids.ts';
import { paragraphText } from './domain/rulesets.ts';
import { kEndOfTime, printKnownTime, printLocalTime, printUtcSeconds } from './domain/time.ts';
import { kVerdicts, type Verdict } from './domain/verdict.ts';
import type { Confirmation } from './proof/anchor.ts';
import type {
  AccreditationFacts,
  Answer,
  DecisiveAct,
  HistoryAct,
  LawFacts,
  ListAnswer,
  ListRow,
  Note,
} from './proof/answer.ts';
import { hasCheckCharacter } from './proof/asked.ts';
import { ageWords, kVerdictWords, noteSentence, reasonSentence } from './words/plain.ts';

type Json = Record<string, unknown>;

function orNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

function validTime(instant: number | undefined, offset: number): string | null {
  const none = instant === undefined || instant === kEndOfTime;
  return none ? null : printLocalTime(instant, offset);
}

function knownTime(instant: number): string | null {
  return instant === kEndOfTime ? null : printKnownTime(instant);
}

function decisiveJson(act: DecisiveAct | undefined, law: LawFacts): Json | null {
  if (act === undefined) return null;
  return {
    entry: Number(act.index),
    type: act.type,
    paragraph: act.paragraph,
    paragraph_text: orNull(paragraphText(law.ruleset, act.paragraph)),
    in_effect: validTime(act.valid, law.offset),
    recorded: knownTime(act.known),
    ground: orNull(act.ground),
    limb: orNull(act.limb),
    reason: orNull(act.reason),
  };
}

function factsJson(facts: AccreditationFacts, offset: number): Json {
  return {
    person: orNull(facts.person),
    organisation: orNull(facts.organisation),
    application: orNull(facts.application),
    decree: orNull(facts.decree),
    certificate: orNull(facts.certificate),
    authority_from: validTime(facts.from, offset),
    authority_until: validTime(facts.until, offset),
  };
}

function logJson(confirmation: Confirmation): Json {
  return {
    origin: confirmation.origin,
    size: Number(confirmation.size),
    root: toBase64(confirmation.logRoot),
    status_root: toBase64(confirmation.statusRoot),
    sealed: printKnownTime(confirmation.sealKnown),
    sealed_after: Number(confirmation.sealedAfter),
  };
}

function evidenceJson(
  confirmation: Confirmation | undefined,
  law: LawFacts,
  notes: readonly Note[],
): Json {
  const age = confirmation?.ageSeconds;
  return {
    ruleset: orNull(law.ruleset),
    ruleset_known: law.runnable,
    notes: notes.map(noteSentence),
    ledger: confirmation?.ledger ?? null,
    training: confirmation?.training ?? null,
    log: confirmation === undefined ? null : logJson(confirmation),
    cosigners: (confirmation?.cosigners ?? []).map(({ name, timestamp, ahead }) => {
      return { name, time: printUtcSeconds(timestamp), ahead_of_clock: ahead };
    }),
    as_of: confirmation?.asOf === undefined ? null : printUtcSeconds(confirmation.asOf),
    age_seconds: age ?? null,
    age: age === undefined ? null : ageWords(age),
  };
}

function historyJson(act: HistoryAct, law: LawFacts): Json {
  return {
    entry: Number(act.index),
    type: act.type,
    in_effect: validTime(act.valid, law.offset),
    recorded: knownTime(act.known),
    paragraph: act.paragraph,
    paragraph_text: orNull(paragraphText(law.ruleset, act.paragraph)),
    reason: orNull(act.reason),
    undone: act.undone,
    record: act.record,
    leaf: toBase64(act.leaf),
  };
}

/** 0 active, 1 any other verdict, 3 cannot tell. */
export function exitOf(verdict: Verdict): number {
  return verdict === 'active' ? 0 : verdict === 'cannot_tell' ? 3 : 1;
}

export function answerJson(answer: Answer): Json {
  const { asked, law, confirmation } = answer;
  const withHistory = asked.question === 'history';
  const printed = hasCheckCharacter(asked.question) ? withCheckCharacter(asked.id) : asked.id;
  return {
    kind: withHistory ? 'history' : 'status',
    verdict: answer.verdict,
    words: kVerdictWords[answer.verdict],
    exit: exitOf(answer.verdict),
    verdict_by_record: answer.verdictByRecord ?? null,
    cannot_tell: answer.cannotTell === undefined ? null : reasonSentence(answer.cannotTell),
    question: asked.question,
    election: asked.election,
    election_known: confirmation === undefined ? null : law.ruleset !== '',
    number: asked.id,
    number_printed: printed,
    at: validTime(answer.clocks.valid, law.offset),
    known: knownTime(answer.clocks.known),
    accreditation: orNull(answer.accreditation.number),
    ...factsJson(answer.accreditation, law.offset),
    superseded_by: orNull(answer.supersededBy),
    other_elections: [...answer.otherElections],
    stage: orNull(answer.stage),
    decisive: decisiveJson(answer.decisive, law),
    ...(withHistory ? { history: answer.history.map((act) => historyJson(act, law)) } : {}),
    ...evidenceJson(confirmation, law, answer.notes),
  };
}

function rowJson(row: ListRow, law: LawFacts): Json {
  return {
    number: row.accreditation.number,
    number_printed: withCheckCharacter(row.accreditation.number),
    verdict: row.verdict,
    ...factsJson(row.accreditation, law.offset),
    decisive: decisiveJson(row.decisive, law),
  };
}

/** How often each thing stands in the list; empty names are left out. */
function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.filter((given) => given !== '')) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function totalsJson(rows: readonly ListRow[]): Json {
  const verdicts = counted(rows.map((row) => row.verdict));
  const organisations = rows.map((row) => row.accreditation.organisation);
  return {
    in_election: rows.length,
    shown: rows.length,
    by_verdict: Object.fromEntries(
      kVerdicts.filter((verdict) => verdict in verdicts).map((v) => [v, verdicts[v]]),
    ),
    by_decree: counted(rows.map((row) => row.accreditation.decree)),
    organisations: Object.keys(counted(organisations)).length,
  };
}

export function listJson(list: ListAnswer): Json {
  const { law, clocks } = list;
  return {
    kind: 'list',
    verdict: list.cannotTell === undefined ? 'holds' : 'cannot_tell',
    exit: list.cannotTell === undefined ? 0 : 3,
    cannot_tell: list.cannotTell === undefined ? null : reasonSentence(list.cannotTell),
    election: list.election,
    at: validTime(clocks.valid, law.offset),
    known: knownTime(clocks.known),
    totals: totalsJson(list.rows),
    rows: list.rows.map((row) => rowJson(row, law)),
    ...evidenceJson(list.confirmation, law, list.notes),
  };
}
