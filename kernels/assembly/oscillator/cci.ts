import { column, parameter, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";

/*
 * The mean absolute deviation has no running form, so every bar goes over its window twice, two values at a
 * time. Values are taken relative to the newest one, which is exact for prices near each other: a flat window
 * has a deviation of exactly 0 and no sign that hangs on rounding.
 *
 * The window is read oldest value first, from the column itself while no value in it is missing, otherwise
 * from the state: either way in the same order, so the bits are the same.
 *
 * State: values seen (to `length`), place of the next value, the last `length` values twice over, each at its
 * place and again `length` places on, so that a window never wraps.
 */
const SEEN: usize = 0;
const NEXT: usize = 4;
const RING: usize = 8;

/** Σ (value − origin) over a window. */
@inline
function sumFrom(window: usize, length: i32, origin: f64): f64 {
  const origins = f64x2.splat(origin);
  const fours = window + ((<usize>length & ~3) << 3);
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let at = window;
  for (; at < fours; at += 32) {
    even = f64x2.add(even, f64x2.sub(v128.load(at), origins));
    odd = f64x2.add(odd, f64x2.sub(v128.load(at, 16), origins));
  }
  if (length & 2) {
    even = f64x2.add(even, f64x2.sub(v128.load(at), origins));
    at += 16;
  }
  even = f64x2.add(even, odd);
  const sum = f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
  return length & 1 ? sum + (load<f64>(at) - origin) : sum;
}

/** Σ |(value − origin) − mean| over a window. */
@inline
function deviationFrom(window: usize, length: i32, origin: f64, mean: f64): f64 {
  const origins = f64x2.splat(origin);
  const means = f64x2.splat(mean);
  const fours = window + ((<usize>length & ~3) << 3);
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let at = window;
  for (; at < fours; at += 32) {
    even = f64x2.add(even, f64x2.abs(f64x2.sub(f64x2.sub(v128.load(at), origins), means)));
    odd = f64x2.add(odd, f64x2.abs(f64x2.sub(f64x2.sub(v128.load(at, 16), origins), means)));
  }
  if (length & 2) {
    even = f64x2.add(even, f64x2.abs(f64x2.sub(f64x2.sub(v128.load(at), origins), means)));
    at += 16;
  }
  even = f64x2.add(even, odd);
  const sum = f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
  return length & 1 ? sum + abs(load<f64>(at) - origin - mean) : sum;
}

@inline
function index(window: usize, length: i32, bars: f64, newest: f64): f64 {
  const mean = sumFrom(window, length, newest) / bars;
  const deviation = deviationFrom(window, length, newest, mean) / bars;
  return deviation > 0 ? -mean / (0.015 * deviation) : NA;
}

export function cci(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const bars = parameter(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const ring = state + RING;
  const size = (<usize>length) << 3;
  let seen = load<i32>(state, SEEN);
  let next = load<i32>(state, NEXT);
  let unbroken = 0;
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const x = load<f64>(input + i);
    if (!present(x)) {
      store<f64>(output + i, NA);
      unbroken = 0;
      continue;
    }
    const place = ring + ((<usize>next) << 3);
    store<f64>(place, x);
    store<f64>(place + size, x);
    next = next + 1 == length ? 0 : next + 1;
    seen += i32(seen < length);
    unbroken += 1;
    if (unbroken >= length) store<f64>(output + i, index(input + i + 8 - size, length, bars, x));
    else if (seen == length) store<f64>(output + i, index(ring + ((<usize>next) << 3), length, bars, x));
    else store<f64>(output + i, NA);
  }
  store<i32>(state, seen, SEEN);
  store<i32>(state, next, NEXT);
}
