import { column, parameter, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";

/*
 * The mean absolute deviation has no running form, so every bar goes over its window twice, two values at a time.
 * Values are taken relative to the newest one, which is exact for prices near each other: a flat window has a
 * deviation of exactly 0 and no sign that hangs on rounding.
 *
 * State: values seen (to `length`), place of the next value in the ring, the ring.
 */
const SEEN: usize = 0;
const NEXT: usize = 4;
const RING: usize = 8;

/** Σ (value − origin) over the ring. */
@inline
function sumFrom(ring: usize, length: i32, origin: f64): f64 {
  const origins = f64x2.splat(origin);
  const pairs = ring + ((<usize>length & ~1) << 3);
  const fours = ring + ((<usize>length & ~3) << 3);
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let at = ring;
  for (; at < fours; at += 32) {
    even = f64x2.add(even, f64x2.sub(v128.load(at), origins));
    odd = f64x2.add(odd, f64x2.sub(v128.load(at, 16), origins));
  }
  if (at < pairs) {
    even = f64x2.add(even, f64x2.sub(v128.load(at), origins));
    at += 16;
  }
  even = f64x2.add(even, odd);
  const sum = f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
  return length & 1 ? sum + (load<f64>(at) - origin) : sum;
}

/** Σ |(value − origin) − mean| over the ring. */
@inline
function deviationFrom(ring: usize, length: i32, origin: f64, mean: f64): f64 {
  const origins = f64x2.splat(origin);
  const means = f64x2.splat(mean);
  const pairs = ring + ((<usize>length & ~1) << 3);
  const fours = ring + ((<usize>length & ~3) << 3);
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let at = ring;
  for (; at < fours; at += 32) {
    even = f64x2.add(even, f64x2.abs(f64x2.sub(f64x2.sub(v128.load(at), origins), means)));
    odd = f64x2.add(odd, f64x2.abs(f64x2.sub(f64x2.sub(v128.load(at, 16), origins), means)));
  }
  if (at < pairs) {
    even = f64x2.add(even, f64x2.abs(f64x2.sub(f64x2.sub(v128.load(at), origins), means)));
    at += 16;
  }
  even = f64x2.add(even, odd);
  const sum = f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
  return length & 1 ? sum + abs(load<f64>(at) - origin - mean) : sum;
}

export function cci(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const bars = parameter(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const ring = state + RING;
  let seen = load<i32>(state, SEEN);
  let next = load<i32>(state, NEXT);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const x = load<f64>(input + i);
    let result = NA;
    if (present(x)) {
      store<f64>(ring + ((<usize>next) << 3), x);
      next = next + 1 == length ? 0 : next + 1;
      if (seen < length) seen += 1;
      if (seen == length) {
        const mean = sumFrom(ring, length, x) / bars;
        const deviation = deviationFrom(ring, length, x, mean) / bars;
        if (deviation > 0) result = -mean / (0.015 * deviation);
      }
    }
    store<f64>(output + i, result);
  }
  store<i32>(state, seen, SEEN);
  store<i32>(state, next, NEXT);
}
