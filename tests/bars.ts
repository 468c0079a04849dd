import { memoryFeed, type BarColumns, type BarFeed } from "../runtime/index.js";

const hour = 3_600_000;

/** Hourly bars from close prices; open is the close before, high and low are the extremes of both. */
export function barsOfCloses(closes: readonly number[], start = Date.UTC(2024, 0, 1)): BarFeed {
  const close = Float64Array.from(closes);
  const open = close.map((value, bar) => close[bar - 1] ?? value);
  const columns: BarColumns = {
    time: close.map((_, bar) => start + hour * bar),
    open,
    high: close.map((value, bar) => Math.max(value, open[bar] ?? value)),
    low: close.map((value, bar) => Math.min(value, open[bar] ?? value)),
    close,
    volume: close.map(() => 1),
  };
  return memoryFeed(columns, {
    source: "test",
    symbol: "TEST",
    exchange: null,
    marketType: null,
    interval: hour,
    bars: closes.length,
    from: start,
    to: start + hour * (closes.length - 1),
    gaps: 0,
    missingBars: 0,
    score: null,
  });
}
