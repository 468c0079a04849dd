import { NA } from "./missing";

/*
 * Sums or maxima of two series at once over a sliding window, as the two lanes of a vector. As in block-sum,
 * the window is the end of one block and the beginning of the next, so nothing is ever taken away again.
 *
 * State: place in the block (i32), whether a block is complete (i32), 8 bytes unused, the running pair, one
 * pair a bar.
 */
const PLACE: usize = 0;
const COMPLETE: usize = 4;
const RUNNING: usize = 16;
const SLOTS: usize = 32;

/** Bytes of the state of a pair window. */
@inline
export function pairWindowBytes(length: i32): usize {
  return SLOTS + ((<usize>length) << 4);
}

/** One pair through the window: the lanes' sums, or missing before it is full. */
@inline
export function pairSum(state: usize, length: i32, pair: v128): v128 {
  return fold(state, length, pair, false);
}

/** One pair through the window: the lanes' largest values, or missing before it is full. */
@inline
export function pairMaximum(state: usize, length: i32, pair: v128): v128 {
  return fold(state, length, pair, true);
}

/** Highest high in lane 0 and, with its sign turned, lowest low in lane 1. */
@inline
export function channel(state: usize, length: i32, high: f64, low: f64): v128 {
  return pairMaximum(state, length, f64x2(high, -low));
}

@inline
function join(a: v128, b: v128, largest: bool): v128 {
  return largest ? f64x2.pmax(a, b) : f64x2.add(a, b);
}

function fold(state: usize, length: i32, pair: v128, largest: bool): v128 {
  const place = load<i32>(state, PLACE);
  const slots = state + SLOTS;
  const slot = slots + ((<usize>place) << 4);
  const running = place == 0 ? pair : join(v128.load(state, RUNNING), pair, largest);
  v128.store(state, running, RUNNING);
  v128.store(slot, pair);
  if (place + 1 < length) {
    store<i32>(state, place + 1, PLACE);
    return load<i32>(state, COMPLETE) ? join(running, v128.load(slot, 16), largest) : f64x2.splat(NA);
  }
  // The block is full: its values become the results from each of them to the block's end.
  let suffix = pair;
  for (let earlier = slot - 16; earlier >= slots; earlier -= 16) {
    suffix = join(suffix, v128.load(earlier), largest);
    v128.store(earlier, suffix);
  }
  store<i32>(state, 0, PLACE);
  store<i32>(state, 1, COMPLETE);
  return running;
}
