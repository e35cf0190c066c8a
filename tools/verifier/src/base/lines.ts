// A cursor over the lines of a text. Nothing is skipped: whoever takes lines takes them all.
import { Fault } from './fault.ts';

export class Lines {
  private at = 0;
  private number = 0;

  /** @param object names the text in errors; empty: the file itself */
  constructor(
    private readonly text: string,
    private readonly object = '',
  ) {}

  atEnd(): boolean {
    return this.at === this.text.length;
  }

  /** What was not taken yet. */
  rest(): string {
    return this.text.slice(this.at);
  }

  nextIs(key: string): boolean {
    return this.text.startsWith(`${key} `, this.at);
  }

  /** The first word of the next line. */
  peekKey(): string {
    return /^[^ \n]*/.exec(this.text.slice(this.at, this.at + 128))?.[0] ?? '';
  }

  line(): string {
    ++this.number;
    const end = this.text.indexOf('\n', this.at);
    if (end < 0) throw this.fault('the text ends here; expected a whole line more');
    const line = this.text.slice(this.at, end);
    this.at = end + 1;
    return line;
  }

  /** The value of a line "key value". */
  take(key: string): string {
    const right = this.nextIs(key);
    const line = this.line();
    if (!right || line.length < key.length + 2) throw this.fault(`expected "${key} ..."`);
    return line.slice(key.length + 1);
  }

  takeExactly(expected: string): void {
    if (this.line() !== expected) throw this.fault(`expected the line "${expected}"`);
  }

  /** The next `count` lines with their ends, as they stand. */
  block(count: bigint | undefined): string {
    if (count === undefined || count === 0n) throw this.fault('expected a number of lines');
    const start = this.at;
    for (let taken = 0n; taken < count; ++taken) this.line();
    return this.text.slice(start, this.at);
  }

  fault(what: string): Fault {
    const where = `line ${this.number}`;
    return new Fault(this.object === '' ? where : `${this.object} ${where}`, what);
  }
}
