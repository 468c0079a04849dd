/** What training gives: plain data, from which ONNX is written and explanations are computed. */
export type FittedModel = TreeEnsemble | LinearModel;

/** From raw scores to answers: as they are, 1 / (1 + e^−s), or e^s over the sum of all. */
export type Link = "identity" | "logistic" | "softmax";

/**
 * Trees. The raw score of output k is `base[k]` and what the leaves add to it. Nodes of all trees lie one after another;
 * at a node with a threshold a row goes left when its feature is `<=` it, at a node with categories when it is one of them.
 */
export interface TreeEnsemble {
  readonly kind: "trees";
  readonly link: Link;
  /** Raw scores: one for binary and regression (of forests too), one a class else. */
  readonly base: readonly number[];
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** The output that a tree adds to; −1: to all, each leaf has a value for every output. */
  readonly outputs: Int32Array;
  /** Feature that a node asks; −1 at leaves. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** The categories that go left, by node; only of nodes that ask a category. */
  readonly categories: ReadonlyMap<number, readonly number[]>;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** Where a tree adds to one output: of node n, n; where to all: n × outputs + k. 0 at inner nodes. */
  readonly value: Float64Array;
  /** Weight of the training rows that came through a node: what exact Shapley values need. */
  readonly cover: Float64Array;
  /** What a split improved; 0 at leaves. */
  readonly gain: Float64Array;
}

/** Weighted sums of prepared inputs. */
export interface LinearModel {
  readonly kind: "linear";
  readonly link: Link;
  readonly inputs: readonly LinearInput[];
  /** For each output a coefficient for each input. */
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: readonly number[];
}

/** What a linear model makes of a feature; fitted on training rows only. */
export type LinearInput =
  /** (value − mean) / deviation; missing is 0. */
  | {
      readonly kind: "standardised";
      readonly feature: number;
      readonly mean: number;
      readonly deviation: number;
    }
  /** 1 where the feature is missing. */
  | { readonly kind: "missing"; readonly feature: number }
  /** 1 where the feature is this category. */
  | { readonly kind: "category"; readonly feature: number; readonly category: number };

/** How probabilities are mended; fitted on rows that the learner has not seen. */
export type Calibration =
  | { readonly kind: "none" }
  /** 1 / (1 + e^−(slope × raw score + intercept)), by output. Platt 1999. */
  | { readonly kind: "sigmoid"; readonly slopes: readonly number[]; readonly intercepts: readonly number[] }
  /** Straight lines between points of (probability, mended probability), ascending, by output. Zadrozny & Elkan 2002. */
  | { readonly kind: "isotonic"; readonly curves: readonly CalibrationCurve[] };

export interface CalibrationCurve {
  readonly from: Float64Array;
  readonly to: Float64Array;
}
