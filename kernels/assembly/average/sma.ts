import { blockSumColumn } from "../shared/block-sum";
import { column, parameter, whole } from "../shared/memory";

export function sma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = parameter(parameters, 0);
  blockSumColumn(count, state, whole(parameters, 0), length, column(inputs, 0), column(outputs, 0));
}
