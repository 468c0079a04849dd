import { placeOf } from "./candles.js";
import { wholeCut, type Cut } from "../../interface/charts/cut.js";
import type { AccountCurves, Curve } from "./protocol.js";

/**
 * The bars whose times a line has its points at: of each step its first and its middle one, at last the last of all. All
 * lines of a chart share them, so that none of them moves the others, and no run moves the time axis.
 */
export function pointBars({ first, end, step }: Cut): Uint32Array {
  const last = end - 1;
  if (step === 1) return Uint32Array.from({ length: Math.max(0, end - first) }, (_, k) => first + k);
  const bars: number[] = [];
  for (let bar = first; bar < last; bar += step) {
    const middle = Math.min(bar + (step >> 1), last - 1);
    bars.push(bar);
    if (middle > bar) bars.push(middle);
  }
  if (last >= first) bars.push(last);
  return Uint32Array.from(bars);
}

/**
 * A line on the points of a cut: of each step its lowest and its highest value in the order in which they came, and the
 * last value of all. No peak and no trough is lost; NaN where a step has no second value.
 *
 * @param barOf the bar of a row, rising; rows before and after the cut are left out
 * @param values one a row
 */
export function reduceCurve(
  { first, end, step }: Cut,
  barOf: (row: number) => number,
  values: Float64Array,
): Float64Array {
  const last = end - 1;
  const points = step === 1 ? end - first : 2 * Math.floor(Math.max(0, last - first) / step) + 3;
  const reduced = new Float64Array(Math.max(0, points)).fill(Number.NaN);
  const rows = values.length;
  let row = 0;
  while (row < rows && barOf(row) < first) row++;
  if (step === 1) {
    for (; row < rows && barOf(row) <= last; row++) reduced[barOf(row) - first] = values[row] ?? Number.NaN;
    return reduced;
  }
  for (let point = 0, bar = first; bar < last; point += 2, bar += step) {
    const limit = Math.min(bar + step, last);
    const begin = row;
    let [low, high] = [row, row];
    for (; row < rows && barOf(row) < limit; row++) {
      const here = values[row] ?? 0;
      if (here < (values[low] ?? 0)) low = row;
      if (here > (values[high] ?? 0)) high = row;
    }
    if (row === begin) continue;
    reduced[point] = values[Math.min(low, high)] ?? Number.NaN;
    if (low !== high) reduced[point + 1] = values[Math.max(low, high)] ?? Number.NaN;
  }
  const count = pointCount({ first, end, step });
  if (row < rows && count > 0) reduced[count - 1] = values[row] ?? Number.NaN;
  return reduced.slice(0, count);
}

function pointCount({ first, end, step }: Cut): number {
  const before = end - 1 - first;
  if (before < 0) return 0;
  const rest = before % step;
  return 2 * Math.floor(before / step) + Math.min(2, rest) + 1;
}

/** A line of rows that is drawn by itself, on so many columns of pixels. */
export function thinCurve(time: Float64Array, value: Float64Array, width: number): Curve {
  const cut = wholeCut(time.length, width);
  const rows = pointBars(cut);
  const line = reduceCurve(cut, (row) => row, value);
  const isThere = (_: number, point: number): boolean => !Number.isNaN(line[point] ?? Number.NaN);
  return {
    time: Float64Array.from(rows.filter(isThere), (row) => time[row] ?? Number.NaN),
    value: line.filter(isThere),
  };
}

/** How far below its last peak an account is, as fractions of the peak, zero or less. */
export function drawdownOf(equity: Float64Array): Float64Array {
  let peak = Number.NEGATIVE_INFINITY;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return peak > 0 ? value / peak - 1 : 0;
  });
}

/** Some or all rows of a run. */
export interface Rows {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly close: Float64Array;
}

/**
 * The three lines of a run on the points of a cut.
 * @param times of all bars
 */
export function curvesOf(rows: Rows, times: Float64Array, capital: number, cut: Cut): AccountCurves {
  const { time, equity, close } = rows;
  const first = close.find((price) => Number.isFinite(price) && price > 0) ?? 1;
  const isWhole = time.length === times.length;
  const places = isWhole ? null : Uint32Array.from(time, (moment) => placeOf(times, moment));
  const barOf = places === null ? (row: number) => row : (row: number) => places[row] ?? 0;
  return {
    cut,
    total: times.length,
    time: Float64Array.from(pointBars(cut), (bar) => times[bar] ?? Number.NaN),
    equity: reduceCurve(cut, barOf, equity),
    drawdown: reduceCurve(cut, barOf, drawdownOf(equity)),
    market: reduceCurve(
      cut,
      barOf,
      close.map((price) => (capital * price) / first),
    ),
  };
}
