import { column, parameter, whole } from "../shared/memory";
import { exponentialShare, smoothColumn } from "../shared/smoothing";

export function ema(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const share = exponentialShare(parameter(parameters, 0));
  const seedFirst = whole(parameters, 1) == 1;
  smoothColumn(count, state, share, whole(parameters, 0), seedFirst, column(inputs, 0), column(outputs, 0));
}
