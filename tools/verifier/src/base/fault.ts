// What goes wrong with evidence. A parser throws a Fault; the step of the verifier in which it was
// called gives it its number. Neither ever repeats the text that it is about: proofs go through
// many hands, and an error is copied into mails.

/** The numbered steps of DESIGN.md 4 "verifier". */
export type Step = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Something is not as its format or its proof requires. */
export class Fault extends Error {
  /** @param object what is wrong: a part of the file, a key of the map, "line 12" */
  constructor(
    readonly object: string,
    readonly what: string,
  ) {
    super(`${object}: ${what}`);
    this.name = 'Fault';
  }
}

/** Invalid evidence: never an answer. */
export class VerifyError extends Error {
  /**
   * @param tooFew every signature is good, and there are fewer than the reader's policy asks for:
   *   CANNOT TELL, not false evidence
   */
  constructor(
    readonly step: Step,
    readonly object: string,
    readonly what: string,
    readonly tooFew = false,
  ) {
    super(`step ${step}: ${object}: ${what}`);
    this.name = 'VerifyError';
  }
}

/** Runs the work of one step. */
export function atStep<T>(step: Step, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault) throw new VerifyError(step, error.object, error.what);
    throw error;
  }
}
