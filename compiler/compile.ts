import type { Diagnostic } from "../lang/diagnostics/diagnostic.js";
import type { Source } from "../lang/source.js";
import { check } from "./check.js";
import type { CheckedStrategy } from "./checked.js";
import { internalError } from "./diagnostics/sage9001-internal.js";
import type { Graph } from "./graph/schema.js";
import type { DraftGraph } from "./graph/stages.js";
import { seal } from "./hash.js";
import type { ModuleHost } from "./modules/host.js";
import { placeOf } from "./passes/places.js";
import { LoweringFault, lowerStrategy } from "./lower/index.js";
import { optimise, unobserved, type Observe, type OptimiseOptions } from "./optimise/index.js";
import { createStatistics, type PassStatistics } from "./statistics.js";

export interface CompileOptions extends OptimiseOptions {
  /** Which strategy of the file; needed where it holds several. */
  readonly strategy?: string;
  /** Reads the files that `use "./mine.sage"` names; without it only the standard library can be used. */
  readonly modules?: ModuleHost | undefined;
  /** The host's clock in milliseconds (`performance.now`); without it passes are counted but not timed. */
  readonly clock?: () => number;
}

export interface CompileResult {
  /** Null when diagnostics hold an error, or when a strategy must be chosen. */
  readonly graph: Graph | null;
  /** Everything found in the file, in source order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Names of the file's strategies, to choose from. */
  readonly strategies: readonly string[];
  /** What each pass cost and left, in order. */
  readonly passes: readonly PassStatistics[];
}

/**
 * From text to a graph that can be run. Never throws for what an author can write: mistakes are diagnostics.
 * The graph is null with no error among the diagnostics only when the file holds no strategy, or several and
 * `options.strategy` names none of them.
 */
export function compile(source: Source, options: CompileOptions = {}): CompileResult {
  const { observe, passes } = createStatistics(options.clock ?? (() => 0));
  const { diagnostics, strategies } = observe("check", () => check(source, { modules: options.modules }));
  const about = { strategies: strategies.map((strategy) => strategy.name), passes };
  const chosen = choose(strategies, options.strategy);
  if (chosen === undefined || !chosen.sound) return { graph: null, diagnostics, ...about };
  const { graph, fault } = compileChecked(chosen, source, options, observe);
  return { graph, diagnostics: fault === undefined ? diagnostics : [...diagnostics, fault], ...about };
}

function choose(
  strategies: readonly CheckedStrategy[],
  name: string | undefined,
): CheckedStrategy | undefined {
  if (name !== undefined) return strategies.find((strategy) => strategy.name === name);
  return strategies.length === 1 ? strategies[0] : undefined;
}

/** The half behind the checker: lowering, optimisation, schedule, slots, identity. */
export function compileChecked(
  checked: CheckedStrategy,
  source: Source,
  options: OptimiseOptions = {},
  observe: Observe = unobserved,
  change: (draft: DraftGraph) => DraftGraph = (draft) => draft,
): { readonly graph: Graph | null; readonly fault: Diagnostic | undefined } {
  try {
    const draft = observe("lower", () => change(lowerStrategy(checked, source)));
    const allocated = optimise(draft, options, observe);
    return { graph: observe("seal", () => seal(allocated)), fault: undefined };
  } catch (error) {
    if (error instanceof LoweringFault) {
      return {
        graph: null,
        fault: internalError({
          span: placeOf(checked.source, error.expression.span),
          holes: { detail: error.message },
        }),
      };
    }
    if (error instanceof RangeError && error.message.includes("call stack")) {
      const span = checked.declaration.name.span;
      return {
        graph: null,
        fault: internalError({ span, holes: { detail: "values depend on each other too deeply" } }),
      };
    }
    throw error;
  }
}
