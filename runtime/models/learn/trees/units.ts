import * as at from "../../../../kernels/learning/layout.js";
import type { TrainingRows } from "../../training-rows.js";
import type { ForestJob } from "./forest-job.js";

/**
 * What a row counts when it is drawn once, as whole numbers: of several classes its weight, in the half that belongs to
 * its class; else weight × target and weight, packed as gradients are, so that a leaf's mean is what boosting calls its
 * value.
 * @param draws most rows that a tree draws
 */
export function writeUnits(job: ForestJob, { target, weights, count }: TrainingRows, draws: number): void {
  const { shared, units, outputs } = job;
  const view = new BigInt64Array(shared.memory.buffer, units, count);
  const largest = weights === null ? 1 : weights.reduce((most, weight) => Math.max(most, weight), 0);
  // Of equal weights one is enough; others are rounded as finely as lets all draws fit into 32 bits.
  const perWeight = weights === null ? 1 : powerBelow((2 ** 32 - draws) / (draws * largest));
  const wholeWeight = (row: number): number =>
    weights === null ? 1 : Math.max(1, Math.round((weights[row] ?? 0) * perWeight));
  if (outputs > 1) {
    for (let row = 0; row < count; row++)
      view[row] = BigInt(wholeWeight(row)) << BigInt(32 * ((target.values[row] ?? 0) & 1));
    return;
  }
  const shift = weights === null ? Math.ceil(Math.log2(draws + 1)) + 1 : 32;
  const size = target.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * largest;
  const most = Math.min(2 ** 50, 2 ** (63 - shift) - draws);
  const perValue = size > 0 ? powerBelow(most / (draws * size)) : 1;
  for (let row = 0; row < count; row++) {
    const value = (target.values[row] ?? 0) * (weights?.[row] ?? 1);
    view[row] = (BigInt(Math.round(-value * perValue)) << BigInt(shift)) + BigInt(wholeWeight(row));
  }
  for (const tree of job.trees) {
    shared.view.setInt32(tree.job + at.SHIFT, shift, true);
    shared.view.setFloat64(tree.job + at.GRADIENT_UNIT, 1 / perValue, true);
    shared.view.setFloat64(tree.job + at.HESSIAN_UNIT, 1 / perWeight, true);
    shared.view.setFloat64(tree.job + at.CATEGORY_SMOOTH, 1, true);
  }
}

/** The greatest power of two that is not above a value. */
export function powerBelow(value: number): number {
  let power = 2 ** Math.floor(Math.log2(value));
  while (power > value) power /= 2;
  while (power * 2 <= value) power *= 2;
  return power;
}
