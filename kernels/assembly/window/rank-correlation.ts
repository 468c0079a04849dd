import { column, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";

/*
 * Every value keeps its rank among the values of the window, and the value that enters or leaves moves the ranks of the
 * others by comparison. A rank is kept twice over (values below count 2, equal ones 1, and 1), so that it is a whole
 * number; all sums are exact, in whatever order they are made.
 *
 * State: values held (i32), place of the next value (i32), the values by place, their ranks by place.
 */
const HELD: usize = 0;
const NEXT: usize = 4;
const VALUES: usize = 8;

/** 1 in each lane whose comparison holds. */
@inline
function counted(mask: v128): v128 {
  return v128.and(mask, f64x2.splat(1));
}

/** How far a value's rank lies above those of `x`: 2 where `x` is below it, 1 where they are equal. */
@inline
function above(x: v128, values: v128): v128 {
  return f64x2.add(counted(f64x2.lt(x, values)), counted(f64x2.le(x, values)));
}

/** Brings the ranks of the first `held` places up to date for `x`, which enters; gives the rank of `x` among them. */
function enter(values: usize, ranks: usize, held: i32, x: f64): f64 {
  const entering = f64x2.splat(x);
  const pairs = (<usize>(held & ~1)) << 3;
  let rank = f64x2.splat(0);
  let at: usize = 0;
  for (; at < pairs; at += 16) {
    const value = v128.load(values + at);
    v128.store(ranks + at, f64x2.add(v128.load(ranks + at), above(entering, value)));
    rank = f64x2.add(rank, above(value, entering));
  }
  let result = 2 + f64x2.extract_lane(rank, 0) + f64x2.extract_lane(rank, 1);
  if (held & 1) {
    const value = load<f64>(values + at);
    store<f64>(ranks + at, load<f64>(ranks + at) + <f64>(<i32>(x < value) + <i32>(x <= value)));
    result += <f64>(<i32>(value < x) + <i32>(value <= x));
  }
  return result;
}

/** As `enter` for a full window, out of which `y` goes as `x` comes in; what it gives counts `y` as well. */
function replace(values: usize, ranks: usize, length: i32, x: f64, y: f64): f64 {
  const entering = f64x2.splat(x);
  const leaving = f64x2.splat(y);
  const pairs = (<usize>(length & ~1)) << 3;
  let rank = f64x2.splat(0);
  let at: usize = 0;
  for (; at < pairs; at += 16) {
    const value = v128.load(values + at);
    const shift = f64x2.sub(above(entering, value), above(leaving, value));
    v128.store(ranks + at, f64x2.add(v128.load(ranks + at), shift));
    rank = f64x2.add(rank, above(value, entering));
  }
  let result = 2 + f64x2.extract_lane(rank, 0) + f64x2.extract_lane(rank, 1);
  if (length & 1) {
    const value = load<f64>(values + at);
    const shift = <i32>(x < value) + <i32>(x <= value) - <i32>(y < value) - <i32>(y <= value);
    store<f64>(ranks + at, load<f64>(ranks + at) + <f64>shift);
    result += <f64>(<i32>(value < x) + <i32>(value <= x));
  }
  return result - <f64>(<i32>(y < x) + <i32>(y <= x));
}

/** Σ (twice a rank less twice its place in time)², the oldest value lying at `next`. */
function distances(ranks: usize, length: i32, next: i32): f64 {
  const size = <f64>length;
  const sizes = f64x2.splat(size);
  const oldest = f64x2.splat(<f64>next);
  const two = f64x2.splat(2);
  const pairs = (<usize>(length & ~1)) << 3;
  let place = f64x2(0, 1);
  let sum = f64x2.splat(0);
  let at: usize = 0;
  for (; at < pairs; at += 16) {
    const wrapped = v128.and(f64x2.lt(place, oldest), sizes);
    const time = f64x2.add(f64x2.sub(f64x2.add(place, wrapped), oldest), f64x2.splat(1));
    const apart = f64x2.sub(v128.load(ranks + at), f64x2.mul(two, time));
    sum = f64x2.add(sum, f64x2.mul(apart, apart));
    place = f64x2.add(place, two);
  }
  const pairsSum = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if ((length & 1) == 0) return pairsSum;
  const last = length - 1;
  const time = <f64>((last < next ? last + length : last) - next + 1);
  const apart = load<f64>(ranks + at) - 2 * time;
  return pairsSum + apart * apart;
}

export function rank_correlation(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const length = whole(parameters, 0);
  const n = <f64>length;
  const values = state + VALUES;
  const ranks = values + ((<usize>length) << 3);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let result = NA;
    if (present(x)) {
      const held = load<i32>(state, HELD);
      const place = load<i32>(state, NEXT);
      const slot = (<usize>place) << 3;
      const full = held == length;
      const rank = full
        ? replace(values, ranks, length, x, load<f64>(values + slot))
        : enter(values, ranks, held, x);
      store<f64>(values + slot, x);
      store<f64>(ranks + slot, rank);
      const next = place + 1 == length ? 0 : place + 1;
      store<i32>(state, next, NEXT);
      if (!full) store<i32>(state, held + 1, HELD);
      if (full || held + 1 == length) {
        const squares = 0.25 * distances(ranks, length, next);
        result = 1.0 - (6.0 * squares) / (n * (n * n - 1.0));
      }
    }
    store<f64>(output + at, result);
  }
}
