import type { BarColumns } from "../data/dataset.js";

/**
 * The slow, obvious meaning of a frame, for tests: buckets of bars by the hour of their opens, and on each bar the last
 * bucket that had ended when the bar closed.
 */
export interface SlowBar {
  readonly time: number;
  readonly end: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const week = 604_800_000;
const firstMonday = Date.UTC(1970, 0, 5);

export function slowBarsOf(bars: BarColumns, interval: number): readonly SlowBar[] {
  const origin = interval % week === 0 ? firstMonday : 0;
  const buckets = new Map<number, number[]>();
  bars.time.forEach((time, bar) => {
    const open = origin + Math.floor((time - origin) / interval) * interval;
    buckets.set(open, [...(buckets.get(open) ?? []), bar]);
  });
  const [firstOpen] = buckets.keys();
  return [...buckets]
    .filter(([open]) => open !== firstOpen || bars.time[0] === open)
    .map(([open, inside]) => {
      const there = (column: Float64Array) =>
        inside.map((bar) => column[bar] ?? NaN).filter((x) => !Number.isNaN(x));
      const volumes = there(bars.volume);
      return {
        time: open,
        end: open + interval,
        open: there(bars.open).at(0) ?? NaN,
        high: there(bars.high).reduce((a, b) => (Number.isNaN(a) ? b : Math.max(a, b)), NaN),
        low: there(bars.low).reduce((a, b) => (Number.isNaN(a) ? b : Math.min(a, b)), NaN),
        close: there(bars.close).at(-1) ?? NaN,
        volume: volumes.length === 0 ? NaN : volumes.reduce((a, b) => a + b),
      };
    });
}

/** What is known of slower values (one a slower bar) at the close of each bar. */
export function heldOver(
  bars: BarColumns,
  timeframe: number,
  slow: readonly SlowBar[],
  values: ArrayLike<number>,
): readonly number[] {
  return Array.from(bars.time, (time) => {
    const last = slow.findLastIndex(({ end }) => end <= time + timeframe);
    return last === -1 ? NaN : (values[last] ?? NaN);
  });
}
