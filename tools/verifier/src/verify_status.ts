// The seven steps of DESIGN.md 4 for one number. Invalid evidence is a VerifyError, never an answer.
import { atStep, VerifyError } from './base/fault.ts';
import { verifyAnchor, type Confirmation } from './proof/anchor.ts';
import { type Answer, kNoFacts, type Note } from './proof/answer.ts';
import { foldAnswer } from './proof/answer_fold.ts';
import { type Asked, askedFromTyped, isWellFormed, printAsked } from './proof/asked.ts';
import { type Closure, parseParts, ProvenParts, walkClosure } from './proof/closure.ts';
import { foldHistory } from './proof/history.ts';
import { commonNotes, findDoubts, judge, readLaws } from './proof/judge.ts';
import { type AskedOption, proofText, type Reader, readerOf, type ReaderOptions } from './proof/reader.ts';
import { parseStatusProof } from './proof/status_proof.ts';

export interface StatusOptions extends ReaderOptions {
  /** What the reader wants to know. Absent: whatever the file says it was asked. */
  readonly asked?: AskedOption | undefined;
}

function mistyped(asked: Asked, reader: Reader): Answer {
  return {
    verdict: 'mistyped',
    verdictByRecord: undefined,
    cannotTell: undefined,
    asked,
    clocks: reader.clocks,
    accreditation: kNoFacts,
    supersededBy: '',
    otherElections: [],
    stage: '',
    decisive: undefined,
    law: { ruleset: '', runnable: false, offset: 0, mergeDelay: undefined },
    confirmation: undefined,
    notes: [],
    history: [],
  };
}

/** Step 1: what the reader asks; nothing if the file may say. */
function readAsked(option: AskedOption | undefined): { asked?: Asked; mistyped: boolean } {
  if (option === undefined) return { mistyped: false };
  if ('typed' in option) return askedFromTyped(option.question, option.election, option.typed);
  if (!isWellFormed(option)) throw new VerifyError(1, 'asked', 'no such number can exist');
  return { asked: option, mistyped: false };
}

function foldedActs(closure: Closure): Note[] {
  const notes: Note[] = [];
  for (const record of [...closure.objects.keys()].sort()) {
    const found = closure.find(record);
    const count = found === undefined ? 0n : found.actsTotal - BigInt(found.acts.length);
    if (count > 0n) notes.push({ code: 'folded_acts', record, count });
  }
  return notes;
}

function answerFrom(
  reader: Reader,
  closure: Closure,
  asked: Asked,
  confirmation: Confirmation,
): Answer {
  const { clocks } = reader;
  const law = readLaws(closure, asked.election); // step 5
  const doubts = findDoubts(confirmation, clocks, reader.ageLimit, law.doubt); // step 6
  const folded = foldAnswer(closure, asked, clocks); // step 7
  const judged = judge(folded.findings, doubts);
  return {
    verdict: judged.verdict,
    verdictByRecord: judged.byRecord,
    cannotTell: judged.why,
    asked,
    clocks,
    accreditation: folded.facts,
    supersededBy: folded.supersededBy,
    otherElections: folded.otherElections,
    stage: folded.stage,
    decisive: folded.decisive,
    law: law.facts,
    confirmation,
    notes: [...commonNotes(confirmation, law.facts, doubts), ...foldedActs(closure)],
    history: foldHistory(closure, asked, clocks),
  };
}

/**
 * What the proof says at the reader's two clocks. Throws a VerifyError with the number of the step
 * for evidence that must not be relied on, a Fault for a policy or a time that cannot be read.
 */
export function verifyStatusProof(text: string | Uint8Array, options: StatusOptions): Answer {
  const reader = readerOf(options);
  const wanted = atStep(1, () => readAsked(options.asked));
  if (wanted.mistyped && wanted.asked !== undefined) return mistyped(wanted.asked, reader);
  const proof = atStep(1, () => parseStatusProof(proofText(text)));
  const parts = atStep(1, () => parseParts(proof.parts, proof.ledger));
  const { policy, now, skew } = reader;
  const confirmation = verifyAnchor(policy, proof.anchor, proof.ledger, now, skew); // 1, 2, 3
  if (wanted.asked !== undefined && printAsked(wanted.asked) !== printAsked(proof.asked)) {
    throw new VerifyError(4, 'asked', 'the proof is about another number, election or question');
  }
  const source = new ProvenParts(parts, proof.elsewhere, confirmation.statusRoot);
  const closure = atStep(4, () => walkClosure(source, proof.asked));
  return answerFrom(reader, closure, proof.asked, confirmation);
}
