import { column } from "../shared/memory";
import { BEFORE, BEYOND } from "./crosses";

/*
 * Crossings as bits, one a bar from the lowest of the first word on, where nobody but the rules of a strategy asks for
 * them. States are those of `crosses.ts`, so that the two can take turns. A missing value is no crossing.
 */

/** Sixteen bars: bit i says that the first is above the second, bit 16 + i that it is below. */
// @ts-ignore: decorator
@inline
function orderOf16(a: usize, b: usize): u32 {
  let above = i64x2.splat(0);
  let below = above;
  let isAbove = above;
  let isBelow = above;
  // A compare that holds is -1 however it is cut: what is narrow enough is put together at once, so that little is held.
  for (let at: usize = 0; at < 128; at += 64) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    const x1 = v128.load(a + at, 16);
    const y1 = v128.load(b + at, 16);
    let upper = i16x8.narrow_i32x4_s(f64x2.gt(x, y), f64x2.gt(x1, y1));
    let lower = i16x8.narrow_i32x4_s(f64x2.lt(x, y), f64x2.lt(x1, y1));
    const x2 = v128.load(a + at, 32);
    const y2 = v128.load(b + at, 32);
    const x3 = v128.load(a + at, 48);
    const y3 = v128.load(b + at, 48);
    upper = i16x8.narrow_i32x4_s(upper, i16x8.narrow_i32x4_s(f64x2.gt(x2, y2), f64x2.gt(x3, y3)));
    lower = i16x8.narrow_i32x4_s(lower, i16x8.narrow_i32x4_s(f64x2.lt(x2, y2), f64x2.lt(x3, y3)));
    above = isAbove;
    below = isBelow;
    isAbove = upper;
    isBelow = lower;
  }
  return <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(above, isAbove)) | (<u32>i8x16.bitmask(i8x16.narrow_i16x8_s(below, isBelow)) << 16);
}

/** The crossings of up to 64 bars one by one: of `a` above `b`, from a state that is brought up to date. */
function crossingsOf(state: usize, a: usize, b: usize, bars: i32): u64 {
  let last = load<i64>(state);
  let bits: u64 = 0;
  for (let i = 0; i < bars; i++) {
    const offset = (<usize>i) << 3;
    const x = load<f64>(a + offset);
    const y = load<f64>(b + offset);
    if (x != x || y != y) continue;
    const beyond = x > y;
    bits |= <u64>(beyond && last == BEFORE) << (<u64>i);
    last = beyond ? BEYOND : BEFORE;
  }
  store<i64>(state, last);
  return bits;
}

/** Crossings of `a` above `b` into `above` and of `b` above `a` into `below`, each with its state; an address of 0: not wanted. */
function cross(count: i32, a: usize, b: usize, state: usize, above: usize, stateBelow: usize, below: usize): void {
  for (let from = 0, word: usize = 0; from < count; from += 64, word += 8) {
    const x = a + ((<usize>from) << 3);
    const y = b + ((<usize>from) << 3);
    const bars = min<i32>(64, count - from);
    let isAbove: u64 = 0;
    let isBelow: u64 = 0;
    if (bars == 64) {
      const one = orderOf16(x, y);
      const two = orderOf16(x + 128, y + 128);
      const three = orderOf16(x + 256, y + 256);
      const four = orderOf16(x + 384, y + 384);
      isAbove =
        <u64>((one & 0xffff) | (two << 16)) | (<u64>((three & 0xffff) | (four << 16)) << 32);
      isBelow =
        <u64>((one >> 16) | (two & 0xffff0000)) | (<u64>((three >> 16) | (four & 0xffff0000)) << 32);
    }
    // Two that are equal, or of which one is missing, are neither.
    const plain = ~(isAbove | isBelow) == 0;
    if (above != 0) {
      const last = load<i64>(state);
      if (plain && last != 0) {
        store<u64>(above + word, isAbove & ~((isAbove << 1) | <u64>(last == BEYOND)));
        store<i64>(state, (isAbove >> 63) != 0 ? BEYOND : BEFORE);
      } else store<u64>(above + word, crossingsOf(state, x, y, bars));
    }
    if (below != 0) {
      const last = load<i64>(stateBelow);
      if (plain && last != 0) {
        store<u64>(below + word, isBelow & ~((isBelow << 1) | <u64>(last == BEYOND)));
        store<i64>(stateBelow, (isBelow >> 63) != 0 ? BEYOND : BEFORE);
      } else store<u64>(below + word, crossingsOf(stateBelow, y, x, bars));
    }
  }
}

export function crosses_above_bits(
  count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize,
): void {
  cross(count, column(inputs, 0), column(inputs, 1), state, column(outputs, 0), 0, 0);
}

export function crosses_below_bits(
  count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize,
): void {
  cross(count, column(inputs, 0), column(inputs, 1), 0, 0, state, column(outputs, 0));
}

/** Both as one step, with inputs and outputs as of `crosses_both`. */
export function crosses_both_bits(
  count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize,
): void {
  cross(
    count, column(inputs, 0), column(inputs, 1), state, column(outputs, 0), column(inputs, 2), column(outputs, 1),
  );
}
