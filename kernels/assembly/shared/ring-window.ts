/*
 * The last values in one piece, oldest first, for statistics without a running form: each value is kept twice, at its
 * place and again `length` places on, so that a window never wraps.
 *
 * State: values seen (i32, up to the length), place of the next value (i32), the values twice over.
 */
const SEEN: usize = 0;
const NEXT: usize = 4;
const RING: usize = 8;

/** Bytes of the state of one such window. */
@inline
export function ringBytes(length: i32): usize {
  return RING + ((<usize>length) << 4);
}

/** Values taken so far, up to the length. */
@inline
export function ringSeen(state: usize): i32 {
  return load<i32>(state, SEEN);
}

/** One present value enters: where the window's oldest value lies, or 0 before the window is full. */
@inline
export function ringPush(state: usize, length: i32, x: f64): usize {
  const next = load<i32>(state, NEXT);
  const seen = load<i32>(state, SEEN) + 1;
  const place = state + RING + ((<usize>next) << 3);
  store<f64>(place, x);
  store<f64>(place + ((<usize>length) << 3), x);
  const following = next + 1 == length ? 0 : next + 1;
  store<i32>(state, following, NEXT);
  if (seen <= length) store<i32>(state, seen, SEEN);
  return seen >= length ? state + RING + ((<usize>following) << 3) : 0;
}

/** `count` present values of a column enter, of which those that would be overwritten again are passed over. */
export function ringPushAll(state: usize, length: i32, values: usize, count: i32): void {
  const passed = max<i32>(0, count - length);
  store<i32>(state, (load<i32>(state, NEXT) + passed) % length, NEXT);
  store<i32>(state, min<i32>(length, load<i32>(state, SEEN) + passed), SEEN);
  for (let i = passed; i < count; i++) ringPush(state, length, load<f64>(values + ((<usize>i) << 3)));
}
