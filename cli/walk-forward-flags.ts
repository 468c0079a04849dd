import * as Flags from "@oclif/core/flags";

const group = { helpGroup: "WALK-FORWARD" } as const;

/** Flags of `--mode walk-forward`: the windows, and how a choice is made in each. */
export const walkForwardFlags = {
  experiment: Flags.string({
    ...group,
    description:
      "which experiment of the file says it all; with only one for the strategy it is taken by itself",
  }),
  train: Flags.string({ ...group, description: "how long it learns: 1y, 90d or '2000 bars'" }),
  test: Flags.string({ ...group, description: "how long a choice is judged on the bars that follow" }),
  step: Flags.string({ ...group, description: "from one test to the next; default the test's own length" }),
  window: Flags.string({
    ...group,
    options: ["rolling", "expanding"],
    description: "training windows of one length (default), or from the beginning of the data",
  }),
  folds: Flags.integer({ ...group, min: 1, description: "how many tests; default as many as fit" }),
  param: Flags.string({
    ...group,
    multiple: true,
    multipleNonGreedy: true,
    description: "what is tried: --param fast=5..50:5; default every parameter that has a range",
    helpValue: "name=range",
  }),
  sampler: Flags.string({
    ...group,
    options: ["grid", "random", "latin", "tpe", "halving"],
    description: "every combination, or some with --trials; tpe learns, halving begins with few bars",
  }),
  trials: Flags.integer({ ...group, min: 1, description: "how many sets, where not all are tried" }),
  eta: Flags.integer({
    ...group,
    min: 2,
    description: "halving: so many times the bars at the next rung, for 1/eta of the sets",
  }),
  seed: Flags.integer({ ...group, min: 0, description: "where their drawing begins; default 0" }),
  optimise: Flags.string({
    ...group,
    description: "what the better set has more of on the training bars: 'sharpe - max_drawdown'",
  }),
  constraint: Flags.string({
    ...group,
    multiple: true,
    multipleNonGreedy: true,
    description: "what a set must do there to be chosen: 'trades >= 100'",
  }),
};
