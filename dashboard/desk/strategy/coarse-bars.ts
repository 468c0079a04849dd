import type { Cut } from "../../interface/charts/cut.js";
import type { Bars, Column } from "./ledger.js";

/** What is drawn of bars: as many of them as one as stand on one place. */
export interface CoarseBars extends Pick<
  Bars,
  "time" | "open" | "high" | "low" | "close" | "volume" | "plots"
> {
  /** Empty where several bars are one. */
  readonly stop: Column;
  readonly take: Column;
}

/** Open of the first, highest, lowest, close of the last, all volume; of a plot no spike is lost. */
export function coarseBars(bars: Bars, { first, end, step }: Cut): CoarseBars {
  const plotsOf = (line: (values: Column) => Column) =>
    bars.plots.map(({ label, values }) => ({ label, values: line(values) }));
  if (step === 1) {
    const part = <T>(column: readonly T[]): readonly T[] => column.slice(first, end);
    return {
      time: part(bars.time),
      open: part(bars.open),
      high: part(bars.high),
      low: part(bars.low),
      close: part(bars.close),
      volume: part(bars.volume),
      stop: part(bars.stop),
      take: part(bars.take),
      plots: plotsOf(part),
    };
  }
  const places = Math.max(0, Math.ceil((end - first) / step));
  const each = (value: (from: number, to: number) => number | null): Column =>
    Array.from({ length: places }, (_, place) => {
      const from = first + place * step;
      return value(from, Math.min(end, from + step));
    });
  return {
    time: Array.from({ length: places }, (_, place) => bars.time[first + place * step] ?? 0),
    open: each((from, to) => bars.open[next(bars.open, from, to)] ?? null),
    high: each((from, to) => bars.high[placesOfEnds(bars.high, from, to).high] ?? null),
    low: each((from, to) => bars.low[placesOfEnds(bars.low, from, to).low] ?? null),
    close: each((from, to) => bars.close[previous(bars.close, from, to)] ?? null),
    volume: each((from, to) => sum(bars.volume, from, to)),
    stop: [],
    take: [],
    plots: plotsOf((values) => spikes(values, { first, end, step }, places)),
  };
}

/** The first place with a number; −1: none. */
function next(column: Column, from: number, to: number): number {
  for (let k = from; k < to; k++) if (column[k] !== null) return k;
  return -1;
}

/** The last place with a number; −1: none. */
function previous(column: Column, from: number, to: number): number {
  for (let k = to - 1; k >= from; k--) if (column[k] !== null) return k;
  return -1;
}

function sum(column: Column, from: number, to: number): number {
  let all = 0;
  for (let k = from; k < to; k++) all += column[k] ?? 0;
  return all;
}

/** Where the lowest and the highest number stand; −1: there is none. */
function placesOfEnds(
  column: Column,
  from: number,
  to: number,
): { readonly low: number; readonly high: number } {
  let [low, high] = [-1, -1];
  for (let k = from; k < to; k++) {
    const here = column[k] ?? null;
    if (here === null) continue;
    if (low < 0 || here < (column[low] ?? here)) low = k;
    if (high < 0 || here > (column[high] ?? here)) high = k;
  }
  return { low, high };
}

/** Two places side by side carry the lowest and the highest value of both, in the order in which they came. */
function spikes(values: Column, { first, end, step }: Cut, places: number): Column {
  const line: (number | null)[] = Array.from({ length: places }, () => null);
  for (let place = 0; place < places; place += 2) {
    const from = first + place * step;
    const { low, high } = placesOfEnds(values, from, Math.min(end, from + 2 * step));
    line[place] = values[Math.min(low, high)] ?? null;
    if (place + 1 < places) line[place + 1] = values[Math.max(low, high)] ?? null;
  }
  return line;
}
