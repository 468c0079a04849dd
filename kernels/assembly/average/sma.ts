import { blockMeanColumn } from "../shared/block-mean";
import { column, whole } from "../shared/memory";

export function sma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  blockMeanColumn(count, state, whole(parameters, 0), column(inputs, 0), column(outputs, 0));
}
