import { NA, present } from "./missing";

/*
 * Highest and lowest of a sliding window, by blocks (van Herk 1992, Gil and Werman 1993): the extreme of the current
 * block so far against the extreme of what is left of the block before, three comparisons a bar whatever the length.
 *
 * State: place in the block (i32), whether a block is complete (i32), the running extreme, one slot a bar for values
 * and for the extremes from a value to its block's end.
 */

const PLACE: usize = 0;
const COMPLETE: usize = 4;
const RUNNING: usize = 8;
const SLOTS: usize = 16;

/** Bytes of the state of one such window. */
@inline
export function extremeBytes(length: i32): usize {
  return SLOTS + ((<usize>length) << 3);
}

@inline
function extreme(highest: bool, x: v128, y: v128): v128 {
  return highest ? f64x2.pmax(x, y) : f64x2.pmin(x, y);
}

/** A whole column of window extremes. `highest` is a constant at every call. The output may be the input. */
@inline
export function extremeColumn(
  highest: bool,
  count: i32,
  state: usize,
  length: i32,
  input: usize,
  output: usize,
): void {
  const slots = state + SLOTS;
  const last = slots + ((<usize>length - 1) << 3);
  let slot = slots + ((<usize>load<i32>(state, PLACE)) << 3);
  let complete = load<i32>(state, COMPLETE);
  let running = v128.load64_splat(state, RUNNING);
  const end = input + ((<usize>count) << 3);
  for (; input < end; input += 8, output += 8) {
    const x = v128.load64_splat(input);
    if (!present(f64x2.extract_lane(x, 0))) {
      store<f64>(output, NA);
      continue;
    }
    running = slot == slots ? x : extreme(highest, running, x);
    v128.store64_lane(slot, x, 0);
    if (slot == last) {
      v128.store64_lane(output, running, 0);
      let suffix = x;
      for (slot = last - 8; slot > slots; slot -= 8) {
        suffix = extreme(highest, suffix, v128.load64_splat(slot));
        v128.store64_lane(slot, suffix, 0);
      }
      slot = slots;
      complete = 1;
    } else {
      slot += 8;
      if (complete) v128.store64_lane(output, extreme(highest, running, v128.load64_splat(slot)), 0);
      else store<f64>(output, NA);
    }
  }
  store<i32>(state, <i32>((slot - slots) >> 3), PLACE);
  store<i32>(state, complete, COMPLETE);
  store<f64>(state, slot == slots ? 0 : f64x2.extract_lane(running, 0), RUNNING);
}

/*
 * The same with the place of the extreme; of equal values the oldest counts, as in TradingView, or the newest, as in TA-Lib.
 * State: as above, then the running extreme's place in the block, and a second row of slots for places.
 */
const RUNNING_PLACE: usize = 16;
const PLACED_SLOTS: usize = 24;

/** A whole column of bars since the window's extreme. */
@inline
export function sinceExtremeColumn(
  highest: bool,
  newest: bool,
  count: i32,
  state: usize,
  length: i32,
  input: usize,
  output: usize,
): void {
  const slots = state + PLACED_SLOTS;
  const toPlaces = (<usize>length) << 3;
  let place = load<i32>(state, PLACE);
  let complete = load<i32>(state, COMPLETE);
  let running = load<f64>(state, RUNNING);
  let runningPlace = load<i32>(state, RUNNING_PLACE);
  const end = input + ((<usize>count) << 3);
  for (; input < end; input += 8, output += 8) {
    const x = load<f64>(input);
    if (!present(x)) {
      store<f64>(output, NA);
      continue;
    }
    if (place == 0 || beats(highest, newest, x, running)) {
      running = x;
      runningPlace = place;
    }
    const slot = slots + ((<usize>place) << 3);
    store<f64>(slot, x);
    if (place + 1 == length) {
      store<f64>(output, <f64>(place - runningPlace));
      suffixPlaces(highest, newest, slots, length);
      place = 0;
      complete = 1;
      running = 0;
      runningPlace = 0;
    } else {
      if (complete) {
        const older = load<f64>(slot, 8);
        const newerWins = beats(highest, newest, running, older);
        const since = newerWins ? place - runningPlace : place + length - load<i32>(slot + toPlaces, 8);
        store<f64>(output, <f64>since);
      } else store<f64>(output, NA);
      place++;
    }
  }
  store<i32>(state, place, PLACE);
  store<i32>(state, complete, COMPLETE);
  store<f64>(state, running, RUNNING);
  store<i32>(state, runningPlace, RUNNING_PLACE);
}

/** Whether a newer value takes the place of an older one. */
@inline
function beats(highest: bool, newest: bool, newer: f64, older: f64): bool {
  return (highest ? newer > older : newer < older) || (newest && newer == older);
}

@inline
function suffixPlaces(highest: bool, newest: bool, slots: usize, length: i32): void {
  const toPlaces = (<usize>length) << 3;
  let best = load<f64>(slots + toPlaces - 8);
  let bestPlace = length - 1;
  for (let place = length - 1; place > 0; place--) {
    const slot = slots + ((<usize>place) << 3);
    const x = load<f64>(slot);
    if (!beats(highest, newest, best, x)) {
      best = x;
      bestPlace = place;
    }
    store<f64>(slot, best);
    store<i32>(slot + toPlaces, bestPlace);
  }
}
