import { column, parameter, whole } from "../shared/memory";
import { DEVIATION, momentsColumn, SCORE, VARIANCE } from "../shared/moments";

/** The divisor of the squared deviations: choice 1 is the sample. */
@inline
function divisorOf(parameters: usize): f64 {
  return parameter(parameters, 0) - parameter(parameters, 1);
}

export function variance(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const divisor = divisorOf(parameters);
  momentsColumn(
    VARIANCE,
    count,
    state,
    whole(parameters, 0),
    divisor,
    column(inputs, 0),
    column(outputs, 0),
    0,
    0,
  );
}

export function stdev(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const divisor = divisorOf(parameters);
  momentsColumn(
    DEVIATION,
    count,
    state,
    whole(parameters, 0),
    divisor,
    column(inputs, 0),
    column(outputs, 0),
    0,
    0,
  );
}

export function zscore(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const divisor = divisorOf(parameters);
  momentsColumn(
    SCORE,
    count,
    state,
    whole(parameters, 0),
    divisor,
    column(inputs, 0),
    column(outputs, 0),
    0,
    0,
  );
}
