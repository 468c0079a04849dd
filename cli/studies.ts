import type { ExperimentPlan, ValidationPlan } from "../compiler/graph/index.js";

const whole = (count: number): string => count.toLocaleString("en").replaceAll(",", " ");

/** What an experiment will do, in a few lines. */
export function showExperiment(plan: ExperimentPlan): string {
  const { name, strategy, search, sampler, trials, seed, validation, objective, constraints } = plan;
  const searched = search.map((each) => `${each.name} (${whole(each.count)})`).join(", ");
  const tried = trials === null ? "too many to count" : whole(trials);
  return [
    `experiment ${name} of ${strategy}`,
    `  search      ${searched}`,
    `  trials      ${tried}, ${sampler}${sampler === "grid" ? "" : `, seed ${seed}`}`,
    `  ${objective.direction}    ${objective.text}`,
    ...constraints.map(({ text }) => `  constraint  ${text}`),
    `  validation  ${describeValidation(validation)}`,
    `  data        ${dayOf(plan.from) ?? "from its beginning"} to ${dayOf(plan.to) ?? "its end"}`,
  ].join("\n");
}

const dayOf = (time: number | null): string | undefined =>
  time === null ? undefined : new Date(time).toISOString().slice(0, 10);

function describeValidation(validation: ValidationPlan): string {
  const gaps = "purge" in validation && validation.purge > 0 ? `, purge ${whole(validation.purge)} bars` : "";
  switch (validation.method) {
    case "none":
      return "none: chosen and judged on the same bars";
    case "holdout":
      return `the last ${whole(validation.test)} bars${gaps}`;
    case "walk_forward": {
      const { window, train, test, step, folds } = validation;
      const every = step === test ? "" : `, every ${whole(step)}`;
      const times = folds === null ? "" : `, ${whole(folds)} folds`;
      return `walk-forward, ${window}: ${whole(train)} bars, then ${whole(test)}${every}${times}${gaps}`;
    }
    case "purged":
      return `${whole(validation.folds)} purged folds${gaps}`;
    case "combinatorial": {
      const { groups, test, splits } = validation;
      return `${whole(splits)} splits: every ${whole(test)} of ${whole(groups)} groups${gaps}`;
    }
  }
}
