// Which characters may stand where: fixed tables of our own, never a Unicode library's
// (FORMATS.md, DESIGN.md 4).
import { utf8 } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';

/** Stands for "not given". */
export const kNotGiven = '-';

// ASCII, Latin-1 without no-break space and soft hyphen, Latin Extended-A, Cyrillic with the Kyrgyz
// letters and without combining marks, dashes, quotes, number sign.
const kText =
  ' -~\u00a1-\u00ac\u00ae-\u017f\u0400-\u045f\u048a-\u04ff\u2013\u2014\u2018-\u201a\u201c-\u201e\u2116';
const kFreeText = new RegExp(`^[${kText}]+$`);
const kForeign = new RegExp(`[^\\n${kText}]`);

/** Whole texts of the ledger hold nothing but these characters and LF. */
export function checkCharacters(text: string, object: string): void {
  const at = text.search(kForeign);
  if (at < 0) return;
  const line = text.slice(0, at).split('\n').length;
  throw new Fault(object, `line ${line} holds a character that no text of a ledger may hold`);
}

export function isFreeText(text: string): boolean {
  return kFreeText.test(text) && !text.startsWith(' ') && !text.endsWith(' ');
}

/** Letter or digit, then letters, digits and ._:+()@/-, at most 64. */
export function isToken(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._:+()@/-]{0,63}$/.test(text);
}

export function utf8Length(text: string): number {
  return utf8(text).length;
}
