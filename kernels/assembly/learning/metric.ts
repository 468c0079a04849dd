import { exponential } from "./exponential";

/*
 * Mean loss of rows that a training is judged on while it runs, summed in their order. Kinds as in derive.
 */

/** −ln of a probability that is kept off 0 and 1. */
@inline
function surprise(p: f64): f64 {
  return -Math.log(Math.min(Math.max(p, 1e-15), 1 - 1e-15));
}

@inline
function powerOf(x: f64): f64 {
  return f64x2.extract_lane(exponential(f64x2.splat(x)), 0);
}

/**
 * @param classes of each row, a byte; @param target of a regression, 64-bit; @param weights 64-bit, or 0
 * @param plane bytes from one output's scores to the next
 */
export function meanLoss(
  loss: i32,
  rows: i32,
  scores: usize,
  outputs: i32,
  plane: usize,
  classes: usize,
  target: usize,
  weights: usize,
  quantile: f64,
): f64 {
  let sum = 0.0;
  let total = 0.0;
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    const score = load<f64>(scores + at);
    let one = 0.0;
    if (loss == 1) {
      const p = 1 / (1 + powerOf(-score));
      one = surprise(load<u8>(classes + <usize>row) != 0 ? p : 1 - p);
    } else if (loss == 2) {
      one = surprise(classShare(scores + at, outputs, plane, load<u8>(classes + <usize>row)));
    } else {
      const distance = load<f64>(target + at) - score;
      one = loss == 0 ? distance * distance : distance >= 0 ? quantile * distance : (quantile - 1) * distance;
    }
    const weight = weights == 0 ? 1 : load<f64>(weights + at);
    sum += weight * one;
    total += weight;
  }
  return sum / total;
}

function classShare(score: usize, outputs: i32, plane: usize, wanted: i32): f64 {
  let most = load<f64>(score);
  for (let k = 1; k < outputs; k++) most = Math.max(most, load<f64>(score + <usize>k * plane));
  let sum = 0.0;
  let own = 0.0;
  for (let k = 0; k < outputs; k++) {
    const power = powerOf(load<f64>(score + <usize>k * plane) - most);
    sum += power;
    if (k == wanted) own = power;
  }
  return own / sum;
}
