import { readFileSync } from "node:fs";
import type { Diagnostic } from "../lang/index.js";
import type { Graph } from "../compiler/graph/index.js";
import { countDiagnostics, plural, showDiagnostics } from "./diagnostics.js";
import { exitCodes, Failure } from "./failure.js";
import { createFileHost } from "./module-host.js";
import { readSource } from "./sources.js";

/** The graph of a `.sage` text or of a compiled `.sagec` file; diagnostics are shown on the way. */
export async function loadGraph(path: string, strategy: string | undefined, quiet: boolean): Promise<Graph> {
  if (path.endsWith(".sagec")) {
    const { parseGraph } = await import("../compiler/graph/parse.js");
    return parseGraph(readJson(path));
  }
  const { compile } = await import("../compiler/compile.js");
  const source = readSource(path);
  const { graph, diagnostics, strategies } = compile(source, {
    modules: createFileHost(path),
    ...(strategy !== undefined && { strategy }),
  });
  const shown = diagnostics.filter((one) => one.severity !== "info");
  if (!quiet || graph === null) showDiagnostics(shown, source);
  if (graph !== null) return graph;
  throw noGraph({ path, strategy, strategies, diagnostics, deed: "run" });
}

/** Why a text gave no graph: its errors, or that it does not say which strategy is meant. */
export function noGraph({
  path,
  strategy,
  strategies,
  diagnostics,
  deed,
}: {
  readonly path: string;
  readonly strategy: string | undefined;
  readonly strategies: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly deed: "run" | "written";
}): Failure {
  const { errors } = countDiagnostics(diagnostics);
  const unknown = strategy !== undefined && !strategies.includes(strategy);
  if (errors > 0 && !unknown) {
    return new Failure(
      exitCodes.problems,
      "SAGE9506",
      `${path} has ${plural(errors, "error")}; nothing was ${deed}`,
      "mend what is shown above, or see sage check",
    );
  }
  if (strategies.length === 0)
    return new Failure(
      exitCodes.problems,
      "SAGE9506",
      `${path} holds no strategy; nothing was ${deed}`,
      "`sage new my_strategy` writes one to start from",
    );
  const names = strategies.join(", ");
  return unknown
    ? new Failure(exitCodes.usage, "SAGE9502", `${path} has no strategy \`${strategy}\``, `it has: ${names}`)
    : new Failure(
        exitCodes.usage,
        "SAGE9502",
        `${path} holds ${plural(strategies.length, "strategy", "strategies")}: ${names}`,
        `say which: --strategy ${strategies[0]}`,
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
