import { blockSumBytes, blockSumColumn } from "../shared/block-sum";
import { column, parameter, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { channel, pairWindowBytes } from "../shared/pair-window";

// State: the window of high and low, the sums of %K, the sums of %D.
export function stochastic(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const smooth = whole(parameters, 1);
  const quick = column(outputs, 0);
  const slow = column(outputs, 1);
  const smoothState = state + pairWindowBytes(length);
  const signalState = smoothState + blockSumBytes(smooth);
  places(count, state, length, inputs, quick);
  blockSumColumn(count, smoothState, smooth, parameter(parameters, 1), quick, quick);
  hold(count, quick);
  blockSumColumn(count, signalState, whole(parameters, 2), parameter(parameters, 2), quick, slow);
  hold(count, slow);
}

/** Place of the close in the window's range, in percent. */
function places(count: i32, state: usize, length: i32, inputs: usize, output: usize): void {
  const highs = column(inputs, 0);
  const lows = column(inputs, 1);
  const closes = column(inputs, 2);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const high = load<f64>(highs + i);
    const low = load<f64>(lows + i);
    const close = load<f64>(closes + i);
    let result = NA;
    if (present(high + low + close)) {
      const ends = channel(state, length, high, low);
      const highest = f64x2.extract_lane(ends, 0);
      const lowest = -f64x2.extract_lane(ends, 1);
      if (highest > lowest) result = 100 * ((close - lowest) / (highest - lowest));
    }
    store<f64>(output + i, result);
  }
}

/** Rounding of a mean, and a close outside its own bar, must not leave 0 to 100. */
function hold(count: i32, values: usize): void {
  const end = values + ((<usize>count) << 3);
  for (; values < end; values += 8) {
    const x = load<f64>(values);
    if (x < 0) store<f64>(values, 0);
    else if (x > 100) store<f64>(values, 100);
  }
}
