import { column, parameter, whole } from "../shared/memory";
import { exponentialShare, smoothColumn, SMOOTHING_BYTES } from "../shared/smoothing";
import { subtractColumns } from "../shared/columns";

// State: averages fast, slow, signal. The output columns serve as the work space between the steps.
const FAST: usize = 0;
const SLOW: usize = SMOOTHING_BYTES;
const SIGNAL: usize = 2 * SMOOTHING_BYTES;

export function macd(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const seedFirst = whole(parameters, 3) == 1;
  const input = column(inputs, 0);
  const lines = column(outputs, 0);
  const signals = column(outputs, 1);
  const histograms = column(outputs, 2);
  average(count, state + FAST, parameters, 0, seedFirst, input, lines);
  average(count, state + SLOW, parameters, 1, seedFirst, input, signals);
  subtractColumns(count, lines, signals, lines);
  average(count, state + SIGNAL, parameters, 2, seedFirst, lines, signals);
  subtractColumns(count, lines, signals, histograms);
}

/** The exponential average whose length is parameter number `index`. */
function average(
  count: i32,
  state: usize,
  parameters: usize,
  index: usize,
  seedFirst: bool,
  input: usize,
  output: usize,
): void {
  const share = exponentialShare(parameter(parameters, index));
  smoothColumn(count, state, share, whole(parameters, index), seedFirst, input, output);
}
