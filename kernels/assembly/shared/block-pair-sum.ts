/*
 * Two sums over one sliding window at once, as in block-sum, in the two lanes of a vector: products and weights, gains
 * and losses, flows in and out.
 *
 * State: place in the block (i32), whether a block is complete (i32), nothing (8 bytes), the running sums, one slot of
 * two values a bar.
 */

export const PAIR_PLACE: usize = 0;
const COMPLETE: usize = 4;
export const PAIR_RUNNING: usize = 16;
export const PAIR_SLOTS: usize = 32;

/** Bytes of the state of one such window. */
@inline
export function blockPairSumBytes(length: i32): usize {
  return PAIR_SLOTS + ((<usize>length) << 4);
}

/** Two values through a window: their sums. Only valid where `blockPairSumReady` says so afterwards; values must be there. */
@inline
export function blockPairSum(state: usize, length: i32, x: v128): v128 {
  const place = load<i32>(state, PAIR_PLACE);
  const slot = state + PAIR_SLOTS + ((<usize>place) << 4);
  const running = f64x2.add(v128.load(state, PAIR_RUNNING), x);
  v128.store(slot, x);
  if (place + 1 == length) {
    sumPairSuffixes(state + PAIR_SLOTS, slot);
    store<i32>(state, 0, PAIR_PLACE);
    store<i32>(state, 1, COMPLETE);
    v128.store(state, f64x2.splat(0), PAIR_RUNNING);
    return running;
  }
  store<i32>(state, place + 1, PAIR_PLACE);
  v128.store(state, running, PAIR_RUNNING);
  return f64x2.add(running, v128.load(slot, 16));
}

/** Whether the window was full at the last value. */
@inline
export function blockPairSumReady(state: usize): bool {
  return load<i32>(state, COMPLETE) != 0;
}

function sumPairSuffixes(slots: usize, last: usize): void {
  let sum = f64x2.splat(0);
  for (let slot = last; slot > slots; slot -= 16) {
    sum = f64x2.add(sum, v128.load(slot));
    v128.store(slot, sum);
  }
}
