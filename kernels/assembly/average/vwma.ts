import { finite, NA } from "../shared/missing";
import { column, whole } from "../shared/memory";
import { blockSum, blockSumBytes } from "../shared/block-sum";

/** State: the window of value times volume, then the window of volume. */
export function vwma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const volumeState = state + blockSumBytes(length);
  const input = column(inputs, 0);
  const volume = column(inputs, 1);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const traded = load<f64>(volume + at);
    const product = load<f64>(input + at) * traded;
    if (product == product) {
      const amount = blockSum(state, length, product);
      const weight = blockSum(volumeState, length, traded);
      store<f64>(output + at, finite(amount / weight));
    } else store<f64>(output + at, NA);
  }
}
