// The reader's own question: number on the card, the two clocks, the age limit.
import type { AskedOption } from '../proof/reader.ts';
import { parseLocalTime, printOffset } from '../domain/time.ts';
import { kQuestions } from '../proof/asked.ts';
import { byId } from './dom.ts';

export interface Question {
  readonly number: string;
  /** As the browser gives it, without offset; empty: now, or all. */
  readonly at: string;
  readonly known: string;
  /** Seconds. */
  readonly maxAge: number;
}

/** Nothing if a field cannot be read. */
export function readQuestion(): Question | undefined {
  const value = (id: string) => byId(id, HTMLInputElement).value.trim();
  const badInput = ['at', 'known', 'age'].some((id) => byId(id, HTMLInputElement).validity.badInput);
  const hours = Number(value('age'));
  if (badInput || value('age') === '' || !(hours >= 0 && hours <= 1_000_000)) return undefined;
  return { number: value('number'), at: value('at'), known: value('known'), maxAge: hours * 3600 };
}

/** "2025-11-30T08:00" or with seconds, in the local time of the ledger; nothing if empty. */
export function instantOf(field: string, offset: number): number | undefined {
  if (field === '') return undefined;
  const seconds = field.length === 16 ? `${field}:00` : field.slice(0, 19);
  return parseLocalTime(seconds + printOffset(offset))?.instant ?? Number.NaN;
}

/**
 * The number typed, for the question and election that the proof says it answers: the verifier
 * compares both with what was proven.
 */
export function askedOf(proof: string, number: string): AskedOption | undefined {
  const match = /^asked (\S+) (\S+) (\S+)$/m.exec(proof.slice(0, 1000));
  const question = kQuestions.find((candidate) => candidate === match?.[1]);
  if (number === '' || question === undefined) return undefined;
  // Typed in small letters in a hurry: numbers on cards are mostly printed in capitals.
  const capitals = number.toUpperCase();
  const typed = capitals.startsWith(match?.[3] ?? '') ? capitals : number;
  return { question, election: match?.[2] ?? '', typed };
}
