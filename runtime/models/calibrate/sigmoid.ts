import { elementary } from "../../../compiler/graph/elementary.js";
import { minimise, type Objective } from "../learn/linear/newton.js";

/** 1 / (1 + e^−(slope × score + intercept)). */
export interface Sigmoid {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The sigmoid that makes scores probabilities (Platt 1999): the least log loss against targets that are not quite 0 and
 * 1, but (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2), as if one more row of each had been seen; so it is finite even where scores
 * part what came from what did not. Solved as Lin, Lin & Weng 2007 do.
 */
export async function fitSigmoid(
  scores: Float64Array,
  came: Float64Array,
  weights: Float64Array | null,
): Promise<Sigmoid> {
  const { mean, deviation } = spreadOf(scores);
  const { coefficients } = await minimise(
    new SigmoidLoss(
      scores.map((score) => (score - mean) / deviation),
      smoothed(came, weights),
      weights,
    ),
    { iterations: 100, tolerance: 1e-12 },
  );
  const slope = (coefficients[0] ?? 0) / deviation;
  return { slope, intercept: (coefficients[1] ?? 0) - slope * mean };
}

/** What a sigmoid makes of a raw score. */
export function sigmoidAt({ slope, intercept }: Sigmoid, score: number): number {
  const value = slope * score + intercept;
  const small = elementary().exp(-Math.abs(value));
  return (value >= 0 ? 1 : small) / (1 + small);
}

function smoothed(came: Float64Array, weights: Float64Array | null): Float64Array {
  let [inside, outside] = [0, 0];
  for (const [row, value] of came.entries()) {
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    if (value === 1) inside += weight;
    else outside += weight;
  }
  return came.map((value) => (value === 1 ? (inside + 1) / (inside + 2) : 1 / (outside + 2)));
}

function spreadOf(scores: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) * (score - mean), 0);
  const deviation = Math.sqrt(squares / scores.length);
  // All the same, or as good as: there is nothing to stretch.
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 1 };
}

/** Log loss of a sigmoid with slope and intercept. */
class SigmoidLoss implements Objective {
  readonly size = 2;

  constructor(
    private readonly scores: Float64Array,
    private readonly targets: Float64Array,
    private readonly weights: Float64Array | null,
  ) {}

  evaluate(coefficients: Float64Array, gradient: Float64Array, curvature: Float64Array): number {
    const { exp, log } = elementary();
    const [slope = 0, intercept = 0] = coefficients;
    let loss = 0;
    let [bySlope, byIntercept, slopes, both, intercepts] = [0, 0, 0, 0, 0];
    for (const [row, score] of this.scores.entries()) {
      const weight = this.weights === null ? 1 : (this.weights[row] ?? 0);
      const value = slope * score + intercept;
      const small = exp(-Math.abs(value));
      const p = (value >= 0 ? 1 : small) / (1 + small);
      const target = this.targets[row] ?? 0;
      loss += weight * (log(1 + small) + Math.max(value, 0) - target * value);
      const curve = weight * p * (1 - p);
      bySlope += weight * (p - target) * score;
      byIntercept += weight * (p - target);
      slopes += curve * score * score;
      both += curve * score;
      intercepts += curve;
    }
    gradient.set([bySlope, byIntercept]);
    curvature.set([slopes, both, both, intercepts]);
    return loss;
  }
}
