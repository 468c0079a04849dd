import type { ModelOption } from "./option.js";

/** Everything that `train { … }` may say, in the order of the reference. */
export const trainOptions: readonly ModelOption[] = [
  {
    name: "window",
    summary: "How much history a model is trained on; left out: all there is before it.",
    kind: "length",
    low: 1,
  },
  {
    name: "refit",
    summary: "How often a new model is trained; left out: once for each fold.",
    kind: "length",
    low: 1,
  },
  {
    name: "samples",
    summary: "Fewest rows with a known target that a model is trained on; before them nothing is predicted.",
    kind: "number",
    whole: true,
    low: 10,
    high: 100_000_000,
    fallback: 1000,
  },
  {
    name: "purge",
    summary:
      "Rows left out before a test fold, because their targets reach into it; left out: the reach of the target, which is the least.",
    kind: "length",
    low: 1,
  },
  {
    name: "embargo",
    summary:
      "Rows left out after a test fold, because their features look back into it; left out: as far as the features look back, and at least the reach of the target.",
    kind: "length",
    low: 0,
  },
  {
    name: "validation",
    summary: "How the model is judged before it is used.",
    kind: "choice",
    choices: ["walk_forward", "purged_kfold", "combinatorial", "holdout"],
  },
  {
    name: "folds",
    summary: "Into how many pieces the history is cut for the validation.",
    kind: "number",
    whole: true,
    low: 2,
    high: 100,
    fallback: 5,
  },
  {
    name: "test_folds",
    summary: "How many folds are held back at a time, with `validation: combinatorial`.",
    kind: "number",
    whole: true,
    low: 1,
    high: 50,
    fallback: 2,
  },
  {
    name: "holdout",
    summary: "Share of the history that is held back, with `validation: holdout`.",
    kind: "number",
    low: 0,
    over: true,
    high: 0.9,
    fallback: 0.2,
  },
  {
    name: "weights",
    summary:
      "Which rows count more: those whose target overlaps few others, recent ones, or those with a large move.",
    kind: "choice",
    choices: ["equal", "uniqueness", "recency", "size"],
  },
  {
    name: "half_life",
    summary: "After how long a row counts half as much, with `weights: recency`.",
    kind: "length",
    low: 1,
  },
  {
    name: "balance",
    summary: "Whether rare classes count as much as frequent ones.",
    kind: "truth",
    fallback: false,
  },
  {
    name: "class_weights",
    summary:
      "How much the rows of each class count, in the order of the classes: of a yes/no target first no, then yes.",
    kind: "weights",
  },
  {
    name: "calibration",
    summary: "How probabilities are mended on rows the trees have not seen.",
    kind: "choice",
    choices: ["none", "isotonic", "sigmoid"],
  },
  { name: "since", summary: "Rows before this day are not used.", kind: "date" },
  { name: "until", summary: "Rows from this day on are not used.", kind: "date" },
];
