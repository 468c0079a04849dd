import { column, parameter, whole } from "../shared/memory";
import { smoothColumn, wilderShare } from "../shared/smoothing";

export function rma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const share = wilderShare(parameter(parameters, 0));
  const seedFirst = whole(parameters, 1) == 1;
  smoothColumn(count, state, share, whole(parameters, 0), seedFirst, column(inputs, 0), column(outputs, 0));
}
