import { compile } from "../../../compiler/compile.js";
import { pictureOf } from "../../../compiler/emit/picture.js";
import type { Graph } from "../../../compiler/graph/index.js";
import { memoryHost } from "../../../compiler/modules/host.js";
import { createSource, positionAt } from "../../../lang/source.js";
import type { Compiled, CompiledStrategy, StrategyFile } from "./protocol.js";

/** A file as the page sees it, and the graph that is run. */
export interface CompiledFile {
  readonly view: Compiled;
  readonly graph: Graph | null;
}

/** Compiles a file's strategy: the one named, or else its first. */
export function compileFile({ path, text, others, strategy }: StrategyFile): CompiledFile {
  const source = createSource(path, text);
  const options = { modules: memoryHost(others) };
  let result = compile(source, { ...options, ...(strategy !== null && { strategy }) });
  const [first] = result.strategies;
  const isOpen = result.graph === null && first !== undefined && !result.strategies.includes(strategy ?? "");
  if (isOpen && result.strategies.length > 0) result = compile(source, { ...options, strategy: first });
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  const [error] = errors;
  const { graph } = result;
  return {
    graph,
    view: {
      strategies: result.strategies,
      strategy: graph === null ? null : describe(graph),
      errors: errors.length,
      firstError:
        error === undefined
          ? null
          : `${error.code}, line ${positionAt(source, error.span.start).line}: ${error.message}`,
    },
  };
}

function describe(graph: Graph): CompiledStrategy {
  return {
    name: graph.strategy,
    timeframe: graph.market.timeframe,
    graphHash: graph.hash,
    parameters: graph.parameters.map(({ name, kind, value, low, high, step }) => ({
      name,
      kind,
      value,
      low,
      high,
      step,
    })),
    plots: graph.plots.map(({ label }) => label),
    picture: pictureOf(graph),
    warmup: graph.warmup.first,
    models: graph.models.map(({ name }) => name),
  };
}
