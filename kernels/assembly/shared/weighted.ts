import { finite, NA, present } from "./missing";

/*
 * Linearly weighted means over a sliding window, weight 1 for the oldest value and n for the newest, rebuilt block by
 * block and measured from the current block's first value as in block-mean. For the end of the block before, each slot
 * keeps the plain sum to the block's end and the sum with weights 1, 2, … from that slot on; for the current block both
 * sums grow. The current block's values come after `rest` older ones, so their weights are larger by `rest`.
 *
 * State: place in the block (i32), whether a block is complete (i32), running sum, running weighted sum, one slot a
 * bar for values and plain sums, one slot a bar for weighted sums.
 */

const PLACE: usize = 0;
const COMPLETE: usize = 4;
const RUNNING: usize = 8;
const WEIGHTED: usize = 16;
const SLOTS: usize = 24;

/** Bytes of the state of one weighted window. */
@inline
export function weightedBytes(length: i32): usize {
  return SLOTS + ((<usize>length) << 4);
}

/** One value through a window: its weighted mean, or missing before the window is full. */
@inline
export function weightedMean(state: usize, length: i32, x: f64): f64 {
  if (!present(x)) return NA;
  const place = load<i32>(state, PLACE);
  const complete = load<i32>(state, COMPLETE);
  const slots = state + SLOTS;
  const slot = slots + ((<usize>place) << 3);
  const toWeights = (<usize>length) << 3;
  if (place == 0 && complete) weighSuffixes(slots, toWeights, x);
  store<f64>(slot, x);
  const reference = load<f64>(slots);
  const distance = x - reference;
  const running = load<f64>(state, RUNNING) + distance;
  const weighted = load<f64>(state, WEIGHTED) + <f64>(place + 1) * distance;
  const total = 0.5 * (<f64>length * (<f64>length + 1.0));
  if (place + 1 == length) {
    store<i32>(state, 0, PLACE);
    store<i32>(state, 1, COMPLETE);
    store<f64>(state, 0, RUNNING);
    store<f64>(state, 0, WEIGHTED);
    return finite(reference + weighted / total);
  }
  store<i32>(state, place + 1, PLACE);
  store<f64>(state, running, RUNNING);
  store<f64>(state, weighted, WEIGHTED);
  if (!complete) return NA;
  const rest = <f64>(length - 1 - place);
  return finite(reference + (load<f64>(slot + 8 + toWeights) + (weighted + rest * running)) / total);
}

function weighSuffixes(slots: usize, toWeights: usize, reference: f64): void {
  let sum: f64 = 0;
  let weighted: f64 = 0;
  for (let slot = slots + toWeights - 8; slot > slots; slot -= 8) {
    sum += load<f64>(slot) - reference;
    weighted += sum;
    store<f64>(slot, sum);
    store<f64>(slot + toWeights, weighted);
  }
}

/** A whole column of weighted means. The output may be the input. */
export function weightedMeanColumn(count: i32, state: usize, length: i32, input: usize, output: usize): void {
  const slots = state + SLOTS;
  const toWeights = (<usize>length) << 3;
  const total = 0.5 * (<f64>length * (<f64>length + 1.0));
  const end = input + ((<usize>count) << 3);
  let place = load<i32>(state, PLACE);
  let complete = load<i32>(state, COMPLETE);
  let running = load<f64>(state, RUNNING);
  let weighted = load<f64>(state, WEIGHTED);
  let reference = load<f64>(slots);
  for (; input < end; input += 8, output += 8) {
    const x = load<f64>(input);
    if (!present(x)) {
      store<f64>(output, NA);
      continue;
    }
    if (place == 0) {
      if (complete) weighSuffixes(slots, toWeights, x);
      reference = x;
    }
    const slot = slots + ((<usize>place) << 3);
    const distance = x - reference;
    place++;
    running += distance;
    weighted += <f64>place * distance;
    store<f64>(slot, x);
    if (place == length) {
      store<f64>(output, finite(reference + weighted / total));
      place = 0;
      complete = 1;
      running = 0;
      weighted = 0;
    } else if (complete) {
      const sum = load<f64>(slot + 8 + toWeights) + (weighted + <f64>(length - place) * running);
      store<f64>(output, finite(reference + sum / total));
    } else store<f64>(output, NA);
  }
  store<i32>(state, place, PLACE);
  store<i32>(state, complete, COMPLETE);
  store<f64>(state, running, RUNNING);
  store<f64>(state, weighted, WEIGHTED);
}
