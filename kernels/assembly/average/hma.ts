import { NA } from "../shared/missing";
import { column, whole } from "../shared/memory";
import { weightedBytes, weightedMean } from "../shared/weighted";

/** State: the windows of the long average, the half one and the last one, one after the other. */
export function hma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const half = length >> 1;
  const root = <i32>NativeMath.sqrt(<f64>length);
  const halfState = state + weightedBytes(length);
  const rootState = halfState + weightedBytes(half);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    const long = weightedMean(state, length, x);
    const short = weightedMean(halfState, half, x);
    store<f64>(output + at, long == long ? weightedMean(rootState, root, 2.0 * short - long) : NA);
  }
}
