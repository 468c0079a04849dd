import type { BarColumns } from "../../../runtime/data/dataset.js";
import type { Trade } from "../../../runtime/record.js";
import type { PlotColumn } from "../../../runtime/result.js";
import type { Cut } from "../../interface/charts/cut.js";
import type { PriceWindow, TradeMarks } from "./protocol.js";

/** Position of the first time that is not below a limit. */
export function placeOf(time: Float64Array, limit: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bars of a cut as candles: open of the first, highest, lowest, close of the last, all volume. */
export function candlesOf(
  bars: BarColumns,
  plots: readonly PlotColumn[],
  cut: Cut,
): Pick<PriceWindow, "candles" | "cut" | "total" | "plots"> {
  const { first: from, end: to, step } = cut;
  const count = Math.max(0, Math.ceil((to - from) / step));
  const column = () => new Float64Array(count);
  const candles = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  for (let k = 0; k < count; k++) {
    const first = from + k * step;
    const last = Math.min(to, first + step) - 1;
    candles.time[k] = bars.time[first] ?? Number.NaN;
    candles.open[k] = bars.open[first] ?? Number.NaN;
    candles.close[k] = bars.close[last] ?? Number.NaN;
    let [high, low, volume] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let bar = first; bar <= last; bar++) {
      high = Math.max(high, bars.high[bar] ?? high);
      low = Math.min(low, bars.low[bar] ?? low);
      volume += bars.volume[bar] ?? 0;
    }
    candles.high[k] = high;
    candles.low[k] = low;
    candles.volume[k] = volume;
  }
  const shown = plots.map(({ label, values }) => ({ label, values: plotOn(values, cut, count) }));
  return { candles, cut, total: bars.time.length, plots: shown };
}

/**
 * A plot at the candles of a cut. Where a candle is several bars, two candles side by side carry the lowest and the
 * highest value of both in the order in which they came: a line has one value a place, and no spike is lost.
 */
function plotOn(values: Float64Array, { first, end, step }: Cut, count: number): Float64Array {
  const line = new Float64Array(count).fill(Number.NaN);
  if (step === 1) return line.map((_, k) => values[first + k] ?? Number.NaN);
  for (let k = 0; k < count; k += 2) {
    let [low, high] = [-1, -1];
    for (let bar = first + k * step; bar < Math.min(end, first + (k + 2) * step); bar++) {
      const here = values[bar] ?? Number.NaN;
      if (Number.isNaN(here)) continue;
      if (low < 0 || here < (values[low] ?? here)) low = bar;
      if (high < 0 || here > (values[high] ?? here)) high = bar;
    }
    line[k] = values[Math.min(low, high)] ?? Number.NaN;
    if (k + 1 < count) line[k + 1] = values[Math.max(low, high)] ?? Number.NaN;
  }
  return line;
}

/** Marks are no picture any more where there are more than one to so many candles. */
const candlesOfMark = 2;

/** At which candles of a cut trades begin and end: of those that fall on one candle, one of each kind. */
export function marksOf(trades: readonly Trade[], time: Float64Array, cut: Cut): TradeMarks {
  const { first, end, step } = cut;
  const [from, to] = [time[first] ?? Infinity, time[end - 1] ?? -Infinity];
  const last = to + Math.max(0, (time[end - 1] ?? 0) - (time[end - 2] ?? time[end - 1] ?? 0));
  const found = new Set<number>();
  let shown = 0;
  const mark = (moment: number, kind: number): boolean => {
    if (moment < from || moment > last) return false;
    const bar = Math.min(end, placeOf(time, moment + 1)) - 1;
    const candle = Math.floor((bar - first) / step);
    found.add(candle * 4 + kind);
    return true;
  };
  for (const { side, entryTime, exitTime, profit } of trades) {
    const isEntry = mark(entryTime, side === "long" ? 0 : 1);
    const isExit = mark(exitTime, profit > 0 ? 2 : 3);
    if (isEntry || isExit) shown++;
  }
  const most = Math.max(40, Math.ceil((end - first) / step / candlesOfMark));
  if (found.size > most) return { candle: new Uint32Array(0), kind: new Uint8Array(0), hidden: shown };
  const places = [...found].toSorted((a, b) => a - b);
  return {
    candle: Uint32Array.from(places, (place) => Math.floor(place / 4)),
    kind: Uint8Array.from(places, (place) => place % 4),
    hidden: 0,
  };
}
