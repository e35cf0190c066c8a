// The law that this program runs. A verdict needs of it only that it is the same table: which acts
// were lawful the cosigners have checked; the records say what followed. The texts of the
// paragraphs are there for people to read. The build puts the files of ledger/rulesets here.
import { fromHex, type Bytes, equal } from '../base/bytes.ts';

export interface BuiltInRuleset {
  /** "KR-REG-197+CL-68@1" */
  readonly name: string;
  /** SHA-256 of the file, in hex. */
  readonly hash: string;
  /** Text of each rule by its id. */
  readonly rules: Readonly<Record<string, string>>;
}

declare const KUBOLUK_RULESETS: readonly BuiltInRuleset[];

export const kRulesets: readonly BuiltInRuleset[] = KUBOLUK_RULESETS;

/** True if this program has exactly that table. */
export function runsRuleset(name: string, hash: Bytes | undefined): boolean {
  const ours = fromHex(kRulesets.find((ruleset) => ruleset.name === name)?.hash ?? '');
  return hash !== undefined && ours !== undefined && equal(ours, hash);
}

/** What a paragraph says; nothing if this program does not have it. */
export function paragraphText(ruleset: string, paragraph: string): string | undefined {
  const ours = kRulesets.find((candidate) => candidate.name === ruleset);
  return ours !== undefined && Object.prototype.hasOwnProperty.call(ours.rules, paragraph)
    ? ours.rules[paragraph]
    : kIntegrityRules.get(paragraph);
}

// Not law: what keeps the ledger itself consistent. Only these can stand in a record; the others
// are grounds on which an act is refused.
const kIntegrityRules = new Map([
  [
    'X.COURT',
    'Review of a decision by a court; the path of appeal is not in the text of the law (gap G8).',
  ],
  ['X.NOTE', 'A plain statement for the record, without legal effect.'],
]);
