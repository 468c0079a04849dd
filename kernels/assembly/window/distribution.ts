import { finite, NA, present } from "../shared/missing";
import { column, whole } from "../shared/memory";
import { countNotAbove, heldValues, push, valueAt } from "../shared/ordered-window";
import { ringBytes, ringPush } from "../shared/ring-window";

/*
 * Shape of the last values. None of it has a running form that keeps its digits, so every bar goes over its window:
 * values are taken relative to the newest one, which is exact for prices near each other, then relative to their mean.
 */

/** Mean of the window less its newest value. */
@inline
function meanFrom(window: usize, length: i32, newest: f64): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < length; k++) sum += load<f64>(window + ((<usize>k) << 3)) - newest;
  return sum / <f64>length;
}

export function mean_deviation(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const length = whole(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    const window = present(x) ? ringPush(state, length, x) : 0;
    let result = NA;
    if (window) {
      const mean = meanFrom(window, length, x);
      let total: f64 = 0;
      for (let k = 0; k < length; k++) total += abs(load<f64>(window + ((<usize>k) << 3)) - x - mean);
      result = finite(total / <f64>length);
    }
    store<f64>(output + at, result);
  }
}

export function skewness(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const n = <f64>length;
  const factor = whole(parameters, 1) == 1 ? NativeMath.sqrt(n * (n - 1.0)) / (n - 2.0) : 1.0;
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    const window = present(x) ? ringPush(state, length, x) : 0;
    let result = NA;
    if (window) {
      const mean = meanFrom(window, length, x);
      let squares: f64 = 0;
      let cubes: f64 = 0;
      for (let k = 0; k < length; k++) {
        const apart = load<f64>(window + ((<usize>k) << 3)) - x - mean;
        squares += apart * apart;
        cubes += apart * apart * apart;
      }
      const variance = squares / n;
      if (variance > 0) result = finite((factor * (cubes / n)) / (variance * NativeMath.sqrt(variance)));
    }
    store<f64>(output + at, result);
  }
}

export function kurtosis(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const n = <f64>length;
  const sample = whole(parameters, 1) == 1;
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    const window = present(x) ? ringPush(state, length, x) : 0;
    let result = NA;
    if (window) {
      const mean = meanFrom(window, length, x);
      let squares: f64 = 0;
      let fourths: f64 = 0;
      for (let k = 0; k < length; k++) {
        const apart = load<f64>(window + ((<usize>k) << 3)) - x - mean;
        const square = apart * apart;
        squares += square;
        fourths += square * square;
      }
      const variance = squares / n;
      if (variance > 0) {
        const excess = fourths / n / (variance * variance) - 3.0;
        result = finite(
          sample ? ((n - 1.0) * ((n + 1.0) * excess + 6.0)) / ((n - 2.0) * (n - 3.0)) : excess,
        );
      }
    }
    store<f64>(output + at, result);
  }
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

/** State: the window in order of time, then in order of size. */
export function rank_correlation(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const length = whole(parameters, 0);
  const ordered = state + ringBytes(length);
  const n = <f64>length;
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let result = NA;
    if (present(x)) {
      push(ordered, <u32>length, x);
      const window = ringPush(state, length, x);
      if (window) {
        let squares: f64 = 0;
        for (let k = 0; k < length; k++) {
          const apart = rankOf(ordered, <u32>length, load<f64>(window + ((<usize>k) << 3))) - <f64>(k + 1);
          squares += apart * apart;
        }
        result = 1.0 - (6.0 * squares) / (n * (n * n - 1.0));
      }
    }
    store<f64>(output + at, result);
  }
}

/** Rank from 1 among the values of the window; equal values share the mean of theirs. */
function rankOf(ordered: usize, length: u32, x: f64): f64 {
  const notAbove = countNotAbove(ordered, length, x);
  const below = countNotAbove(ordered, length, nextBelow(x));
  return 0.5 * (<f64>(notAbove + below) + 1.0);
}

/** The largest double below a finite number. */
function nextBelow(x: f64): f64 {
  if (x == 0) return -f64.MIN_VALUE;
  const bits = reinterpret<i64>(x);
  return reinterpret<f64>(x > 0 ? bits - 1 : bits + 1);
}
