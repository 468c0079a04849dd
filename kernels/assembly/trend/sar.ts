import { column, parameter, whole } from "../shared/memory";
import { heldSar } from "./sar-held";
import { NA, present } from "../shared/missing";

// State: bars seen (to 2), high and low of the two bars before, close before, trend (1 rising, −1 falling), stop,
// extreme of the trend, acceleration.
const SEEN: usize = 0;
const HIGH: usize = 8;
const LOW: usize = 16;
const OLDER_HIGH: usize = 24;
const OLDER_LOW: usize = 32;
const CLOSE: usize = 40;
const TREND: usize = 48;
const STOP: usize = 56;
const EXTREME: usize = 64;
const ACCELERATION: usize = 72;

export function sar(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  if (whole(parameters, 3) == 1) heldSar(count, state, parameters, inputs, outputs);
  else freeSar(count, state, parameters, inputs, outputs);
}

/** A trend ends when the bar goes beyond the stop as it is before it is held outside the two bars before. */
function freeSar(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const start = parameter(parameters, 0);
  const step = parameter(parameters, 1);
  const maximum = parameter(parameters, 2);
  const highs = column(inputs, 0);
  const lows = column(inputs, 1);
  const closes = column(inputs, 2);
  const output = column(outputs, 0);
  let seen = load<f64>(state, SEEN);
  let highBefore = load<f64>(state, HIGH);
  let lowBefore = load<f64>(state, LOW);
  let olderHigh = load<f64>(state, OLDER_HIGH);
  let olderLow = load<f64>(state, OLDER_LOW);
  let closeBefore = load<f64>(state, CLOSE);
  let trend = load<f64>(state, TREND);
  let stop = load<f64>(state, STOP);
  let extreme = load<f64>(state, EXTREME);
  let acceleration = load<f64>(state, ACCELERATION);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const high = load<f64>(highs + i);
    const low = load<f64>(lows + i);
    const close = load<f64>(closes + i);
    let result = NA;
    if (present(high + low + close)) {
      if (seen > 0) {
        let turned = false;
        if (seen == 1) {
          trend = close > closeBefore ? 1 : -1;
          extreme = trend == 1 ? high : low;
          stop = trend == 1 ? lowBefore : highBefore;
          acceleration = start;
          olderHigh = highBefore;
          olderLow = lowBefore;
          turned = true;
        }
        stop += acceleration * (extreme - stop);
        if (trend == 1 && stop > low) {
          trend = -1;
          stop = max(high, extreme);
          extreme = low;
          acceleration = start;
          turned = true;
        } else if (trend == -1 && stop < high) {
          trend = 1;
          stop = min(low, extreme);
          extreme = high;
          acceleration = start;
          turned = true;
        }
        if (trend == 1) {
          if (!turned && high > extreme) {
            extreme = high;
            acceleration = min(acceleration + step, maximum);
          }
          stop = min(stop, min(lowBefore, olderLow));
        } else {
          if (!turned && low < extreme) {
            extreme = low;
            acceleration = min(acceleration + step, maximum);
          }
          stop = max(stop, max(highBefore, olderHigh));
        }
        result = stop;
      }
      seen = min(seen + 1, 2);
      olderHigh = highBefore;
      olderLow = lowBefore;
      highBefore = high;
      lowBefore = low;
      closeBefore = close;
    }
    store<f64>(output + i, result);
  }
  store<f64>(state, seen, SEEN);
  store<f64>(state, highBefore, HIGH);
  store<f64>(state, lowBefore, LOW);
  store<f64>(state, olderHigh, OLDER_HIGH);
  store<f64>(state, olderLow, OLDER_LOW);
  store<f64>(state, closeBefore, CLOSE);
  store<f64>(state, trend, TREND);
  store<f64>(state, stop, STOP);
  store<f64>(state, extreme, EXTREME);
  store<f64>(state, acceleration, ACCELERATION);
}
