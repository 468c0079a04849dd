import { NA, presentPair } from "../shared/missing";
import { column } from "../shared/memory";

/*
 * State: what the last bar on which both values were there has shown.
 * 0: no such bar yet; 1: `a` was beyond `b` already; 2: it was not, so that the next bar can cross.
 */
const BEYOND: i64 = 1;
const BEFORE: i64 = 2;

export function crosses_above(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  cross(count, state, column(inputs, 0), column(inputs, 1), column(outputs, 0));
}

/** `a` goes below `b` when `b` goes above `a`. */
export function crosses_below(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  cross(count, state, column(inputs, 1), column(inputs, 0), column(outputs, 0));
}

function cross(count: i32, state: usize, a: usize, b: usize, output: usize): void {
  let last = load<i64>(state);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    if (last != 0) {
      let seen = i64x2.splat(last == BEYOND ? -1 : 0);
      for (; at + 16 <= bytes; at += 16) {
        const x = v128.load(a + at);
        const y = v128.load(b + at);
        if (!presentPair(f64x2.add(x, y))) break;
        const beyond = f64x2.gt(x, y);
        const earlier = v128.shuffle<i64>(seen, beyond, 1, 2);
        v128.store(output + at, v128.and(v128.andnot(beyond, earlier), f64x2.splat(1)));
        seen = beyond;
      }
      last = i64x2.extract_lane(seen, 1) != 0 ? BEYOND : BEFORE;
      if (at >= bytes) break;
    }
    const x = load<f64>(a + at);
    const y = load<f64>(b + at);
    if (x == x && y == y) {
      const beyond = x > y;
      store<f64>(output + at, last == 0 ? NA : <f64>((<i32>beyond) & (<i32>(last == BEFORE))));
      last = beyond ? BEYOND : BEFORE;
    } else store<f64>(output + at, NA);
  }
  store<i64>(state, last);
}
