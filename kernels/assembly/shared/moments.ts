import { finite, NA, present } from "./missing";

/*
 * Mean and squared deviations over a sliding window, in blocks as in block-sum, so that nothing older than two blocks
 * is in a result. Deviations are taken from a value of the same block (the first of the current block, the last of the
 * block before), which subtracts nearby numbers without rounding; the two parts are joined by the formula of Chan,
 * Golub and LeVeque (1979), whose terms are all positive. Equal values give exactly zero.
 *
 * State: place in the block (i32), whether a block is complete (i32), running sum and sum of squares of the deviations
 * in the current block, reference of the block before, one slot a bar for values and for means of suffixes (less the
 * reference), one slot a bar for the suffixes' squared deviations.
 */

const PLACE: usize = 0;
const COMPLETE: usize = 4;
const SUM: usize = 8;
const SQUARES: usize = 16;
const REFERENCE: usize = 24;
const SLOTS: usize = 32;

/** What is written for each bar; a constant at every call, so that each kernel has its own loop. */
export const VARIANCE = 0;
export const DEVIATION = 1;
export const SCORE = 2;
/** The mean to the first output, the deviation to the second, the value less the mean to the third. */
export const MEAN_AND_DEVIATION = 3;

/** Bytes of the state of one such window. */
@inline
export function momentsBytes(length: i32): usize {
  return SLOTS + ((<usize>length) << 4);
}

/** A whole column. `divisor`: the length for the population, one less for a sample. The first output may be the input. */
@inline
export function momentsColumn(
  kind: i32,
  count: i32,
  state: usize,
  length: i32,
  divisor: f64,
  input: usize,
  output: usize,
  secondOutput: usize,
  thirdOutput: usize,
): void {
  const slots = state + SLOTS;
  const toSquares = (<usize>length) << 3;
  const last = slots + toSquares - 8;
  const all = <f64>length;
  let slot = slots + ((<usize>load<i32>(state, PLACE)) << 3);
  let complete = load<i32>(state, COMPLETE);
  let sum = load<f64>(state, SUM);
  let squares = load<f64>(state, SQUARES);
  let before = load<f64>(state, REFERENCE);
  let reference = load<f64>(slots);
  let newer = <f64>((slot - slots) >> 3);
  const end = input + ((<usize>count) << 3);
  for (; input < end; input += 8, output += 8, secondOutput += 8, thirdOutput += 8) {
    const x = load<f64>(input);
    if (!present(x)) {
      store<f64>(output, NA);
      if (kind == MEAN_AND_DEVIATION) {
        store<f64>(secondOutput, NA);
        store<f64>(thirdOutput, NA);
      }
      continue;
    }
    if (slot == slots) reference = x;
    const distance = x - reference;
    sum += distance;
    squares += distance * distance;
    newer += 1;
    store<f64>(slot, x);
    const mean = sum / newer;
    let total = max0(squares - sum * mean);
    let centre = mean;
    if (slot != last) {
      slot += 8;
      if (!complete) {
        store<f64>(output, NA);
        if (kind == MEAN_AND_DEVIATION) {
          store<f64>(secondOutput, NA);
          store<f64>(thirdOutput, NA);
        }
        continue;
      }
      const older = all - newer;
      const apart = before - reference + (load<f64>(slot) - mean);
      const share = older / all;
      total = total + load<f64>(slot + toSquares) + apart * apart * (share * newer);
      centre = mean + apart * share;
    } else {
      before = x;
      suffixMoments(slots, last, toSquares);
      slot = slots;
      complete = 1;
      sum = 0;
      squares = 0;
      newer = 0;
    }
    const variance = finite(total / divisor);
    if (kind == VARIANCE) store<f64>(output, variance);
    else if (kind == DEVIATION) store<f64>(output, finite(sqrt<f64>(variance)));
    else if (kind == SCORE) store<f64>(output, finite((distance - centre) / sqrt<f64>(variance)));
    else {
      store<f64>(output, reference + centre);
      store<f64>(secondOutput, sqrt<f64>(variance));
      store<f64>(thirdOutput, distance - centre);
    }
  }
  store<i32>(state, <i32>((slot - slots) >> 3), PLACE);
  store<i32>(state, complete, COMPLETE);
  store<f64>(state, sum, SUM);
  store<f64>(state, squares, SQUARES);
  store<f64>(state, before, REFERENCE);
}

/** Rounding can leave a sum of squares a little below zero. */
@inline
function max0(x: f64): f64 {
  return f64x2.extract_lane(f64x2.pmax(f64x2.splat(0), f64x2.splat(x)), 0);
}

/** Turns the values of a full block into the moments from each of them to the block's end. */
function suffixMoments(slots: usize, last: usize, toSquares: usize): void {
  const reference = load<f64>(last);
  let sum: f64 = 0;
  let squares: f64 = 0;
  let number: f64 = 0;
  for (let slot = last; slot > slots; slot -= 8) {
    const distance = load<f64>(slot) - reference;
    sum += distance;
    squares += distance * distance;
    number += 1;
    const mean = sum / number;
    store<f64>(slot, mean);
    store<f64>(slot + toSquares, max0(squares - sum * mean));
  }
}
