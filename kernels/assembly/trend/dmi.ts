import { column, parameter, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { smoothColumn, SMOOTHING_BYTES, wilderShare } from "../shared/smoothing";
import { RANGE_BYTES, rangeColumn } from "./true-range";

// State: of the true range; high and low before (its counter says whether there are any); the averages of upward and
// downward movement, of the range, of the index. The output columns serve as the work space between the steps.
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
  let highBefore = load<f64>(state, HIGH);
  let lowBefore = load<f64>(state, LOW);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const high = load<f64>(highs + i);
    const low = load<f64>(lows + i);
    let rise = NA;
    let fall = NA;
    if (present(high + low + load<f64>(closes + i))) {
      if (hasBefore) {
        const up = high - highBefore;
        const down = lowBefore - low;
        const larger = max(max(up, down), 0);
        rise = up > down ? larger : 0;
        fall = down > up ? larger : 0;
      }
      hasBefore = true;
      highBefore = high;
      lowBefore = low;
    }
    store<f64>(ups + i, rise);
    store<f64>(downs + i, fall);
  }
  store<f64>(state, highBefore, HIGH);
  store<f64>(state, lowBefore, LOW);
}

/** Averages of movement and range into +DI, −DI and the directional index of the bar (all in percent). */
function directions(count: i32, pluses: usize, minuses: usize, ranges: usize): void {
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const up = load<f64>(pluses + i);
    const down = load<f64>(minuses + i);
    const range = load<f64>(ranges + i);
    const known = range > 0;
    const both = up + down;
    store<f64>(pluses + i, known ? 100 * (up / range) : NA);
    store<f64>(minuses + i, known ? 100 * (down / range) : NA);
    store<f64>(ranges + i, known ? (both > 0 ? 100 * (abs(up - down) / both) : 0) : NA);
  }
}
