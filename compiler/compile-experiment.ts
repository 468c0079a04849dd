import type { Diagnostic } from "../lang/diagnostics/diagnostic.js";
import type { Source } from "../lang/source.js";
import { check, type CheckResult } from "./check.js";
import { compileChecked } from "./compile.js";
import type { ExperimentPlan } from "./graph/experiment.js";
import type { Graph } from "./graph/schema.js";

export interface CompileExperimentResult {
  /** The strategy, with the whole ranges of its parameters; null after an error. */
  readonly graph: Graph | null;
  /** What is to be tried and how it is judged; null after an error, or where no experiment is chosen. */
  readonly plan: ExperimentPlan | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Names of the file's experiments, to choose from. */
  readonly experiments: readonly string[];
}

/** An `experiment` of a file and its strategy, ready to be run. `name` is needed where the file has several. */
export function compileExperiment(
  source: Source,
  name?: string,
  checked: CheckResult = check(source),
): CompileExperimentResult {
  const { diagnostics } = checked;
  const experiments = checked.experiments.map((each) => each.name);
  const chosen =
    name === undefined && checked.experiments.length === 1
      ? checked.experiments[0]
      : checked.experiments.find((each) => each.name === name);
  if (chosen?.plan === undefined || chosen.strategy === undefined)
    return { graph: null, plan: null, diagnostics, experiments };
  const { graph, fault } = compileChecked(chosen.strategy, source);
  const all = fault === undefined ? diagnostics : [...diagnostics, fault];
  return { graph, plan: graph === null ? null : chosen.plan, diagnostics: all, experiments };
}
