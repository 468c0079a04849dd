import { column, parameter, whole } from "../shared/memory";
import { LEAST_MOVEMENT, NA, presentPair } from "../shared/missing";
import { before } from "../shared/order";
import { second, smoothColumn, SMOOTHING_BYTES, wilderShare } from "../shared/smoothing";
import { RANGE_BYTES, rangeColumn } from "./true-range";

// State: of the true range; high and low before (its counter says whether there are any); the averages of
// upward and downward movement, of the range, of the index. The output columns serve as the work space
// between the steps.
const RANGE: usize = 0;
const HIGH: usize = RANGE_BYTES;
const LOW: usize = HIGH + 8;
const UPWARD: usize = LOW + 8;
const DOWNWARD: usize = UPWARD + SMOOTHING_BYTES;
const DISTANCE: usize = DOWNWARD + SMOOTHING_BYTES;
const INDEX: usize = DISTANCE + SMOOTHING_BYTES;

export function dmi(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const share = wilderShare(parameter(parameters, 0));
  const pluses = column(outputs, 0);
  const minuses = column(outputs, 1);
  const indices = column(outputs, 2);
  const hasBefore = load<f64>(state, RANGE) != 0;
  rangeColumn(count, state + RANGE, true, column(inputs, 0), column(inputs, 1), column(inputs, 2), indices);
  movements(count, state, hasBefore, inputs, pluses, minuses);
  smoothColumn(count, state + UPWARD, share, length, false, pluses, pluses);
  smoothColumn(count, state + DOWNWARD, share, length, false, minuses, minuses);
  smoothColumn(count, state + DISTANCE, share, length, false, indices, indices);
  directions(count, pluses, minuses, indices);
  smoothColumn(
    count,
    state + INDEX,
    wilderShare(parameter(parameters, 1)),
    whole(parameters, 1),
    false,
    indices,
    indices,
  );
}

/** Movement beyond the bar before: upward or downward, whichever is larger; the other is 0. */
function movements(count: i32, state: usize, hasBefore: bool, inputs: usize, ups: usize, downs: usize): void {
  const highs = column(inputs, 0);
  const lows = column(inputs, 1);
  const closes = column(inputs, 2);
  let lastHigh = v128.load64_splat(state, HIGH);
  let lastLow = v128.load64_splat(state, LOW);
  const end = (<usize>count) << 3;
  let i: usize = 0;
  while (i < end) {
    for (; hasBefore && i + 16 <= end; i += 16) {
      const high = v128.load(highs + i);
      const low = v128.load(lows + i);
      if (!presentPair(f64x2.add(f64x2.add(high, low), v128.load(closes + i)))) break;
      const up = f64x2.sub(high, before(lastHigh, high));
      const down = f64x2.sub(before(lastLow, low), low);
      v128.store(ups + i, ahead(up, down));
      v128.store(downs + i, ahead(down, up));
      lastHigh = high;
      lastLow = low;
    }
    if (i == end) break;
    // One bar in both lanes.
    const high = v128.load64_splat(highs + i);
    const low = v128.load64_splat(lows + i);
    let rise = f64x2.splat(NA);
    let fall = f64x2.splat(NA);
    if (presentPair(f64x2.add(f64x2.add(high, low), v128.load64_splat(closes + i)))) {
      if (hasBefore) {
        const up = f64x2.sub(high, second(lastHigh));
        const down = f64x2.sub(second(lastLow), low);
        rise = ahead(up, down);
        fall = ahead(down, up);
      }
      hasBefore = true;
      lastHigh = high;
      lastLow = low;
    }
    v128.store64_lane(ups + i, rise, 0);
    v128.store64_lane(downs + i, fall, 0);
    i += 8;
  }
  store<f64>(state, f64x2.extract_lane(lastHigh, 1), HIGH);
  store<f64>(state, f64x2.extract_lane(lastLow, 1), LOW);
}

/** One side's movement where it is larger than the other's and above 0, else 0. */
@inline
function ahead(side: v128, other: v128): v128 {
  return v128.and(f64x2.pmax(f64x2.splat(0), side), f64x2.gt(side, other));
}

/** Averages of movement and range into +DI, −DI and the directional index of the bar (all in percent). */
function directions(count: i32, pluses: usize, minuses: usize, ranges: usize): void {
  const pairs = (<usize>count & ~1) << 3;
  let i: usize = 0;
  for (; i < pairs; i += 16) {
    const up = v128.load(pluses + i);
    const down = v128.load(minuses + i);
    const range = v128.load(ranges + i);
    v128.store(pluses + i, percent(up, range));
    v128.store(minuses + i, percent(down, range));
    v128.store(ranges + i, direction(up, down, range));
  }
  if ((count & 1) == 0) return;
  const up = v128.load64_splat(pluses + i);
  const down = v128.load64_splat(minuses + i);
  const range = v128.load64_splat(ranges + i);
  v128.store64_lane(pluses + i, percent(up, range), 0);
  v128.store64_lane(minuses + i, percent(down, range), 0);
  v128.store64_lane(ranges + i, direction(up, down, range), 0);
}

/** A movement in percent of the range; missing while there was no range at all. */
@inline
function percent(movement: v128, range: v128): v128 {
  const share = f64x2.mul(f64x2.splat(100), f64x2.div(movement, range));
  return v128.bitselect(share, f64x2.splat(NA), f64x2.gt(range, f64x2.splat(LEAST_MOVEMENT)));
}

/** How one-sided the movement is, in percent; 0 without movement. */
@inline
function direction(up: v128, down: v128, range: v128): v128 {
  const both = f64x2.add(up, down);
  const share = f64x2.div(f64x2.abs(f64x2.sub(up, down)), both);
  const index = v128.and(f64x2.mul(f64x2.splat(100), share), f64x2.gt(both, f64x2.splat(LEAST_MOVEMENT)));
  return v128.bitselect(index, f64x2.splat(NA), f64x2.gt(range, f64x2.splat(LEAST_MOVEMENT)));
}
