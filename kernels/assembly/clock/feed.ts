import { column, parameter, whole } from "../shared/memory";
import { NA } from "../shared/missing";

/*
 * State: rows that lie ready (i32), whether no more follow in this step (i32), the bar that is next (i32), whether any
 * row was ever taken (i32), rows taken so far (f64), then when the last one became known and its values (f64 each).
 * The first three are the caller's and are zero between two steps.
 */
const ROWS: usize = 0;
const FINAL: usize = 4;
const AT: usize = 8;
const BEGUN: usize = 12;
const TAKEN: usize = 16;
const LAST: usize = 24;

/**
 * Called as often as there are pieces of rows for a step. Inputs: times of the bars, times of the rows, the rows' values.
 * A bar is written when it is certain that no later row was known by its close.
 */
export function feed(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const timeframe = parameter(parameters, 0);
  const delay = parameter(parameters, 1);
  const width = whole(parameters, 2);
  const times = column(inputs, 0);
  const rowTimes = column(inputs, 1);
  const rows = load<i32>(state, ROWS);
  const final = load<i32>(state, FINAL) != 0;
  let at = load<i32>(state, AT);
  let row = 0;
  for (; at < count; at++) {
    const close = load<f64>(times + ((<usize>at) << 3)) + timeframe;
    const first = row;
    while (row < rows && load<f64>(rowTimes + ((<usize>row) << 3)) + delay <= close) row++;
    if (row > first) take(state, row - 1, width, rowTimes, delay, inputs);
    if (row == rows && !final) break;
    const begun = load<i32>(state, BEGUN) != 0;
    for (let k = 0; k <= width; k++) {
      const value = begun ? load<f64>(state + LAST + ((<usize>k) << 3)) : NA;
      store<f64>(column(outputs, k) + ((<usize>at) << 3), value);
    }
  }
  store<f64>(state, load<f64>(state, TAKEN) + <f64>row, TAKEN);
  store<i32>(state, 0, ROWS);
  store<i32>(state, 0, FINAL);
  store<i32>(state, final ? 0 : at, AT);
}

/** Makes a row the last known one. */
function take(state: usize, row: i32, width: i32, rowTimes: usize, delay: f64, inputs: usize): void {
  const offset = (<usize>row) << 3;
  store<f64>(state, load<f64>(rowTimes + offset) + delay, LAST);
  for (let k = 1; k <= width; k++) {
    store<f64>(state + LAST + ((<usize>k) << 3), load<f64>(column(inputs, k + 1) + offset));
  }
  store<i32>(state, 1, BEGUN);
}
