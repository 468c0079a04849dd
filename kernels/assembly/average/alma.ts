import { finite, NA, present } from "../shared/missing";
import { column, parameter, whole } from "../shared/memory";
import { ringBytes, ringPush, ringSeen } from "../shared/ring-window";

/*
 * A bell of fixed weights over the window, measured from the newest value, so that it stands still where the price does.
 * State: the window, then its weights, made with the first value.
 */
export function alma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const weights = state + ringBytes(length);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let result = NA;
    if (present(x)) {
      if (ringSeen(state) == 0) fillWeights(weights, length, parameter(parameters, 1), parameter(parameters, 2));
      const window = ringPush(state, length, x);
      if (window) {
        let sum: f64 = 0;
        for (let k = 0; k < length; k++) {
          const place = (<usize>k) << 3;
          sum += load<f64>(weights + place) * (load<f64>(window + place) - x);
        }
        result = finite(x + sum);
      }
    }
    store<f64>(output + at, result);
  }
}

function fillWeights(weights: usize, length: i32, offset: f64, sigma: f64): void {
  const centre = offset * <f64>(length - 1);
  const width = <f64>length / sigma;
  let total: f64 = 0;
  for (let k = 0; k < length; k++) {
    const apart = <f64>k - centre;
    const weight = NativeMath.exp(-(apart * apart) / (2.0 * width * width));
    store<f64>(weights + ((<usize>k) << 3), weight);
    total += weight;
  }
  for (let k = 0; k < length; k++) {
    const at = weights + ((<usize>k) << 3);
    store<f64>(at, load<f64>(at) / total);
  }
}
