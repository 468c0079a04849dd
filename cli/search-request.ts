import type { CompileExperimentResult } from "../compiler/index.js";
import { samplers, type Sampler } from "../compiler/graph/experiment.js";
import type { ExperimentPlan, Graph } from "../compiler/graph/index.js";
import { createSource } from "../lang/source.js";
import type { Diagnostic } from "../lang/index.js";
import type { SearchOptions } from "../runtime/index.js";
import { showDiagnostics } from "./diagnostics.js";
import { exitCodes, Failure } from "./failure.js";
import { loadGraph } from "./graphs.js";
import { createFileHost } from "./module-host.js";
import { parseRanges } from "./search-ranges.js";
import { readSource } from "./sources.js";
import { parseSettings, parseTime } from "./values.js";

/** What the command line says of a search. */
export interface SearchFlags {
  readonly data: string;
  readonly json: boolean;
  readonly strategy: string | undefined;
  readonly experiment: string | undefined;
  readonly param: readonly string[] | undefined;
  readonly set: readonly string[] | undefined;
  readonly feed: readonly string[] | undefined;
  readonly funding: string | undefined;
  readonly magnify: string | undefined;
  readonly sampler: string | undefined;
  readonly trials: number | undefined;
  readonly eta: number | undefined;
  readonly seed: number | undefined;
  readonly optimise: string | undefined;
  readonly constraint: readonly string[] | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly capital: string;
  readonly end: string;
}

/** The strategy, and what is searched: as the experiment of the file says, and the command line before it. */
export async function loadSearch(
  path: string,
  flags: SearchFlags,
): Promise<{
  readonly graph: Graph;
  readonly options: SearchOptions;
  /** What the experiment says; null where there is none. */
  readonly plan: ExperimentPlan | null;
}> {
  const planned = path.endsWith(".sagec") ? null : await experimentOf(path, flags);
  const graph = planned?.graph ?? (await loadGraph(path, flags.strategy, flags.json));
  const { optionsOfExperiment } = await import("../runtime/search/experiment.js");
  const { param, set, sampler, trials, eta, seed, from, to } = flags;
  const plan = planned?.plan;
  const fixed = parseSettings(set ?? [], graph.parameters);
  const { objective, constraints } = await metricsOf(flags);
  const options: SearchOptions = {
    ...(plan && optionsOfExperiment(plan)),
    ...(param !== undefined && { ranges: parseRanges(param, graph.parameters) }),
    ...(Object.keys(fixed).length > 0 && { parameters: fixed }),
    ...(sampler !== undefined && { sampler: samplerNamed(sampler) }),
    ...(trials !== undefined && { trials }),
    ...(eta !== undefined && { eta }),
    ...(seed !== undefined && { seed }),
    ...(from !== undefined && { from: parseTime(from, "--from") }),
    ...(to !== undefined && { to: parseTime(to, "--to") }),
    ...(objective !== undefined && { objective }),
    ...(constraints !== undefined && { constraints }),
  };
  return { graph, options, plan: plan ?? null };
}

const samplerNamed = (word: string): Sampler => samplers.find((name) => name === word) ?? "grid";

/** The experiment that is meant, or null where the file has none for the strategy. */
async function experimentOf(
  path: string,
  { experiment, strategy, json }: SearchFlags,
): Promise<CompileExperimentResult | null> {
  const { check, compileExperiment } = await import("../compiler/index.js");
  const source = readSource(path);
  const checked = check(source, { modules: createFileHost(path) });
  const fitting = checked.experiments.filter(
    (each) => strategy === undefined || each.strategy?.name === strategy,
  );
  if (experiment === undefined && fitting.length !== 1) return null;
  const name = experiment ?? fitting[0]?.name;
  const compiled = compileExperiment(source, name, checked);
  const shown = compiled.diagnostics.filter(({ severity }) => severity !== "info");
  if (compiled.graph !== null) {
    if (!json) showDiagnostics(shown, source);
    return compiled;
  }
  showDiagnostics(shown, source);
  if (name !== undefined && !compiled.experiments.includes(name))
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `${path} has no experiment \`${name}\``,
      compiled.experiments.length > 0
        ? `it has: ${compiled.experiments.join(", ")}`
        : "leave --experiment out to search the ranges of the parameters",
    );
  throw new Failure(
    exitCodes.problems,
    "SAGE9506",
    `${path} has errors; nothing was searched`,
    "mend what is shown above, or see sage check",
  );
}

async function metricsOf({
  optimise,
  constraint,
}: SearchFlags): Promise<Pick<SearchOptions, "objective" | "constraints">> {
  if (optimise === undefined && constraint === undefined) return {};
  const { compileConstraint, compileObjective } = await import("../compiler/compile-objective.js");
  const objective = optimise === undefined ? undefined : compileObjective(optimise);
  if (objective?.objective === null) throw unreadable("--optimise", optimise ?? "", objective.diagnostics);
  const constraints = constraint?.map((text) => {
    const { constraint: read, diagnostics } = compileConstraint(text);
    if (read === null) throw unreadable("--constraint", text, diagnostics);
    return read;
  });
  return {
    ...(objective !== undefined && { objective: objective.objective }),
    ...(constraints !== undefined && { constraints }),
  };
}

function unreadable(flag: string, text: string, diagnostics: readonly Diagnostic[]): Failure {
  const [first] = diagnostics;
  showDiagnostics(diagnostics, createSource(flag, text));
  return new Failure(
    exitCodes.usage,
    "SAGE9502",
    `${flag} "${text}": ${first?.message ?? "this cannot be read"}`,
    flag === "--optimise" ? "for example --optimise sharpe" : "for example --constraint 'trades >= 100'",
  );
}
