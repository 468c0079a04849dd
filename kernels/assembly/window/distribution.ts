import { finite, NA, present } from "../shared/missing";
import { column, parameter, whole } from "../shared/memory";
import { heldValues, push, valueAt } from "../shared/ordered-window";
import { ABSOLUTE, CUBES, FOURTHS, shapeColumn } from "../shared/window-shape";

// Shape of the last values: what they have in common besides mean and deviation.

export function mean_deviation(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  shapeColumn(ABSOLUTE, count, state, whole(parameters, 0), 0, column(inputs, 0), column(outputs, 0));
}

export function skewness(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const n = <f64>length;
  const factor = whole(parameters, 1) == 1 ? NativeMath.sqrt(n * (n - 1.0)) / (n - 2.0) : 1.0;
  shapeColumn(CUBES, count, state, length, factor, column(inputs, 0), column(outputs, 0));
}

export function kurtosis(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const sample = parameter(parameters, 1);
  shapeColumn(FOURTHS, count, state, whole(parameters, 0), sample, column(inputs, 0), column(outputs, 0));
}

export function median_deviation(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const length = <u32>whole(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let result = NA;
    if (present(x)) {
      push(state, length, x);
      if (heldValues(state) == length) {
        const upper = length >> 1;
        const lower = (length - 1) >> 1;
        const low = valueAt(state, length, lower);
        const middle = low + 0.5 * (valueAt(state, length, upper) - low);
        const near = distanceAt(state, length, upper, middle, lower);
        result = finite(near + 0.5 * (distanceAt(state, length, upper, middle, upper) - near));
      }
    }
    store<f64>(output + at, result);
  }
}

/**
 * The distance from the middle with `rank` smaller ones. Values below place `half` lie below the middle and grow
 * farther downwards, the others grow farther upwards: two sorted rows, in which a rank is found by halving.
 */
function distanceAt(state: usize, length: u32, half: u32, middle: f64, rank: u32): f64 {
  const others = length - half;
  let least: u32 = rank + 1 > others ? rank + 1 - others : 0;
  let most: u32 = rank + 1 < half ? rank + 1 : half;
  // How many of the `rank + 1` nearest lie below the middle.
  while (least < most) {
    const below = (least + most) >> 1;
    const next = middle - valueAt(state, length, half - 1 - below);
    const farthest = valueAt(state, length, half + rank - below) - middle;
    if (next < farthest) least = below + 1;
    else most = below;
  }
  let distance: f64 = 0;
  if (least > 0) distance = middle - valueAt(state, length, half - least);
  if (least <= rank) distance = max<f64>(distance, valueAt(state, length, half + rank - least) - middle);
  return distance;
}

export function mode(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = <u32>whole(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let result = NA;
    if (present(x)) {
      push(state, length, x);
      if (heldValues(state) == length) result = mostFrequent(state, length);
    }
    store<f64>(output + at, result);
  }
}

function mostFrequent(state: usize, length: u32): f64 {
  let best = valueAt(state, length, 0);
  let bestTimes: u32 = 0;
  let current = best;
  let times: u32 = 0;
  for (let rank: u32 = 0; rank < length; rank++) {
    const x = valueAt(state, length, rank);
    times = x == current ? times + 1 : 1;
    current = x;
    if (times > bestTimes) {
      bestTimes = times;
      best = x;
    }
  }
  return best;
}
