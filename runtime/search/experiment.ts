import type { ExperimentPlan } from "../../compiler/graph/experiment.js";
import { RunError } from "../engine/error.js";
import type { SearchOptions } from "./request.js";
import { samplersByName } from "./space.js";

/**
 * What an `experiment` of a file says, as options of a search over all its bars.
 * @throws RunError for a sampler that learns from results, which a search does not have yet
 */
export function optionsOfExperiment(plan: ExperimentPlan): SearchOptions {
  const { search, sampler, trials, seed, from, to, objective, constraints } = plan;
  if (sampler !== "grid" && sampler !== "random" && sampler !== "latin")
    throw new RunError(
      "SAGE8230",
      `\`${plan.name}\` asks for the sampler \`${sampler}\`, which is not there yet.`,
      `There are ${Object.keys(samplersByName).join(", ")}.`,
    );
  return {
    ranges: Object.fromEntries(search.map(({ name, low, high, step }) => [name, { low, high, step }])),
    sampler,
    ...(trials !== null && sampler !== "grid" && { trials }),
    seed,
    from,
    to,
    objective,
    constraints,
  };
}
