import { Sampler } from "./layout";

const rowBytes: usize = 48;
/** Rows of a bucket. */
const kept: i32 = 4;
const equityAt: usize = 16;
const closeAt: usize = 40;

// @ts-ignore: decorator
@inline
function place(s: Sampler, bucket: i32, slot: i32): usize {
  return s.rows + <usize>(2 + bucket * kept + slot) * rowBytes;
}

/** Halves the buckets, each of twice as many bars. */
function joinBuckets(s: Sampler): void {
  const half = s.limit >> 1;
  for (let bucket = 0; bucket < half; bucket++) {
    for (let slot = 0; slot < kept; slot++) {
      const column = slot < 2 ? equityAt : closeAt;
      const one = load<f64>(place(s, 2 * bucket, slot) + column);
      const two = load<f64>(place(s, 2 * bucket + 1, slot) + column);
      const later = (slot & 1) == 0 ? two < one : two > one;
      memory.copy(place(s, bucket, slot), place(s, 2 * bucket + i32(later), slot), rowBytes);
    }
  }
  s.buckets = half;
  s.step <<= 1;
}

/** Groups of four bars without a new extreme among from…to are passed over; gives where that ends. */
// @ts-ignore: decorator
@inline
function skip(column: usize, from: i32, to: i32, low: f64, high: f64, other: usize, otherLow: f64, otherHigh: f64): i32 {
  const lows = f64x2.splat(low);
  const highs = f64x2.splat(high);
  const otherLows = f64x2.splat(otherLow);
  const otherHighs = f64x2.splat(otherHigh);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const at = (<usize>i) << 3;
    const a = v128.load(column + at);
    const b = v128.load(column + at + 16);
    const c = v128.load(other + at);
    const d = v128.load(other + at + 16);
    const below = v128.or(f64x2.lt(f64x2.pmin(a, b), lows), f64x2.lt(f64x2.pmin(c, d), otherLows));
    const above = v128.or(f64x2.gt(f64x2.pmax(a, b), highs), f64x2.gt(f64x2.pmax(c, d), otherHighs));
    // A bar without a price hides its neighbours from the compares above.
    const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
    if (v128.any_true(v128.or(v128.or(below, above), f64x2.ne(sum, sum)))) break;
  }
  return i;
}

/**
 * Takes `count` bars of five columns: up to `limit` of them all, of more those where equity or close is lowest or
 * highest in each of equal buckets, besides the first and the last. When the buckets are full two and two are joined, so
 * that no peak and no trough is lost and the cut of the bars never shows.
 */
export function statistics_sample(
  address: usize, time: usize, equity: usize, cash: usize, position: usize, close: usize, count: i32,
): void {
  const s = changetype<Sampler>(address);
  const first = s.bars;
  if (s.step == 0) s.step = 1;
  let i = 0;
  while (i < count) {
    const starts = s.filled == 0;
    if (starts && s.buckets == s.limit) joinBuckets(s);
    if (starts) s.buckets++;
    const bucket = s.buckets - 1;
    const end = min<i32>(count, i + s.step - s.filled);
    s.filled += end - i;
    if (s.filled == s.step) s.filled = 0;
    const at = place(s, bucket, 0);
    if (starts) {
      writeRow(at, first + i, i, time, equity, cash, position, close);
      for (let slot: usize = 1; slot < <usize>kept; slot++) memory.copy(at + slot * rowBytes, at, rowBytes);
      i++;
    }
    while (i < end) {
      const low = load<f64>(at + equityAt);
      const high = load<f64>(at + rowBytes + equityAt);
      const closeLow = load<f64>(at + 2 * rowBytes + closeAt);
      const closeHigh = load<f64>(at + 3 * rowBytes + closeAt);
      i = skip(equity, i, end, low, high, close, closeLow, closeHigh);
      if (i >= end) break;
      const mark = load<f64>(equity + ((<usize>i) << 3));
      const price = load<f64>(close + ((<usize>i) << 3));
      const bar = first + i;
      if (mark < low) writeRow(at, bar, i, time, equity, cash, position, close);
      else if (mark > high) writeRow(at + rowBytes, bar, i, time, equity, cash, position, close);
      if (price < closeLow) writeRow(at + 2 * rowBytes, bar, i, time, equity, cash, position, close);
      else if (price > closeHigh) writeRow(at + 3 * rowBytes, bar, i, time, equity, cash, position, close);
      i++;
    }
  }
  if (count == 0) return;
  if (first == 0) writeRow(s.rows, 0, 0, time, equity, cash, position, close);
  s.bars += count;
  writeRow(s.rows + rowBytes, s.bars - 1, count - 1, time, equity, cash, position, close);
}

function writeRow(
  to: usize, bar: i32, index: i32, time: usize, equity: usize, cash: usize, position: usize, close: usize,
): void {
  const at = (<usize>index) << 3;
  store<f64>(to, <f64>bar);
  store<f64>(to + 8, load<f64>(time + at));
  store<f64>(to + equityAt, load<f64>(equity + at));
  store<f64>(to + 24, load<f64>(cash + at));
  store<f64>(to + 32, load<f64>(position + at));
  store<f64>(to + closeAt, load<f64>(close + at));
}
