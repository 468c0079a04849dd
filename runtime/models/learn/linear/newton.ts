import type { FitOptions } from "../../learner.js";
import { solvePositive } from "./cholesky.js";

/** What is made small, and how it changes where the coefficients are. */
export interface Objective {
  /** How many coefficients. */
  readonly size: number;
  /** Value at the coefficients; fills in the slopes and the lower triangle of the curvature. */
  evaluate(coefficients: Float64Array, gradient: Float64Array, curvature: Float64Array): number;
}

export interface Solution {
  readonly coefficients: Float64Array;
  readonly steps: number;
  /** Whether the last step changed less than the tolerance. */
  readonly settled: boolean;
}

interface NewtonOptions extends Pick<FitOptions, "signal" | "progress"> {
  readonly iterations: number;
  /** Largest change of a coefficient that ends the search, as a share of the largest coefficient or of 1. */
  readonly tolerance: number;
}

/** How often a step is halved that makes the objective larger. */
const mostHalvings = 40;

/** Newton's method with halved steps where a whole one leads too far. */
export async function minimise(objective: Objective, options: NewtonOptions): Promise<Solution> {
  const { size } = objective;
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  let coefficients = new Float64Array(size);
  let value = objective.evaluate(coefficients, gradient, curvature);
  for (let steps = 1; steps <= options.iterations; steps++) {
    options.signal?.throwIfAborted();
    await new Promise((resolve) => setImmediate(resolve));
    const step = gradient.slice();
    solvePositive(curvature, step);
    const largest = farthest(step);
    const tolerance = options.tolerance * Math.max(1, farthest(coefficients));
    let share = 1;
    let next = moved(coefficients, step, share);
    let found = objective.evaluate(next, gradient, curvature);
    // Near the end differences of the objective are rounding.
    const enough = largest > tolerance ? value + 1e-13 * Math.abs(value) : Infinity;
    for (let halvings = 0; !(found <= enough); halvings++) {
      if (halvings === mostHalvings) return { coefficients, steps, settled: false };
      share /= 2;
      next = moved(coefficients, step, share);
      found = objective.evaluate(next, gradient, curvature);
    }
    coefficients = next;
    value = found;
    options.progress?.(steps, options.iterations);
    if (largest <= tolerance) return { coefficients, steps, settled: true };
  }
  return { coefficients, steps: options.iterations, settled: false };
}

function moved(from: Float64Array, step: Float64Array, share: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(from, (coefficient, i) => coefficient - share * (step[i] ?? 0));
}

const farthest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
