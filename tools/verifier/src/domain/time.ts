// Civil time without a time-zone database. An instant is milliseconds since 1970-01-01T00:00:00Z.
// Acts carry local time with the ledger's fixed offset; known times are UTC with milliseconds.

/** Later than every instant that can be written: "no limit". */
export const kEndOfTime = Number.POSITIVE_INFINITY;

const kMinute = 60_000;
const kDay = 86_400_000;
const kLastInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const kOffsetMax = 14 * 60;

export interface LocalTime {
  readonly instant: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

/** As ISO prints it, for years above 9999 too, which arithmetic can reach. */
function print(ms: number): string {
  const date = new Date(ms);
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  return year + date.toISOString().replace(/^.*?(-\d\d-\d\dT)/, '$1');
}

/** "2025-11-12T14:58:11.000Z" as an instant; nothing if there is no such moment. */
function parseUtc(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && print(ms) === text ? ms : undefined;
}

/** "+06:00"; "-00:00" and more than 14 hours are refused. */
export function parseOffset(text: string): number | undefined {
  const match = /^([+-])(\d\d):(\d\d)$/.exec(text);
  if (match === null || Number(match[3]) > 59) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (minutes > kOffsetMax || (match[1] === '-' && minutes === 0)) return undefined;
  return match[1] === '-' ? -minutes : minutes;
}

export function printOffset(offset: number): string {
  const total = Math.abs(offset);
  const [hours, minutes] = [Math.floor(total / 60), total % 60].map((n) => `${n}`.padStart(2, '0'));
  return `${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

/** "2025-11-12T14:58:11+06:00" */
export function parseLocalTime(text: string): LocalTime | undefined {
  const offset = parseOffset(text.slice(19));
  const local = text.length === 25 ? parseUtc(`${text.slice(0, 19)}.000Z`) : undefined;
  if (offset === undefined || local === undefined) return undefined;
  const instant = local - offset * kMinute;
  return instant < 0 || instant > kLastInstant ? undefined : { instant, offset };
}

/** The whole second in which the instant lies. */
export function printLocalTime(instant: number, offset: number): string {
  const second = Math.floor(instant / 1000) * 1000;
  return print(second + offset * kMinute).slice(0, -5) + printOffset(offset);
}

/** "2025-11-12T09:00:03.512Z" */
export function parseKnownTime(text: string): number | undefined {
  const instant = parseUtc(text);
  return instant === undefined || instant < 0 ? undefined : instant;
}

export function printKnownTime(instant: number): string {
  return print(instant);
}

/** "2025-11-30": the first instant after that day, in local time of that offset. */
export function endOfDay(text: string, offset: number): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const start = parseUtc(`${text}T00:00:00.000Z`);
  return start === undefined || start < 0 ? undefined : start + kDay - offset * kMinute;
}

/** POSIX seconds as "2025-11-12T09:00:03Z"; a signed timestamp may be anything. */
export function printUtcSeconds(seconds: bigint): string {
  if (seconds > BigInt(Math.floor(kLastInstant / 1000))) return 'after the year 9999';
  return `${print(Number(seconds) * 1000).slice(0, -5)}Z`;
}

/** A time as people type it: local with offset, or UTC with or without milliseconds. */
export function parseTypedTime(text: string): number | undefined {
  const utc = text.length === 20 ? text.replace(/Z$/, '.000Z') : text;
  return parseLocalTime(text)?.instant ?? parseKnownTime(utc);
}
