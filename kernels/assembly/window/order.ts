import { NA } from "../shared/missing";
import { column, parameter, whole } from "../shared/memory";
import { countNotAbove, heldValues, push, valueAt } from "../shared/ordered-window";

export function median(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  quantileColumn(count, state, <u32>whole(parameters, 0), 0.5, false, column(inputs, 0), column(outputs, 0));
}

export function quantile(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = <u32>whole(parameters, 0);
  const nearest = whole(parameters, 2) == 1;
  quantileColumn(
    count,
    state,
    length,
    parameter(parameters, 1),
    nearest,
    column(inputs, 0),
    column(outputs, 0),
  );
}

function quantileColumn(
  count: i32,
  state: usize,
  length: u32,
  fraction: f64,
  nearest: bool,
  input: usize,
  output: usize,
): void {
  const place = nearest
    ? max<f64>(ceil<f64>(fraction * <f64>length) - 1.0, 0.0)
    : fraction * <f64>(length - 1);
  const lower = <u32>place;
  const above = place - <f64>lower;
  const end = input + ((<usize>count) << 3);
  for (; input < end; input += 8, output += 8) {
    const x = load<f64>(input);
    if (x == x) {
      push(state, length, x);
      if (heldValues(state) == length) {
        const low = valueAt(state, length, lower);
        store<f64>(output, above == 0 ? low : low + above * (valueAt(state, length, lower + 1) - low));
        continue;
      }
    }
    store<f64>(output, NA);
  }
}

/** The window holds the newest value too, which is never above itself. */
export function percent_rank(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const length = <u32>whole(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    if (x == x) {
      push(state, length + 1, x);
      if (heldValues(state) == length + 1) {
        store<f64>(output + at, (100.0 * <f64>(countNotAbove(state, length + 1, x) - 1)) / <f64>length);
        continue;
      }
    }
    store<f64>(output + at, NA);
  }
}
