// The same steps for all accreditations of an election: no number can be left out, so no revocation
// can be hidden.
import { atStep, Fault, VerifyError } from './base/fault.ts';
import { sha256Text } from './base/sha256.ts';
import { parseRecord, type StatusRecord } from './domain/record.ts';
import { checkPrefix } from './log/patricia.ts';
import { verifyAnchor } from './proof/anchor.ts';
import type { ListAnswer, ListRow, Reason } from './proof/answer.ts';
import { foldRow } from './proof/answer_fold.ts';
import { parseParts, ProvenParts, walkLaw } from './proof/closure.ts';
import { commonNotes, findDoubts, judge, readLaw } from './proof/judge.ts';
import { type ListProof, parseListProof } from './proof/list_proof.ts';
import { proofText, readerOf, type ReaderOptions } from './proof/reader.ts';

export interface ListOptions extends ReaderOptions {
  /** Absent: the one of the file. */
  readonly election?: string | undefined;
}

function parseRows(proof: ListProof): StatusRecord[] {
  return proof.records.map((text, at) => {
    const record = parseRecord(text, `record ${at + 1} of the list`);
    if (record.ledger !== proof.ledger) throw new Fault(record.key, 'of another ledger');
    return record;
  });
}

function proveRows(proof: ListProof, rows: readonly StatusRecord[], root: Uint8Array): void {
  const pairs = rows.map((record, at) => {
    return { key: record.key, value: sha256Text(proof.records[at] ?? '') };
  });
  const prefix = `accreditation/${proof.election}/`;
  checkPrefix(root, prefix, pairs, proof.other, proof.steps);
}

/** Throws as `verifyStatusProof` does. */
export function verifyListProof(text: string | Uint8Array, options: ListOptions): ListAnswer {
  const { policy, now, skew, ageLimit, clocks } = readerOf(options);
  const proof = atStep(1, () => parseListProof(proofText(text)));
  const parts = atStep(1, () => parseParts(proof.parts, proof.ledger));
  const records = atStep(1, () => parseRows(proof));
  const confirmation = verifyAnchor(policy, proof.anchor, proof.ledger, now, skew);
  const { election } = proof;
  if (options.election !== undefined && options.election !== election) {
    throw new VerifyError(4, 'election', 'the list is of another election');
  }
  const source = new ProvenParts(parts, [], confirmation.statusRoot);
  const closure = atStep(4, () => walkLaw(source, election));
  atStep(4, () => proveRows(proof, records, confirmation.statusRoot));
  const law = readLaw(closure, election); // step 5
  const doubts = findDoubts(confirmation, clocks, ageLimit, law.doubt); // step 6
  const called = closure.find(`election/${election}`);
  if (called === undefined && records.length > 0) {
    throw new VerifyError(4, election, 'accreditations of an election that does not exist');
  }
  let cannotTell: Reason | undefined = doubts.any;
  const rows: ListRow[] = []; // step 7
  for (const record of called === undefined ? [] : records) {
    const { findings, facts, decisive } = foldRow(record, called as StatusRecord, clocks);
    const { verdict, byRecord, why } = judge(findings, doubts);
    cannotTell = cannotTell ?? why;
    rows.push({ verdict, verdictByRecord: byRecord, accreditation: facts, decisive });
  }
  const notes = commonNotes(confirmation, law.facts, doubts);
  return { election, clocks, rows, confirmation, law: law.facts, cannotTell, notes };
}
