import { Extremes } from "./layout";

// Highest and lowest prices of spans. Many brokers over the same bars hold through spans that begin and end wherever
// they like: two spans of 2^k bars cover each of them, and their extremes are worked out once for all.

const rowBytes: usize = 32;

// @ts-ignore: decorator
@inline
function rowAt(rows: usize, index: i32): usize {
  return rows + <usize>index * rowBytes;
}

/** Takes the first `count` bars of three columns. */
export function broker_extremes(address: usize, high: usize, low: usize, close: usize, count: i32): void {
  const e = changetype<Extremes>(address);
  let sum = f64x2.splat(0);
  for (let i = 0; i < count; i++) {
    const at = (<usize>i) << 3;
    const price = load<f64>(close + at);
    const closes = f64x2.replace_lane(f64x2.splat(price), 1, -price);
    const ends = f64x2.replace_lane(f64x2.splat(load<f64>(high + at)), 1, -load<f64>(low + at));
    v128.store(rowAt(e.rows, i), closes);
    v128.store(rowAt(e.rows, i), ends, 16);
    sum = f64x2.add(sum, f64x2.add(closes, ends));
  }
  // What is missing, or not finite, makes the sum that is not a number, or none that is finite.
  const all = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  e.whole = i32(all - all == 0);
  for (let level = 1; level < e.levels; level++) {
    const half: i32 = 1 << (level - 1);
    const from = e.rows + <usize>(level - 1) * e.stride;
    for (let i = 0, end = count - 2 * half; i <= end; i++) {
      const one = rowAt(from, i);
      const two = rowAt(from, i + half);
      v128.store(one + e.stride, f64x2.pmax(v128.load(one), v128.load(two)));
      v128.store(one + e.stride, f64x2.pmax(v128.load(one, 16), v128.load(two, 16)), 16);
    }
  }
}

/** The largest of [from, to) in a pair of numbers of the rows: that of closes at offset 0, of highs and lows at 16. */
// @ts-ignore: decorator
@inline
export function extremeOf(e: Extremes, from: i32, to: i32, offset: usize): v128 {
  const level = min<i32>(31 - <i32>clz<u32>(<u32>(to - from)), e.levels - 1);
  const rows = e.rows + <usize>level * e.stride + offset;
  const span: i32 = 1 << level;
  let most = f64x2.pmax(v128.load(rowAt(rows, from)), v128.load(rowAt(rows, to - span)));
  for (let i = from + span; i < to - span; i += span) most = f64x2.pmax(most, v128.load(rowAt(rows, i)));
  return most;
}
