import type { BarColumns, BarFeed } from "../data/dataset.js";

export const firstTime = 1_577_836_800_000;

/** Bars written by hand: open, high, low, close and volume of each. */
export type BarRow = readonly [open: number, high: number, low: number, close: number, volume?: number];

export function barsOf(rows: readonly BarRow[], interval = 60_000, first = firstTime): BarColumns {
  const column = (value: (row: BarRow, index: number) => number): Float64Array =>
    Float64Array.from(rows, (row, index) => value(row, index));
  return {
    time: column((_, index) => first + index * interval),
    open: column((row) => row[0]),
    high: column((row) => row[1]),
    low: column((row) => row[2]),
    close: column((row) => row[3]),
    volume: column((row) => row[4] ?? 0),
  };
}

/** A feed over bars in memory, in chunks of the lengths given (the last one repeated). */
export function feedOf(bars: BarColumns, interval = 60_000, lengths: readonly number[] = [1000]): BarFeed {
  const { time } = bars;
  return {
    information: {
      source: "memory",
      symbol: "TEST",
      exchange: null,
      marketType: "spot",
      interval,
      bars: time.length,
      from: time[0] ?? Number.NaN,
      to: time.at(-1) ?? Number.NaN,
      gaps: 0,
      missingBars: 0,
      hash: "0".repeat(64),
      score: null,
    },
    *chunks() {
      let from = 0;
      for (let k = 0; from < time.length; k++) {
        const length = Math.max(1, lengths[Math.min(k, lengths.length - 1)] ?? 1);
        yield sliceBars(bars, from, from + length);
        from += length;
      }
    },
  };
}

export function sliceBars(bars: BarColumns, from: number, to: number): BarColumns {
  const cut = (values: Float64Array): Float64Array => values.subarray(from, to);
  return {
    time: cut(bars.time),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
  };
}
