/** What a reader of an imported strategy has to know about one line of the script. */
export interface PineNote {
  /** Line of the script, from 1. */
  readonly line: number;
  /**
   * "not translated": it has a meaning that is missing in the result. "differs": translated, with a difference that the
   * reason names. "assumed": Pine takes it from the chart or from an input that has no counterpart. "decoration": it only
   * draws.
   */
  readonly kind: "not translated" | "differs" | "assumed" | "decoration";
  /** The piece of the script. */
  readonly what: string;
  readonly reason: string;
}

/** Thrown while one statement is translated, and caught where statements are; becomes a note. */
export class NotTranslated extends Error {
  constructor(
    readonly line: number,
    readonly what: string,
    readonly reason: string,
  ) {
    super(`${what}: ${reason}`);
  }
}
