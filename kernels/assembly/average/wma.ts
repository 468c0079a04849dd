import { column, whole } from "../shared/memory";
import { weightedMeanColumn } from "../shared/weighted";

export function wma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  weightedMeanColumn(count, state, whole(parameters, 0), column(inputs, 0), column(outputs, 0));
}
