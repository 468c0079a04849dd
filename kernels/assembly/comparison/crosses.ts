import { NA } from "../shared/missing";
import { column } from "../shared/memory";

/*
 * State: what the last bar on which both values were there has shown.
 * 0: no such bar yet; 1: `a` was on the far side already; 2: it was not, so that the next bar can cross.
 */
const BEYOND: i32 = 1;
const BEFORE: i32 = 2;

export function crosses_above(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  cross(count, state, column(inputs, 0), column(inputs, 1), column(outputs, 0));
}

/** `a` goes below `b` when `b` goes above `a`. */
export function crosses_below(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  cross(count, state, column(inputs, 1), column(inputs, 0), column(outputs, 0));
}

/** Two bars at a time while every value is there and it is known on which side the bar before was. */
function cross(count: i32, state: usize, a: usize, b: usize, output: usize): void {
  let last = load<i32>(state);
  const end = (<usize>count) << 3;
  const one = f64x2.splat(1);
  let at: usize = 0;
  while (at < end) {
    if (last != 0) {
      let before = last == BEYOND ? i64x2.splat(-1) : i64x2.splat(0);
      for (; at + 16 <= end; at += 16) {
        const x = v128.load(a + at);
        const y = v128.load(b + at);
        if (!i64x2.all_true(v128.and(f64x2.eq(x, x), f64x2.eq(y, y)))) break;
        const beyond = f64x2.gt(x, y);
        // Lane 1 of the pair before, then lane 0 of this one.
        const previous = v128.shuffle<i64>(before, beyond, 1, 2);
        v128.store(output + at, v128.and(v128.andnot(beyond, previous), one));
        before = beyond;
      }
      last = i64x2.extract_lane(before, 1) != 0 ? BEYOND : BEFORE;
      if (at >= end) break;
    }
    last = crossOne(last, a + at, b + at, output + at);
    at += 8;
  }
  store<i32>(state, last);
}

/** One bar; gives on which side it was, or what was known before where a value is missing. */
function crossOne(last: i32, a: usize, b: usize, output: usize): i32 {
  const x = load<f64>(a);
  const y = load<f64>(b);
  if (!(x == x && y == y)) {
    store<f64>(output, NA);
    return last;
  }
  const beyond = x > y;
  store<f64>(output, last == 0 ? NA : <f64>(<i32>beyond & <i32>(last == BEFORE)));
  return beyond ? BEYOND : BEFORE;
}
