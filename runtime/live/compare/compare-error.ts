/** What each code of a comparison means; the text behind `sage explain SAGE860x`. */
export const compareErrorCodes = {
  SAGE8600: "There is no such strategy in the live store, or several go by that name.",
  SAGE8601: "The candles that a run was made from are gone or have changed, so that it cannot be compared.",
  SAGE8602: "A run and a live ledger have no bar in common.",
  SAGE8603: "The text of a live strategy is gone or has changed, so that its backtest cannot be repeated.",
  SAGE8604: "A member of a portfolio trades with the others, and is compared with a run of the whole only.",
} as const;

export type CompareErrorCode = keyof typeof compareErrorCodes;

export class CompareError extends Error {
  override readonly name = "CompareError";
  constructor(
    readonly code: CompareErrorCode,
    message: string,
    readonly help: string | null = null,
  ) {
    super(message);
  }
}
