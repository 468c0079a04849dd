import { column, parameter, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { smoothColumn, SMOOTHING_BYTES, wilderShare } from "../shared/smoothing";
import { RANGE_BYTES, rangeColumn } from "./true-range";

// State: of the true range, of its average; then trend (0 before the first line, −1 rising, 1 falling), upper
// band, lower band, close before. In the loop both bands are one vector, (lower, −upper), so that one rule
// moves either without a branch: a band takes its new place when the close before has passed it, otherwise
// only if that is nearer. The average range stands in the column of the line until the line replaces it.
const AVERAGE: usize = RANGE_BYTES;
const TREND: usize = AVERAGE + SMOOTHING_BYTES;
const UPPER: usize = TREND + 8;
const LOWER: usize = TREND + 16;
const BEFORE: usize = TREND + 24;

export function supertrend(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const lines = column(outputs, 0);
  rangeColumn(count, state, false, column(inputs, 0), column(inputs, 1), column(inputs, 2), lines);
  const share = wilderShare(parameter(parameters, 1));
  smoothColumn(count, state + AVERAGE, share, whole(parameters, 1), false, lines, lines);
  follow(count, state, parameter(parameters, 0), inputs, outputs);
}

/** Average ranges, in the column of the line, into line, direction and rising. */
function follow(count: i32, state: usize, factor: f64, inputs: usize, outputs: usize): void {
  const highs = column(inputs, 0);
  const lows = column(inputs, 1);
  const closes = column(inputs, 2);
  const lines = column(outputs, 0);
  const directions = column(outputs, 1);
  const risings = column(outputs, 2);
  let trend = load<f64>(state, TREND);
  let bands = f64x2(load<f64>(state, LOWER), -load<f64>(state, UPPER));
  let before = load<f64>(state, BEFORE);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const average = load<f64>(lines + i);
    if (!present(average)) {
      store<f64>(directions + i, NA);
      store<f64>(risings + i, NA);
      continue;
    }
    const close = load<f64>(closes + i);
    const middle = (load<f64>(highs + i) + load<f64>(lows + i)) / 2;
    const reach = factor * average;
    const places = f64x2(middle - reach, -(middle + reach));
    if (trend == 0) {
      bands = places;
      trend = 1;
    } else {
      const passed = f64x2.lt(f64x2(before, -before), bands);
      bands = v128.bitselect(places, f64x2.pmax(bands, places), passed);
      if (trend == 1) trend = close > -f64x2.extract_lane(bands, 1) ? -1 : 1;
      else trend = close < f64x2.extract_lane(bands, 0) ? 1 : -1;
    }
    before = close;
    store<f64>(lines + i, trend == 1 ? -f64x2.extract_lane(bands, 1) : f64x2.extract_lane(bands, 0));
    store<f64>(directions + i, trend);
    store<f64>(risings + i, trend == 1 ? 0 : 1);
  }
  store<f64>(state, trend, TREND);
  store<f64>(state, -f64x2.extract_lane(bands, 1), UPPER);
  store<f64>(state, f64x2.extract_lane(bands, 0), LOWER);
  store<f64>(state, before, BEFORE);
}
