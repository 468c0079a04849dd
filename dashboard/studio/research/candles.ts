import type { BarColumns } from "../../../runtime/data/dataset.js";
import type { PlotColumn } from "../../../runtime/result.js";
import type { PriceWindow } from "./protocol.js";

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

/** The bars [from, to) as at most `most` candles: open of the first, highest, lowest, close of the last, all volume. */
export function candlesOf(
  bars: BarColumns,
  plots: readonly PlotColumn[],
  from: number,
  to: number,
  most: number,
): PriceWindow {
  const step = Math.max(1, Math.ceil((to - from) / Math.max(1, most)));
  const count = Math.ceil((to - from) / step);
  const column = () => new Float64Array(count);
  const candles = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  const shown = plots.map(({ label }) => ({ label, values: column() }));
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
    for (const [at, { values }] of shown.entries()) values[k] = plots[at]?.values[last] ?? Number.NaN;
  }
  return { candles, step, plots: shown };
}
