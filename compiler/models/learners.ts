import type { TargetKind } from "../checked.js";
import type { ModelOption } from "./option.js";

/** The one declaration of a learner: what `algorithm NAME { … }` may say. */
export interface Learner {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** Author, work, year. */
  readonly source: string;
  /** Kinds of target it can learn. */
  readonly learns: readonly TargetKind[];
  readonly options: readonly ModelOption[];
}

const seed: ModelOption = {
  name: "seed",
  summary: "Where the sequence of random choices begins; the same seed gives the same model.",
  kind: "number",
  whole: true,
  low: 0,
  high: 4_294_967_295,
  required: true,
};

const trees = (fallback: number): ModelOption => ({
  name: "trees",
  summary: "How many trees are grown.",
  kind: "number",
  whole: true,
  low: 1,
  high: 10_000,
  fallback,
});

const depth = (fallback: number): ModelOption => ({
  name: "depth",
  summary: "Most splits between the root of a tree and a leaf.",
  kind: "number",
  whole: true,
  low: 1,
  high: 32,
  fallback,
});

const leaves: ModelOption = {
  name: "leaves",
  summary: "Most leaves of a tree; it grows where it gains most until it has as many.",
  kind: "number",
  whole: true,
  low: 2,
  high: 4096,
  fallback: 31,
};

const leafRows: ModelOption = {
  name: "leaf_rows",
  summary: "Fewest training rows in a leaf; more makes a calmer model.",
  kind: "number",
  whole: true,
  low: 1,
  high: 1_000_000,
  fallback: 20,
};

const share = (name: string, fallback: number, summary: string): ModelOption => ({
  name,
  summary,
  kind: "number",
  low: 0,
  over: true,
  high: 1,
  fallback,
});

const bins: ModelOption = {
  name: "bins",
  summary: "Into how many steps the values of a feature are rounded before trees are grown.",
  kind: "number",
  whole: true,
  low: 2,
  high: 255,
  fallback: 255,
};

const penalty = (name: string, fallback: number, summary: string): ModelOption => ({
  name,
  summary,
  kind: "number",
  low: 0,
  high: 1e9,
  fallback,
});

const forest: readonly ModelOption[] = [
  trees(300),
  depth(16),
  leaves,
  leafRows,
  share("columns", 0.5, "Share of the features that each split may choose from."),
  bins,
  seed,
];

/** Every learner, in the order of the reference. */
export const learners: readonly Learner[] = [
  {
    name: "boosted_trees",
    aliases: ["gradient_boosting"],
    summary: "Trees that each mend what those before got wrong; the strongest learner on most tables.",
    source:
      "Friedman, Greedy function approximation: a gradient boosting machine, 2001; histograms as LightGBM, 2017",
    learns: ["binary", "classes", "regression"],
    options: [
      trees(300),
      depth(6),
      leaves,
      {
        name: "learning_rate",
        summary: "How much of each tree is taken; less needs more trees and generalises better.",
        kind: "number",
        low: 0,
        over: true,
        high: 1,
        fallback: 0.05,
      },
      share("subsample", 1, "Share of the rows that each tree sees."),
      share("columns", 1, "Share of the features that each tree sees."),
      leafRows,
      penalty("leaf_weight", 0.001, "Least weight (sum of second derivatives) in a leaf."),
      penalty("l1", 0, "Penalty on the size of leaves, which makes small ones zero."),
      penalty("l2", 1, "Penalty on the square of leaves, which makes all of them smaller."),
      penalty("gain", 0, "Least gain for which a leaf is split."),
      bins,
      {
        name: "early_stopping",
        summary:
          "Stops after so many trees that do not help on the purged tail of the training rows; 0 grows all.",
        kind: "number",
        whole: true,
        low: 0,
        high: 1000,
        fallback: 0,
      },
      {
        name: "loss",
        summary:
          "What a regression makes small: squared errors (the mean), absolute ones (the median), or a quantile.",
        kind: "choice",
        choices: ["squared", "absolute", "quantile"],
      },
      share("quantile", 0.5, "Which quantile is learned, with `loss: quantile`."),
      {
        name: "increasing",
        summary: "Features whose growth may never lower the prediction.",
        kind: "features",
      },
      {
        name: "decreasing",
        summary: "Features whose growth may never raise the prediction.",
        kind: "features",
      },
      seed,
    ],
  },
  {
    name: "random_forest",
    aliases: [],
    summary: "Trees grown apart on samples of the rows, and averaged: hard to overfit, easy to set.",
    source: "Breiman, Random forests, 2001",
    learns: ["binary", "classes", "regression"],
    options: [
      share("subsample", 1, "Rows drawn for each tree, with replacement, as a share of all."),
      ...forest,
    ],
  },
  {
    name: "extra_trees",
    aliases: ["extremely_randomised_trees"],
    summary: "As a random forest, with split points drawn at random: faster, and smoother on noise.",
    source: "Geurts, Ernst, Wehenkel, Extremely randomized trees, 2006",
    learns: ["binary", "classes", "regression"],
    options: forest,
  },
  {
    name: "logistic",
    aliases: ["logistic_regression"],
    summary: "A weighted sum of the standardised features, turned into a probability.",
    source: "Cox, The regression analysis of binary sequences, 1958",
    learns: ["binary", "classes"],
    options: [
      penalty("l2", 1, "Penalty on the square of the weights."),
      {
        name: "iterations",
        summary: "Most steps of the solver.",
        kind: "number",
        whole: true,
        low: 1,
        high: 100_000,
        fallback: 200,
      },
      {
        name: "tolerance",
        summary: "The solver stops when a step changes less than this.",
        kind: "number",
        low: 0,
        over: true,
        high: 1,
        fallback: 1e-8,
      },
    ],
  },
  {
    name: "ridge",
    aliases: [],
    summary: "A weighted sum of the standardised features with small weights.",
    source: "Hoerl, Kennard, Ridge regression, 1970",
    learns: ["regression"],
    options: [penalty("l2", 1, "Penalty on the square of the weights.")],
  },
  {
    name: "onnx",
    aliases: [],
    summary: "A model that was trained elsewhere; its inputs are matched to the features by name.",
    source: "Open Neural Network Exchange, onnx.ai",
    learns: ["binary", "classes", "regression"],
    options: [
      {
        name: "file",
        summary: "The model, relative to the strategy.",
        kind: "text",
        example: '"edge.onnx"',
        required: true,
      },
    ],
  },
];

/** The learner of this name or alias. */
export function findLearner(name: string): Learner | undefined {
  return learners.find((learner) => learner.name === name || learner.aliases.includes(name));
}

/** Names that can be written after `algorithm`. */
export const learnerNames: readonly string[] = learners.flatMap(({ name, aliases }) => [name, ...aliases]);
