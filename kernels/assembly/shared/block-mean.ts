import { areFinite, finite, NA, present } from "./missing";

/*
 * Means over a sliding window, in blocks as in block-sum, of the distances from the current block's first value: that
 * value is in every window that the block has part in, so nothing is lost, and where all values are equal the mean is
 * exactly that value. The suffix sums of the block before are computed when the next one's first value is known.
 *
 * State: place in the block (i32), whether a block is complete (i32), the sum of distances up to the last even place,
 * one slot a bar; slots before the place hold the block's values, the others sums (at place 0: all values).
 */

const PLACE: usize = 0;
const COMPLETE: usize = 4;
const RUNNING: usize = 8;
const SLOTS: usize = 16;

/** Window means of a column. The output may be the input. */
export function blockMeanColumn(count: i32, state: usize, length: i32, input: usize, output: usize): void {
  const slots = state + SLOTS;
  const last = slots + ((<usize>length - 1) << 3);
  const divisors = f64x2.splat(<f64>length);
  const end = input + ((<usize>count) << 3);
  while (input < end) {
    const place = load<i32>(state, PLACE);
    if ((place & 1) != 0 && load<i32>(state, COMPLETE)) {
      const reference = v128.load64_splat(slots);
      let slot = slots + ((<usize>place) << 3);
      const from = slot;
      let running = v128.load64_splat(state, RUNNING);
      // Both values of a pair lie before the block's last place, which the one-value path takes care of.
      for (; slot + 8 < last && input + 8 < end; slot += 16, input += 16, output += 16) {
        const x = v128.load(input);
        const distance = f64x2.sub(x, reference);
        const newer = f64x2.add(
          running,
          f64x2.add(distance, v128.shuffle<f64>(f64x2.splat(0), distance, 0, 2)),
        );
        // The older suffixes begin one place further, so they are read before the pair takes its places; one by one,
        // because a wide load across two recent stores would wait for both of them.
        const older = v128.load64_lane(slot + 16, v128.load64_splat(slot, 8), 1);
        const mean = f64x2.add(reference, f64x2.div(f64x2.add(newer, older), divisors));
        // A missing value makes the mean missing too; such a pair goes the long way.
        if (!areFinite(mean)) break;
        running = v128.shuffle<f64>(newer, newer, 1, 1);
        v128.store(slot, x);
        v128.store(output, mean);
      }
      v128.store64_lane(state + RUNNING, running, 0);
      store<i32>(state, place + <i32>((slot - from) >> 3), PLACE);
      if (input >= end) return;
    }
    store<f64>(output, blockMean(state, length, load<f64>(input)));
    input += 8;
    output += 8;
  }
}

/** One value through a window whose state lies in memory: the window's mean, or missing before it is full. */
export function blockMean(state: usize, length: i32, x: f64): f64 {
  if (!present(x)) return NA;
  const place = load<i32>(state, PLACE);
  const complete = load<i32>(state, COMPLETE);
  const slots = state + SLOTS;
  const slot = slots + ((<usize>place) << 3);
  if (place == 0 && complete) sumDistances(slots, slots + ((<usize>length - 1) << 3), x);
  store<f64>(slot, x);
  const reference = load<f64>(slots);
  const even = (place & 1) == 0;
  const distance = x - reference;
  const part = even && place > 0 ? distance + (load<f64>(slot - 8) - reference) : distance + 0.0;
  const running = load<f64>(state, RUNNING) + part;
  if (place + 1 == length) {
    store<i32>(state, 0, PLACE);
    store<i32>(state, 1, COMPLETE);
    store<f64>(state, 0, RUNNING);
    return finite(reference + running / <f64>length);
  }
  store<i32>(state, place + 1, PLACE);
  if (even) store<f64>(state, running, RUNNING);
  return complete ? finite(reference + (running + load<f64>(slot, 8)) / <f64>length) : NA;
}

/** Turns the values of a full block into the sums of distances from each of them to the block's end. */
function sumDistances(slots: usize, last: usize, origin: f64): void {
  const reference = f64x2.splat(origin);
  let sum = f64x2.splat(0);
  let slot = last;
  for (; slot > slots + 8; slot -= 16) {
    const distance = f64x2.sub(v128.load64_lane(slot, v128.load64_splat(slot - 8), 1), reference);
    const suffixes = f64x2.add(sum, f64x2.add(distance, v128.shuffle<f64>(distance, f64x2.splat(0), 1, 2)));
    sum = v128.shuffle<f64>(suffixes, suffixes, 0, 0);
    v128.store(slot - 8, suffixes);
  }
  if (slot > slots) store<f64>(slot, f64x2.extract_lane(sum, 0) + (load<f64>(slot) - origin));
}
