import { column, parameter } from "../shared/memory";
import { NA, present } from "../shared/missing";

// State: bars seen (to 2), high and low of the bar before, trend (1 rising, −1 falling), stop of the next bar (held
// already), extreme of the trend, acceleration.
const SEEN: usize = 0;
const HIGH: usize = 8;
const LOW: usize = 16;
const TREND: usize = 24;
const STOP: usize = 32;
const EXTREME: usize = 40;
const ACCELERATION: usize = 48;

/** A trend ends when the bar touches the stop, which lies outside the two bars before it: Wilder's rule. */
export function heldSar(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
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
  let trend = load<f64>(state, TREND);
  let stop = load<f64>(state, STOP);
  let extreme = load<f64>(state, EXTREME);
  let acceleration = load<f64>(state, ACCELERATION);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const high = load<f64>(highs + i);
    const low = load<f64>(lows + i);
    let result = NA;
    if (present(high + low + load<f64>(closes + i))) {
      if (seen == 1) {
        const down = lowBefore - low;
        trend = down > 0 && down > high - highBefore ? -1 : 1;
        extreme = trend == 1 ? high : low;
        stop = trend == 1 ? lowBefore : highBefore;
        acceleration = start;
        // The bar before the first trend is no part of it.
        highBefore = high;
        lowBefore = low;
      }
      if (seen > 0) {
        if (trend == 1 ? low <= stop : high >= stop) {
          stop = trend == 1 ? max(extreme, max(highBefore, high)) : min(extreme, min(lowBefore, low));
          trend = -trend;
          extreme = trend == 1 ? high : low;
          acceleration = start;
          result = stop;
        } else {
          result = stop;
          if (trend == 1 ? high > extreme : low < extreme) {
            extreme = trend == 1 ? high : low;
            acceleration = min(acceleration + step, maximum);
          }
        }
        stop += acceleration * (extreme - stop);
        stop = trend == 1 ? min(stop, min(lowBefore, low)) : max(stop, max(highBefore, high));
      }
      seen = min(seen + 1, 2);
      highBefore = high;
      lowBefore = low;
    }
    store<f64>(output + i, result);
  }
  store<f64>(state, seen, SEEN);
  store<f64>(state, highBefore, HIGH);
  store<f64>(state, lowBefore, LOW);
  store<f64>(state, trend, TREND);
  store<f64>(state, stop, STOP);
  store<f64>(state, extreme, EXTREME);
  store<f64>(state, acceleration, ACCELERATION);
}
