import type { ExperimentPlan } from "../../compiler/graph/experiment.js";
import type { SearchOptions } from "./request.js";

/** What an `experiment` of a file says, as options of a search. */
export function optionsOfExperiment(plan: ExperimentPlan): SearchOptions {
  const { search, sampler, trials, seed, from, to, objective, constraints, validation } = plan;
  return {
    ranges: Object.fromEntries(search.map(({ name, low, high, step }) => [name, { low, high, step }])),
    sampler,
    ...(trials !== null && sampler !== "grid" && { trials }),
    seed,
    from,
    to,
    objective,
    constraints,
    validation,
  };
}
