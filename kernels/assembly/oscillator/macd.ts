import { column, parameter, whole } from "../shared/memory";
import { exponentialShare, smoothColumn, SMOOTHING_BYTES } from "../shared/smoothing";
import { smoothPair } from "../shared/smoothing-pair";
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
  smoothPair(
    count,
    state + FAST,
    exponentialShare(parameter(parameters, 0)),
    whole(parameters, 0),
    seedFirst,
    lines,
    state + SLOW,
    exponentialShare(parameter(parameters, 1)),
    whole(parameters, 1),
    seedFirst,
    signals,
    input,
  );
  subtractColumns(count, lines, signals, lines);
  const share = exponentialShare(parameter(parameters, 2));
  smoothColumn(count, state + SIGNAL, share, whole(parameters, 2), seedFirst, lines, signals);
  subtractColumns(count, lines, signals, histograms);
}
