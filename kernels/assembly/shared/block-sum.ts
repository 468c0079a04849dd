import { areFinite, finite, NA, present } from "./missing";

/*
 * Sums over a sliding window without adding and subtracting, which would drift. The values come in blocks as long as
 * the window; a window is the end of the block before and the beginning of the current one. When a block is full its
 * suffix sums are computed, from the back, over the slots that held its values; within a block one running sum grows.
 * So each result is the sum of two sums that never subtract, and nothing older than two blocks is in it.
 *
 * The running sum grows by two values at a time, so that a bar waits for half an addition: it is the sum up to the last
 * even place, and at an odd place the value before still lies in its slot. One value or two at a time, the operations
 * and their order are the same.
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

/** One value through a window whose state lies in memory: the window's sum, or missing before it is full. */
export function blockSum(state: usize, length: i32, x: f64): f64 {
  if (!present(x)) return NA;
  const place = load<i32>(state, PLACE);
  const slots = state + SLOTS;
  const slot = slots + ((<usize>place) << 3);
  const odd = (place & 1) != 0;
  const part = odd ? x + load<f64>(slot - 8) : x + 0.0;
  const running = load<f64>(state, RUNNING) + part;
  store<f64>(slot, x);
  if (place + 1 == length) {
    sumSuffixes(slots, slot);
    store<i32>(state, 0, PLACE);
    store<i32>(state, 1, COMPLETE);
    store<f64>(state, 0, RUNNING);
    return running;
  }
  store<i32>(state, place + 1, PLACE);
  if (odd) store<f64>(state, running, RUNNING);
  return load<i32>(state, COMPLETE) ? running + load<f64>(slot, 8) : NA;
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
  const divisors = f64x2.splat(divisor);
  const end = input + ((<usize>count) << 3);
  while (input < end) {
    const place = load<i32>(state, PLACE);
    if ((place & 1) == 0 && load<i32>(state, COMPLETE)) {
      let slot = slots + ((<usize>place) << 3);
      const from = slot;
      let running = v128.load64_splat(state, RUNNING);
      // Both values of a pair lie before the block's last place, which the one-value path takes care of.
      for (; slot + 8 < last && input + 8 < end; slot += 16, input += 16, output += 16) {
        const x = v128.load(input);
        const newer = f64x2.add(running, f64x2.add(x, v128.shuffle<f64>(f64x2.splat(0), x, 0, 2)));
        // The older suffixes begin one place further, so they are read before the pair takes its places; one by one,
        // because a wide load across two recent stores would wait for both of them.
        const older = v128.load64_lane(slot + 16, v128.load64_splat(slot, 8), 1);
        const result = f64x2.div(f64x2.add(newer, older), divisors);
        // A missing value makes the result missing too; such a pair goes the long way.
        if (!areFinite(result)) break;
        running = v128.shuffle<f64>(newer, newer, 1, 1);
        v128.store(slot, x);
        v128.store(output, result);
      }
      v128.store64_lane(state + RUNNING, running, 0);
      store<i32>(state, place + <i32>((slot - from) >> 3), PLACE);
      if (input >= end) return;
    }
    const total = blockSum(state, length, load<f64>(input));
    store<f64>(output, finite(total / divisor));
    input += 8;
    output += 8;
  }
}

/** Turns the values of a full block into the sums from each of them to the block's end; the first keeps its value. */
function sumSuffixes(slots: usize, last: usize): void {
  let sum = f64x2.splat(0);
  let slot = last;
  for (; slot > slots + 8; slot -= 16) {
    const x = v128.load64_lane(slot, v128.load64_splat(slot - 8), 1);
    const suffixes = f64x2.add(sum, f64x2.add(x, v128.shuffle<f64>(x, f64x2.splat(0), 1, 2)));
    sum = v128.shuffle<f64>(suffixes, suffixes, 0, 0);
    v128.store(slot - 8, suffixes);
  }
  if (slot > slots) store<f64>(slot, f64x2.extract_lane(sum, 0) + load<f64>(slot));
}
