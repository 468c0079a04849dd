/** What each code of a feed means; the text behind `sage explain SAGE85xx`. */
export const feedErrorCodes = {
  SAGE8500: "The venue cannot be reached, or the connection was lost.",
  SAGE8501: "The venue refuses: a wrong or missing key, or no right to this.",
  SAGE8502: "The venue does not know the market, or not at this interval.",
  SAGE8503: "The venue asks for fewer requests; it is asked again later.",
  SAGE8504: "The venue answered with something that is not in its protocol.",
  SAGE8505: "The venue is being maintained, or overloaded.",
  SAGE8506: "What was named as a feed is none, or has an option that there is not.",
} as const;

export type FeedErrorCode = keyof typeof feedErrorCodes;

/** Why a venue could not be read. Never carries a key or an address with one. */
export class FeedError extends Error {
  override readonly name = "FeedError";
  /** Milliseconds that the venue asks to be left alone, where it says so. */
  readonly retryAfter: number | null;

  constructor(
    readonly code: FeedErrorCode,
    message: string,
    /** What the user can do. */
    readonly help: string | null = null,
    { retryAfter = null, cause }: { readonly retryAfter?: number | null; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.retryAfter = retryAfter;
  }

  /** Whether asking again can help. */
  get isPassing(): boolean {
    return !["SAGE8501", "SAGE8502", "SAGE8506"].includes(this.code);
  }
}
