import { extremeColumn, sinceExtremeColumn } from "../shared/extreme";
import { column, whole } from "../shared/memory";

export function highest(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  extremeColumn(true, count, state, whole(parameters, 0), column(inputs, 0), column(outputs, 0));
}

export function lowest(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  extremeColumn(false, count, state, whole(parameters, 0), column(inputs, 0), column(outputs, 0));
}

export function bars_since_highest(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  sinceExtremeColumn(
    true,
    whole(parameters, 1) == 1,
    count,
    state,
    whole(parameters, 0),
    column(inputs, 0),
    column(outputs, 0),
  );
}

export function bars_since_lowest(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  sinceExtremeColumn(
    false,
    whole(parameters, 1) == 1,
    count,
    state,
    whole(parameters, 0),
    column(inputs, 0),
    column(outputs, 0),
  );
}
