/** Why a compiled file is refused. */
export type GraphErrorCode = "graph-shape" | "graph-version" | "graph-hash" | "graph-faulty";

/** A compiled graph that cannot be trusted: a sentence that says why, and what to do. */
export class GraphError extends Error {
  constructor(
    readonly code: GraphErrorCode,
    message: string,
    readonly help: string,
  ) {
    super(message);
    this.name = "GraphError";
  }
}
