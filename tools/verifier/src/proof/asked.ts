// What a proof is about: one question, one election, one number. The reader brings his own; the
// copy in a file is only a label that must agree with it.
import { Fault } from '../base/fault.ts';
import { isToken } from '../domain/charset.ts';
import { isBodyId, isNumber, isPersonId, parseTypedNumber } from '../domain/ids.ts';

export const kQuestions = ['accreditation', 'certificate', 'person', 'application', 'history'] as const;
export type Question = (typeof kQuestions)[number];

export interface Asked {
  readonly question: Question;
  readonly election: string;
  /** A number without check group; a person or application id. */
  readonly id: string;
}

export function printAsked(asked: Asked): string {
  return `${asked.question} ${asked.election} ${asked.id}`;
}

export function isWellFormed(asked: Asked): boolean {
  if (!isBodyId(asked.election) || !isToken(asked.election) || !isToken(asked.id)) return false;
  return asked.question === 'person' ? isPersonId(asked.id) : isNumber(asked.id);
}

export function parseAsked(text: string): Asked {
  const [question, election = '', id = ''] = text.split(' ');
  const known = kQuestions.find((candidate) => candidate === question);
  const asked = known === undefined ? undefined : { question: known, election, id };
  if (asked === undefined || !isWellFormed(asked) || printAsked(asked) !== text) {
    throw new Fault('asked', 'no question, election and number of a possible shape');
  }
  return asked;
}

/** Only accreditation and certificate numbers are printed on cards and typed at a door. */
export function hasCheckCharacter(question: Question): boolean {
  return question === 'accreditation' || question === 'certificate' || question === 'history';
}

export interface TypedAsked {
  readonly asked: Asked;
  /** A check group was there and does not fit. */
  readonly mistyped: boolean;
}

/** What a person typed, as a question. */
export function askedFromTyped(question: Question, election: string, typed: string): TypedAsked {
  const number = hasCheckCharacter(question)
    ? parseTypedNumber(typed)
    : { number: typed, mistyped: false };
  const asked = { question, election, id: number?.number ?? '' };
  if (number === undefined || !isWellFormed(asked)) {
    throw new Fault('asked', 'election or number have a shape that the ledger never issues');
  }
  return { asked, mistyped: number.mistyped };
}

/** "accreditation/<election>/<id>": the object that the question names. */
export function mainKey(asked: Asked): string {
  const kind = asked.question === 'history' ? 'accreditation' : asked.question;
  return `${kind}/${asked.election}/${asked.id}`;
}
