// Shapes of ids, and the check character of printed numbers (FORMATS.md 9).

const kIdMax = 40;

/** Groups of letters and digits with one hyphen or dot between two of them. */
function isGrouped(text: string): boolean {
  return /^[A-Za-z0-9]+([-.][A-Za-z0-9]+)*$/.test(text);
}

/** Numbers of accreditations, certificates, applications, decrees. */
export function isNumber(id: string): boolean {
  return id.length <= kIdMax && isGrouped(id);
}

/** Elections, organisations, institutions. */
export function isBodyId(id: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(id);
}

/** Lower-case letters, digits, hyphens, from a letter to a digit: no name hides in it. */
export function isPersonId(id: string): boolean {
  return id.length <= kIdMax && /^[a-z][a-z0-9-]*[0-9]$/.test(id);
}

/** ISO 7064 MOD 37,36 over letters and digits; everything else is skipped. */
export function checkCharacter(number: string): string {
  let product = 36;
  for (const character of number.replace(/[^A-Za-z0-9]/g, '')) {
    const sum = (product + Number.parseInt(character, 36)) % 36;
    product = ((sum === 0 ? 36 : sum) * 2) % 37;
  }
  return ((37 - product) % 36).toString(36).toUpperCase();
}

/** As printed on a card: "KG25-0128-L". */
export function withCheckCharacter(number: string): string {
  return `${number}-${checkCharacter(number)}`;
}

export interface TypedNumber {
  /** Without the check group. */
  readonly number: string;
  /** There was a check group, and it does not fit. */
  readonly mistyped: boolean;
}

/** What a person typed. Nothing if it cannot be a number at all. */
export function parseTypedNumber(typed: string): TypedNumber | undefined {
  if (typed.length > kIdMax + 2 || typed.length === 1 || !isGrouped(typed)) return undefined;
  if (!/[-.].$/.test(typed)) {
    return typed.length > kIdMax ? undefined : { number: typed, mistyped: false };
  }
  const number = typed.slice(0, -2);
  return { number, mistyped: checkCharacter(number) !== typed.slice(-1).toUpperCase() };
}
