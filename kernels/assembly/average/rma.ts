import { column, parameter, whole } from "../shared/memory";
import { smoothColumn, wilderShare } from "../shared/smoothing";
import { averagePair } from "../shared/smoothing-pair";

export function rma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const share = wilderShare(parameter(parameters, 0));
  const seedFirst = whole(parameters, 1) == 1;
  smoothColumn(count, state, share, whole(parameters, 0), seedFirst, column(inputs, 0), column(outputs, 0));
}

/** Two averages of one column, see `averagePair`. */
export function rma_pair(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  averagePair(true, count, state, parameters, inputs, outputs);
}
