import { finite, NA, present } from "./missing";
import { ringPush, ringPushAll } from "./ring-window";

/*
 * Statistics of the distances from the mean, which have no running form that keeps its digits: every bar goes over its
 * window twice. Values are taken relative to the newest one, which is exact for prices near each other, so that a flat
 * window has distances of exactly 0; then relative to their mean.
 *
 * Every sum is kept in four parts, of the values at places 0, 1, 2 and 3 of each four, and the parts are joined at the
 * end. One bar alone has the four parts in the lanes of two vectors. Two neighbouring bars are worked off together where
 * both windows lie in the column in one piece: lane 0 is the earlier bar, and one load brings both bars' values of a
 * place. Either way the operations and their order are the same.
 */

/** What is made of the distances; a constant at every call, so that each kernel has its own loops. */
export const ABSOLUTE = 0;
export const CUBES = 1;
export const FOURTHS = 2;
export const CHANNEL = 3;

/** The power of a distance whose sum is wanted. */
@inline
function power(kind: i32, d: v128): v128 {
  const square = f64x2.mul(d, d);
  if (kind == CUBES) return f64x2.mul(square, d);
  return f64x2.mul(square, square);
}

/** The sums of one bar: of the distances (mean) or of what `kind` wants of them. */
@inline
function lanesTogether(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** What the sums of a window say; `mean` is less the newest value, `own` the kernel's own constant. */
@inline
function conclude(kind: i32, n: f64, own: f64, mean: f64, first: f64, second: f64): f64 {
  if (kind == ABSOLUTE) return finite(first / n);
  if (kind == CHANNEL) {
    const deviation = first / n;
    return deviation > 0 ? finite(-mean / (0.015 * deviation)) : NA;
  }
  const variance = first / n;
  if (!(variance > 0)) return NA;
  if (kind == CUBES) return finite((own * (second / n)) / (variance * sqrt<f64>(variance)));
  const excess = second / n / (variance * variance) - 3.0;
  // A sample's excess is corrected for its size.
  return finite(own != 0 ? ((n - 1.0) * ((n + 1.0) * excess + 6.0)) / ((n - 2.0) * (n - 3.0)) : excess);
}

/** One bar, whose window lies at `window`, oldest value first. */
@inline
function one(kind: i32, window: usize, length: i32, own: f64): f64 {
  const fours = window + ((<usize>length & ~3) << 3);
  const n = <f64>length;
  const newest = load<f64>(window + ((<usize>length) << 3) - 8);
  const origins = f64x2.splat(newest);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let at = window;
  for (; at < fours; at += 32) {
    low = f64x2.add(low, f64x2.sub(v128.load(at), origins));
    high = f64x2.add(high, f64x2.sub(v128.load(at, 16), origins));
  }
  if (length & 2) {
    low = f64x2.add(low, f64x2.sub(v128.load(at), origins));
    at += 16;
  }
  let sum = lanesTogether(f64x2.add(low, high));
  if (length & 1) sum += load<f64>(at) - newest;
  const mean = sum / n;
  const means = f64x2.splat(mean);
  let secondLow = f64x2.splat(0);
  let secondHigh = f64x2.splat(0);
  low = f64x2.splat(0);
  high = f64x2.splat(0);
  for (at = window; at < fours; at += 32) {
    const d = f64x2.sub(f64x2.sub(v128.load(at), origins), means);
    const e = f64x2.sub(f64x2.sub(v128.load(at, 16), origins), means);
    low = f64x2.add(low, firstOf(kind, d));
    high = f64x2.add(high, firstOf(kind, e));
    if (needsSecond(kind)) {
      secondLow = f64x2.add(secondLow, power(kind, d));
      secondHigh = f64x2.add(secondHigh, power(kind, e));
    }
  }
  if (length & 2) {
    const d = f64x2.sub(f64x2.sub(v128.load(at), origins), means);
    low = f64x2.add(low, firstOf(kind, d));
    if (needsSecond(kind)) secondLow = f64x2.add(secondLow, power(kind, d));
    at += 16;
  }
  let first = lanesTogether(f64x2.add(low, high));
  let second = needsSecond(kind) ? lanesTogether(f64x2.add(secondLow, secondHigh)) : 0;
  if (length & 1) {
    const d = f64x2.sub(f64x2.sub(v128.load64_splat(at), origins), means);
    first += f64x2.extract_lane(firstOf(kind, d), 0);
    if (needsSecond(kind)) second += f64x2.extract_lane(power(kind, d), 0);
  }
  return conclude(kind, n, own, mean, first, second);
}

@inline
function needsSecond(kind: i32): bool {
  return kind == CUBES || kind == FOURTHS;
}

@inline
function firstOf(kind: i32, d: v128): v128 {
  return needsSecond(kind) ? f64x2.mul(d, d) : f64x2.abs(d);
}

/** Two bars, whose windows lie at `window` and 8 bytes on. */
@inline
function two(kind: i32, window: usize, length: i32, own: f64, output: usize): void {
  const fours = window + ((<usize>length & ~3) << 3);
  const n = <f64>length;
  const origins = v128.load(window + ((<usize>length) << 3) - 8);
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  let at = window;
  for (; at < fours; at += 32) {
    a = f64x2.add(a, f64x2.sub(v128.load(at), origins));
    b = f64x2.add(b, f64x2.sub(v128.load(at, 8), origins));
    c = f64x2.add(c, f64x2.sub(v128.load(at, 16), origins));
    d = f64x2.add(d, f64x2.sub(v128.load(at, 24), origins));
  }
  if (length & 2) {
    a = f64x2.add(a, f64x2.sub(v128.load(at), origins));
    b = f64x2.add(b, f64x2.sub(v128.load(at, 8), origins));
    at += 16;
  }
  let sum = f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
  if (length & 1) sum = f64x2.add(sum, f64x2.sub(v128.load(at), origins));
  const means = f64x2.div(sum, f64x2.splat(n));
  a = f64x2.splat(0);
  b = f64x2.splat(0);
  c = f64x2.splat(0);
  d = f64x2.splat(0);
  let e = f64x2.splat(0);
  let f = f64x2.splat(0);
  let g = f64x2.splat(0);
  let h = f64x2.splat(0);
  for (at = window; at < fours; at += 32) {
    const p = f64x2.sub(f64x2.sub(v128.load(at), origins), means);
    const q = f64x2.sub(f64x2.sub(v128.load(at, 8), origins), means);
    const r = f64x2.sub(f64x2.sub(v128.load(at, 16), origins), means);
    const s = f64x2.sub(f64x2.sub(v128.load(at, 24), origins), means);
    a = f64x2.add(a, firstOf(kind, p));
    b = f64x2.add(b, firstOf(kind, q));
    c = f64x2.add(c, firstOf(kind, r));
    d = f64x2.add(d, firstOf(kind, s));
    if (needsSecond(kind)) {
      e = f64x2.add(e, power(kind, p));
      f = f64x2.add(f, power(kind, q));
      g = f64x2.add(g, power(kind, r));
      h = f64x2.add(h, power(kind, s));
    }
  }
  if (length & 2) {
    const p = f64x2.sub(f64x2.sub(v128.load(at), origins), means);
    const q = f64x2.sub(f64x2.sub(v128.load(at, 8), origins), means);
    a = f64x2.add(a, firstOf(kind, p));
    b = f64x2.add(b, firstOf(kind, q));
    if (needsSecond(kind)) {
      e = f64x2.add(e, power(kind, p));
      f = f64x2.add(f, power(kind, q));
    }
    at += 16;
  }
  let first = f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
  let second = f64x2.add(f64x2.add(e, g), f64x2.add(f, h));
  if (length & 1) {
    const p = f64x2.sub(f64x2.sub(v128.load(at), origins), means);
    first = f64x2.add(first, firstOf(kind, p));
    if (needsSecond(kind)) second = f64x2.add(second, power(kind, p));
  }
  for (let k = 0; k < 2; k++) {
    const mean = k == 0 ? f64x2.extract_lane(means, 0) : f64x2.extract_lane(means, 1);
    const x = k == 0 ? f64x2.extract_lane(first, 0) : f64x2.extract_lane(first, 1);
    const y = k == 0 ? f64x2.extract_lane(second, 0) : f64x2.extract_lane(second, 1);
    store<f64>(output + ((<usize>k) << 3), conclude(kind, n, own, mean, x, y));
  }
}

/** A whole column. State: a ring window of this length. The output must not be the input. */
@inline
export function shapeColumn(
  kind: i32,
  count: i32,
  state: usize,
  length: i32,
  own: f64,
  input: usize,
  output: usize,
): void {
  const size = (<usize>length) << 3;
  const end = input + ((<usize>count) << 3);
  // Values present in a row up to here, all in this column.
  let unbroken = 0;
  while (input < end) {
    const x = load<f64>(input);
    if (!present(x)) {
      store<f64>(output, NA);
      unbroken = 0;
      input += 8;
      output += 8;
      continue;
    }
    if (unbroken + 1 >= length && input + 8 < end && present(load<f64>(input, 8))) {
      const from = input;
      do {
        two(kind, input + 8 - size, length, own, output);
        input += 16;
        output += 16;
      } while (input + 8 < end && present(load<f64>(input)) && present(load<f64>(input, 8)));
      const taken = <i32>((input - from) >> 3);
      ringPushAll(state, length, from, taken);
      unbroken += taken;
      continue;
    }
    const window = ringPush(state, length, x);
    unbroken++;
    store<f64>(output, window ? one(kind, window, length, own) : NA);
    input += 8;
    output += 8;
  }
}
