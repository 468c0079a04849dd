import { finite, NA, present } from "../shared/missing";
import { column, parameter, whole } from "../shared/memory";
import { ringBytes, ringPush, ringSeen } from "../shared/ring-window";

/*
 * A difference of broken order over a window of fixed width. State: the window, then the weights, newest first, made
 * with the first value.
 */
export function fractional_difference(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const length = whole(parameters, 1);
  const weights = state + ringBytes(length);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let result = NA;
    if (present(x)) {
      if (ringSeen(state) == 0) fillWeights(weights, length, parameter(parameters, 0));
      const window = ringPush(state, length, x);
      if (window) {
        let sum: f64 = 0;
        for (let k = 0; k < length; k++) {
          const value = load<f64>(window + ((<usize>(length - 1 - k)) << 3));
          sum += load<f64>(weights + ((<usize>k) << 3)) * value;
        }
        result = finite(sum);
      }
    }
    store<f64>(output + at, result);
  }
}

/** The coefficients of (1 − B)ᵈ. */
function fillWeights(weights: usize, length: i32, order: f64): void {
  let weight: f64 = 1;
  for (let k = 0; k < length; k++) {
    if (k > 0) weight *= (<f64>(k - 1) - order) / <f64>k;
    store<f64>(weights + ((<usize>k) << 3), weight);
  }
}
