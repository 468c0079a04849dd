import { column, parameter, whole } from "../shared/memory";
import { finite, NA, present } from "../shared/missing";
import { exponentialShare, smoothColumn, SMOOTHING_BYTES, wilderShare } from "../shared/smoothing";
import { RANGE_BYTES, rangeColumn } from "../trend/true-range";

const TRUE_RANGE = 0;
const AVERAGE_TRUE_RANGE = 2;

// State: of the true range, of the average, of the average range. The output columns serve as the work space.
const MIDDLE: usize = RANGE_BYTES;
const SPREAD: usize = MIDDLE + SMOOTHING_BYTES;

export function keltner(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const share = exponentialShare(parameter(parameters, 0));
  const kind = whole(parameters, 2);
  const middles = column(outputs, 0);
  const spreads = column(outputs, 1);
  gather(count, state, kind, inputs, middles, spreads);
  smoothColumn(count, state + MIDDLE, share, length, false, middles, middles);
  if (kind == AVERAGE_TRUE_RANGE) {
    const wilder = wilderShare(parameter(parameters, 3));
    smoothColumn(count, state + SPREAD, wilder, whole(parameters, 3), false, spreads, spreads);
  } else smoothColumn(count, state + SPREAD, share, length, false, spreads, spreads);
  spread(count, parameter(parameters, 1), outputs);
}

/** The series and the ranges, both missing on a bar on which anything is. */
function gather(count: i32, state: usize, kind: i32, inputs: usize, values: usize, ranges: usize): void {
  const series = column(inputs, 0);
  const highs = column(inputs, 1);
  const lows = column(inputs, 2);
  const closes = column(inputs, 3);
  const end = (<usize>count) << 3;
  let complete = true;
  for (let i: usize = 0; i < end; i += 8) {
    const x = load<f64>(series + i);
    const high = load<f64>(highs + i);
    const low = load<f64>(lows + i);
    const here = present(x + high + low + load<f64>(closes + i));
    complete = complete && here;
    store<f64>(values + i, here ? x : NA);
    store<f64>(ranges + i, here ? max(high - low, 0) : NA);
  }
  if (kind != TRUE_RANGE && kind != AVERAGE_TRUE_RANGE) return;
  const skipFirst = kind == TRUE_RANGE;
  if (complete) rangeColumn(count, state, skipFirst, highs, lows, closes, ranges);
  else rangesWhere(count, state, skipFirst, values, highs, lows, closes, ranges);
}

/** True ranges bar by bar, without the bars on which `values` is missing. */
function rangesWhere(
  count: i32,
  state: usize,
  skipFirst: bool,
  values: usize,
  highs: usize,
  lows: usize,
  closes: usize,
  ranges: usize,
): void {
  for (let i = 0; i < count; i++) {
    const offset = (<usize>i) << 3;
    if (!present(load<f64>(values + offset))) continue;
    rangeColumn(1, state, skipFirst, highs + offset, lows + offset, closes + offset, ranges + offset);
  }
}

/** Average and average range into the bands. */
function spread(count: i32, multiplier: f64, outputs: usize): void {
  const middles = column(outputs, 0);
  const uppers = column(outputs, 1);
  const lowers = column(outputs, 2);
  const widths = column(outputs, 3);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const middle = load<f64>(middles + i);
    const distance = multiplier * load<f64>(uppers + i);
    store<f64>(uppers + i, finite(middle + distance));
    store<f64>(lowers + i, finite(middle - distance));
    // Not the difference of the bands, in which narrow ones have lost their digits.
    store<f64>(widths + i, finite((distance + distance) / middle));
  }
}
