import { finite, NA, present } from "./missing";

/*
 * Sums over a sliding window without adding and subtracting, which would drift. The values come in blocks as long as
 * the window; a window is the end of the block before and the beginning of the current one. When a block is full its
 * suffix sums are computed, from the back, over the slots that held its values; within a block one running sum grows.
 * So each result is the sum of two sums that never subtract, and nothing older than two blocks is in it.
 *
 * State: place in the block (i32), whether a block is complete (i32), the running sum, one slot a bar.
 */

const PLACE: usize = 0;
const COMPLETE: usize = 4;
const RUNNING: usize = 8;
const SLOTS: usize = 16;

/** Bytes of the state of one block sum. */
@inline
export function blockSumBytes(length: i32): usize {
  return SLOTS + ((<usize>length) << 3);
}

/** Window sums of a column, divided by `divisor`. The output may be the input. */
export function blockSumColumn(
  count: i32,
  state: usize,
  length: i32,
  divisor: f64,
  input: usize,
  output: usize,
): void {
  const slots = state + SLOTS;
  const last = slots + ((<usize>length - 1) << 3);
  let slot = slots + ((<usize>load<i32>(state, PLACE)) << 3);
  let complete = load<i32>(state, COMPLETE) != 0;
  let running = load<f64>(state, RUNNING);
  const end = input + ((<usize>count) << 3);
  for (; input < end; input += 8, output += 8) {
    const x = load<f64>(input);
    if (!present(x)) {
      store<f64>(output, NA);
      continue;
    }
    running += x;
    store<f64>(slot, x);
    if (slot == last) {
      store<f64>(output, finite(running / divisor));
      sumSuffixes(slots, last);
      slot = slots;
      running = 0;
      complete = true;
    } else {
      slot += 8;
      store<f64>(output, complete ? finite((running + load<f64>(slot)) / divisor) : NA);
    }
  }
  store<i32>(state, <i32>((slot - slots) >> 3), PLACE);
  store<i32>(state, complete ? 1 : 0, COMPLETE);
  store<f64>(state, running, RUNNING);
}

/** Turns the values of a full block into the sums from each of them to the block's end. */
@inline
function sumSuffixes(slots: usize, last: usize): void {
  let sum: f64 = 0;
  for (let slot = last; slot > slots; slot -= 8) {
    sum += load<f64>(slot);
    store<f64>(slot, sum);
  }
}

/** One value through a window whose state lies in memory: the window's sum, or missing before it is full. */
export function blockSum(state: usize, length: i32, x: f64): f64 {
  if (!present(x)) return NA;
  const place = load<i32>(state, PLACE);
  const slots = state + SLOTS;
  const slot = slots + ((<usize>place) << 3);
  const running = load<f64>(state, RUNNING) + x;
  store<f64>(slot, x);
  if (place + 1 == length) {
    sumSuffixes(slots, slot);
    store<i32>(state, 0, PLACE);
    store<i32>(state, 1, COMPLETE);
    store<f64>(state, 0, RUNNING);
    return running;
  }
  store<i32>(state, place + 1, PLACE);
  store<f64>(state, running, RUNNING);
  return load<i32>(state, COMPLETE) ? running + load<f64>(slot, 8) : NA;
}
