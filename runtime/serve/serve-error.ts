/** What each code of the API means; the text behind `sage explain SAGE856x`. */
export const serveErrorCodes = {
  SAGE8560: "The API would listen beyond this machine, and no token guards it.",
  SAGE8561: "The API cannot listen at the address.",
  SAGE8562: "The file of the tokens cannot be read, or a token is too short to be one.",
  SAGE8563: "A request brought no token, or one that is not known.",
  SAGE8564: "The token of a request may read, but not control.",
  SAGE8565: "Too many requests came from one token or address.",
  SAGE8566: "The body of a request is larger than any that is needed.",
  SAGE8567: "A request is malformed: a path, a query, a header or a body.",
  SAGE8568: "There is no such strategy, market, record or address.",
  SAGE8569: "The address is there, but does not answer to this method.",
  SAGE8570: "The store is away; the request may be made again.",
  SAGE8571: "The server failed at a request; what happened stands in its log.",
  SAGE8572: "A request came from a web page, or for a host name, that is not allowed.",
  SAGE8573: "The body of a request is not said to be JSON.",
  SAGE8577: "The text of a strategy is not there, or does something else than when it began to trade.",
  SAGE8576: "There is no token of that name, or there is one already.",
} as const;

export type ServeErrorCode = keyof typeof serveErrorCodes;

export class ServeError extends Error {
  override readonly name = "ServeError";

  constructor(
    readonly code: ServeErrorCode,
    message: string,
    /** What the user can do. */
    readonly help: string | null = null,
    readonly more: {
      readonly invalid?: readonly { readonly where: string; readonly message: string }[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
  }
}
