import { column, parameter, whole } from "../shared/memory";
import { exponentialShare, smoothColumn, wilderShare } from "../shared/smoothing";
import { RANGE_BYTES, rangeColumn } from "./true-range";

// State: of the true range, then of its average. The ranges are smoothed where they stand, in the output.
export function atr(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const bars = parameter(parameters, 0);
  const span = whole(parameters, 1) == 1;
  const skipFirst = whole(parameters, 2) == 1;
  const output = column(outputs, 0);
  rangeColumn(count, state, skipFirst, column(inputs, 0), column(inputs, 1), column(inputs, 2), output);
  const share = span ? exponentialShare(bars) : wilderShare(bars);
  smoothColumn(count, state + RANGE_BYTES, share, whole(parameters, 0), span, output, output);
}
