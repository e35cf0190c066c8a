// The library: bytes of a proof, the reader's own policy and clock in; an answer out. README.md
// shows how to use it.
export { Fault, type Step, VerifyError } from './base/fault.ts';
export { checkCharacter, parseTypedNumber, withCheckCharacter } from './domain/ids.ts';
export { kRulesets } from './domain/rulesets.ts';
export { kVerdicts, type TwoClocks, type Verdict } from './domain/verdict.ts';
export { parsePolicy, Policy } from './log/policy.ts';
export type {
  AccreditationFacts,
  Answer,
  DecisiveAct,
  HistoryAct,
  LawFacts,
  ListAnswer,
  ListRow,
  Note,
  Reason,
} from './proof/answer.ts';
export type { Confirmation } from './proof/anchor.ts';
export type { Asked, Question } from './proof/asked.ts';
export type { AskedOption, ReaderOptions } from './proof/reader.ts';
export { answerJson, exitOf, listJson } from './answer_json.ts';
export { joinParts, PartsCollector } from './qr/parts.ts';
export { type ListOptions, verifyListProof } from './verify_list.ts';
export { type StatusOptions, verifyStatusProof } from './verify_status.ts';
