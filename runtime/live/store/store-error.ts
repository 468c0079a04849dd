/** What each code of the store means; the text behind `sage explain SAGE852x`. */
export const storeErrorCodes = {
  SAGE8520:
    "The database cannot be reached, is locked, or is full; what was to be written is held and tried again.",
  SAGE8521: "The database was written by a newer version of the program, or is none of ours.",
  SAGE8522: "Another process trades the strategy and writes its ledger.",
  SAGE8523: "The database refuses: no right, no such database, a wrong password.",
  SAGE8524: "What the database holds contradicts itself, or what was to be written.",
  SAGE8525: "A part of a list was asked for with a cursor that was never given out.",
} as const;

export type StoreErrorCode = keyof typeof storeErrorCodes;

export class StoreError extends Error {
  override readonly name = "StoreError";

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    /** What the user can do. */
    readonly help: string | null = null,
    cause?: unknown,
  ) {
    super(message, { cause });
  }

  /** Whether asking again can help. */
  get isPassing(): boolean {
    return this.code === "SAGE8520";
  }
}
