/** What each code of the operations means; the text behind `sage explain SAGE858x`. */
export const watchErrorCodes = {
  SAGE8580: "A notification could not be delivered, though it was tried several times.",
  SAGE8581: "The settings of notifications are wrong or incomplete.",
  SAGE8582: "The receiver of notifications refuses them: a wrong address, token or chat.",
} as const;

export type WatchErrorCode = keyof typeof watchErrorCodes;

/** Never carries an address, a token or a password. */
export class WatchError extends Error {
  override readonly name = "WatchError";
  /** Milliseconds that the receiver asks to be left alone, where it says so. */
  readonly retryAfter: number | null;

  constructor(
    readonly code: WatchErrorCode,
    message: string,
    readonly help: string | null = null,
    { retryAfter = null }: { readonly retryAfter?: number | null } = {},
  ) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** Whether sending again can help. */
  get isPassing(): boolean {
    return this.code === "SAGE8580";
  }
}
