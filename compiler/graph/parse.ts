import * as z from "zod";
import { semanticHash } from "../hash.js";
import { GraphError } from "./error.js";
import { graphSchema, type Graph } from "./schema.js";
import { graphFault } from "./verify.js";

const again = "Compile the strategy again with this version: `sage compile <file>.sage`.";

const versioned = z.object({ schema: z.string() });

/**
 * A graph from a compiled file (`.sagec`, parsed as JSON). Checks shape, version, that everything it refers to is
 * there, and that its hash is that of what it does.
 * @throws GraphError when it cannot be run; its code is `SAGE8301`, `SAGE8302`, `SAGE8303` or `SAGE8304`.
 */
export function parseGraph(json: unknown): Graph {
  const version = versioned.safeParse(json);
  if (!version.success) {
    throw new GraphError("SAGE8301", "This is not a compiled strategy: it does not say its format.", again);
  }
  if (version.data.schema !== "sage.graph/1") {
    const message = `This strategy was compiled to the format "${version.data.schema}"; this version reads "sage.graph/1".`;
    throw new GraphError("SAGE8302", message, again);
  }
  const parsed = graphSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : ` at \`${issue.path.join(".")}\``;
    throw new GraphError(
      "SAGE8301",
      `This compiled strategy is damaged${where}: ${issue?.message ?? "?"}.`,
      again,
    );
  }
  return verified(parsed.data);
}

function verified(graph: Graph): Graph {
  const fault = graphFault(graph);
  if (fault !== undefined)
    throw new GraphError("SAGE8303", `This compiled strategy is damaged: ${fault}.`, again);
  if (semanticHash(graph) !== graph.hash) {
    throw new GraphError(
      "SAGE8304",
      "This compiled strategy does not do what its hash says: it was changed after it was compiled.",
      again,
    );
  }
  return graph;
}
