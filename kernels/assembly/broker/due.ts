import { column, parameter } from "../shared/memory";

/*
 * State: rows that lie ready (i32), whether no more follow in this step (i32), the bar that is next (i32), a gap, rows
 * taken so far (f64), open of the bar before (f64), rates that came since (f64). The first three are the caller's and are
 * zero between two steps, as those of a feed.
 */
const ROWS: usize = 0;
const FINAL: usize = 4;
const AT: usize = 8;
const TAKEN: usize = 16;
const BEFORE: usize = 24;
const SUM: usize = 32;

/** Exchanges stamp fundings some milliseconds after the full hour that they are paid at. */
const LATE: f64 = 999;

/**
 * The sum of the funding rates due after the open of the bar before and at or before each bar's own. Inputs: times of the
 * bars, times of the fundings, their rates. Parameters: milliseconds between two fundings and their rate, where they are
 * paid at the multiples of that; 0 where rows say when.
 */
export function funding_due(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const every = parameter(parameters, 0);
  const rate = parameter(parameters, 1);
  const times = column(inputs, 0);
  const due = column(outputs, 0);
  if (every > 0) return atMultiples(count, state, every, rate, times, due);
  const rowTimes = column(inputs, 1);
  const rates = column(inputs, 2);
  const rows = load<i32>(state, ROWS);
  const final = load<i32>(state, FINAL) != 0;
  let at = load<i32>(state, AT);
  let sum = load<f64>(state, SUM);
  let row = 0;
  for (; at < count; at++) {
    const open = load<f64>(times + ((<usize>at) << 3));
    for (; row < rows && load<f64>(rowTimes + ((<usize>row) << 3)) <= open + LATE; row++) {
      const one = load<f64>(rates + ((<usize>row) << 3));
      if (one == one) sum += one;
    }
    if (row == rows && !final) break;
    store<f64>(due + ((<usize>at) << 3), sum);
    sum = 0;
  }
  store<f64>(state, sum, SUM);
  store<f64>(state, load<f64>(state, TAKEN) + <f64>row, TAKEN);
  store<i32>(state, 0, ROWS);
  store<i32>(state, 0, FINAL);
  store<i32>(state, final ? 0 : at, AT);
}

function atMultiples(count: i32, state: usize, every: f64, rate: f64, times: usize, due: usize): void {
  let before = load<f64>(state, BEFORE);
  for (let i = 0; i < count; i++) {
    const at = (<usize>i) << 3;
    const open = load<f64>(times + at);
    const fundings = before == 0 ? 0 : Math.floor(open / every) - Math.floor(before / every);
    store<f64>(due + at, fundings * rate);
    before = open;
  }
  store<f64>(state, before, BEFORE);
}
