/** Why a compiled file is refused; the text behind `sage explain SAGE83xx`. */
export const graphErrorCodes = {
  SAGE8301: "A file is not a compiled strategy, or a part of it is missing.",
  SAGE8302: "A strategy was compiled by another version of the program.",
  SAGE8303: "A compiled strategy contradicts itself: it refers to something that is not there.",
  SAGE8304: "A compiled strategy was changed after it was compiled: its hash is that of another.",
} as const;

export type GraphErrorCode = keyof typeof graphErrorCodes;

/** A compiled graph that cannot be trusted: a sentence that says why, and what to do. */
export class GraphError extends Error {
  override readonly name = "GraphError";

  constructor(
    readonly code: GraphErrorCode,
    message: string,
    readonly help: string,
  ) {
    super(message);
  }
}
