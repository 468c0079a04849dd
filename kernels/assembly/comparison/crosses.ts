import { NA, presentPair } from "../shared/missing";
import { column } from "../shared/memory";

/*
 * State: what the last bar on which both values were there has shown.
 * 0: no such bar yet; 1: `a` was beyond `b` already; 2: it was not, so that the next bar can cross.
 */
export const BEYOND: i64 = 1;
export const BEFORE: i64 = 2;

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

/**
 * Both crossings of two series as one step: outputs above, below; the state is that of the first, and behind the two
 * input columns stands the address of the second one's.
 */
export function crosses_both(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const a = column(inputs, 0);
  const b = column(inputs, 1);
  const stateBelow = column(inputs, 2);
  const above = column(outputs, 0);
  const below = column(outputs, 1);
  const lastAbove = load<i64>(state);
  const lastBelow = load<i64>(stateBelow);
  const bytes = (<usize>count) << 3;
  let at: usize = 0;
  if (lastAbove != 0 && lastBelow != 0) {
    const one = f64x2.splat(1);
    let wasAbove = i64x2.splat(lastAbove == BEYOND ? -1 : 0);
    let wasBelow = i64x2.splat(lastBelow == BEYOND ? -1 : 0);
    // Four bars at a time: one test for missing values, and the second pair need not wait for the first.
    for (; at + 32 <= bytes; at += 32) {
      const x = v128.load(a + at);
      const y = v128.load(b + at);
      const nextX = v128.load(a + at + 16);
      const nextY = v128.load(b + at + 16);
      if (!presentPair(f64x2.add(f64x2.add(x, y), f64x2.add(nextX, nextY)))) break;
      const isAbove = f64x2.gt(x, y);
      const isBelow = f64x2.lt(x, y);
      const nextAbove = f64x2.gt(nextX, nextY);
      const nextBelow = f64x2.lt(nextX, nextY);
      const earlierAbove = v128.shuffle<i64>(wasAbove, isAbove, 1, 2);
      const earlierBelow = v128.shuffle<i64>(wasBelow, isBelow, 1, 2);
      v128.store(above + at, v128.and(v128.andnot(isAbove, earlierAbove), one));
      v128.store(below + at, v128.and(v128.andnot(isBelow, earlierBelow), one));
      const middleAbove = v128.shuffle<i64>(isAbove, nextAbove, 1, 2);
      const middleBelow = v128.shuffle<i64>(isBelow, nextBelow, 1, 2);
      v128.store(above + at + 16, v128.and(v128.andnot(nextAbove, middleAbove), one));
      v128.store(below + at + 16, v128.and(v128.andnot(nextBelow, middleBelow), one));
      wasAbove = nextAbove;
      wasBelow = nextBelow;
    }
    for (; at + 16 <= bytes; at += 16) {
      const x = v128.load(a + at);
      const y = v128.load(b + at);
      if (!presentPair(f64x2.add(x, y))) break;
      const isAbove = f64x2.gt(x, y);
      const isBelow = f64x2.lt(x, y);
      const earlierAbove = v128.shuffle<i64>(wasAbove, isAbove, 1, 2);
      const earlierBelow = v128.shuffle<i64>(wasBelow, isBelow, 1, 2);
      v128.store(above + at, v128.and(v128.andnot(isAbove, earlierAbove), one));
      v128.store(below + at, v128.and(v128.andnot(isBelow, earlierBelow), one));
      wasAbove = isAbove;
      wasBelow = isBelow;
    }
    store<i64>(state, i64x2.extract_lane(wasAbove, 1) != 0 ? BEYOND : BEFORE);
    store<i64>(stateBelow, i64x2.extract_lane(wasBelow, 1) != 0 ? BEYOND : BEFORE);
  }
  const rest = count - <i32>(at >> 3);
  cross(rest, state, a + at, b + at, above + at);
  cross(rest, stateBelow, b + at, a + at, below + at);
}
