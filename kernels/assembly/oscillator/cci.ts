import { column, whole } from "../shared/memory";
import { CHANNEL, shapeColumn } from "../shared/window-shape";

/** State: a ring window. */
export function cci(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  shapeColumn(CHANNEL, count, state, whole(parameters, 0), 0, column(inputs, 0), column(outputs, 0));
}
