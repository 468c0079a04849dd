import { readFileSync } from "node:fs";
import type { Graph } from "../compiler/graph/index.js";
import { countDiagnostics, plural, showDiagnostics } from "./diagnostics.js";
import { exitCodes, Failure } from "./failure.js";
import { readSource } from "./sources.js";

/** The graph of a `.sage` text or of a compiled `.sagec` file; diagnostics are shown on the way. */
export async function loadGraph(path: string, strategy: string | undefined, quiet: boolean): Promise<Graph> {
  if (path.endsWith(".sagec")) {
    const { parseGraph } = await import("../compiler/graph/parse.js");
    return parseGraph(readJson(path));
  }
  const { compile } = await import("../compiler/compile.js");
  const source = readSource(path);
  const { graph, diagnostics } = compile(source, strategy === undefined ? {} : { strategy });
  const shown = diagnostics.filter((one) => one.severity !== "info");
  if (!quiet || graph === null) showDiagnostics(shown, source);
  if (graph !== null) return graph;
  const { errors } = countDiagnostics(diagnostics);
  throw new Failure(
    exitCodes.problems,
    "SAGE9506",
    `${path} has ${plural(errors, "error")}; nothing was run`,
    "mend what is shown above, or see sage check",
  );
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Failure(
      exitCodes.problems,
      "SAGE9509",
      `${path} is not a compiled strategy: ${error.message}`,
      "compile it again: sage compile FILE.sage",
    );
  }
}
