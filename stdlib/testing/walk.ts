import { random } from "../../kernels/laws/cases.js";
import type { BarColumns } from "../../runtime/index.js";

/** Hourly bars of a made-up market for slow, obvious computations: nothing missing, volume on every bar. */
export const walk: BarColumns = makeWalk(600, 17);

function makeWalk(bars: number, seed: number): BarColumns {
  const next = random(seed);
  let price = 100;
  const rows = Array.from({ length: bars }, (_, bar) => {
    const first = price * (1 + 0.001 * (next() - 0.5));
    price *= 1 + 0.02 * (next() + next() + next() - 1.5);
    return {
      time: 1_704_067_200_000 + 3_600_000 * bar,
      open: first,
      close: price,
      high: Math.max(first, price) * (1 + 0.005 * next()),
      low: Math.min(first, price) * (1 - 0.005 * next()),
      volume: 10 + 90 * next(),
    };
  });
  const column = (name: keyof BarColumns) => Float64Array.from(rows, (row) => row[name]);
  return {
    time: column("time"),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}

export const open = (bar: number): number => walk.open[bar] ?? NaN;
export const high = (bar: number): number => walk.high[bar] ?? NaN;
export const low = (bar: number): number => walk.low[bar] ?? NaN;
export const close = (bar: number): number => walk.close[bar] ?? NaN;
export const volume = (bar: number): number => walk.volume[bar] ?? NaN;

/** High − low on the first bar, which has no close before it. */
export function trueRange(bar: number): number {
  if (bar === 0) return high(0) - low(0);
  return Math.max(high(bar), close(bar - 1)) - Math.min(low(bar), close(bar - 1));
}

/** The values of the last bars, oldest first. */
export function windowOf(value: (bar: number) => number, bar: number, length: number): readonly number[] {
  return Array.from({ length }, (_, k) => value(bar - length + 1 + k));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Of the population. */
export function stdev(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const both = mean(a.map((value, k) => (value - meanA) * ((b[k] ?? NaN) - meanB)));
  return both / (stdev(a) * stdev(b));
}

/** Wilder's average of the true range from the start, as the book has it. */
export function averageRange(length: number): readonly number[] {
  const averages: number[] = [];
  for (let bar = 0; bar < walk.close.length; bar++) {
    if (bar < length - 1) averages.push(NaN);
    else if (bar === length - 1) averages.push(mean(windowOf(trueRange, bar, length)));
    else averages.push(((averages[bar - 1] ?? NaN) * (length - 1) + trueRange(bar)) / length);
  }
  return averages;
}

/** Exponential average of the closes, seeded with the mean of the first ones. */
export function exponentialAverage(length: number): readonly number[] {
  const averages: number[] = [];
  for (let bar = 0; bar < walk.close.length; bar++) {
    const before = averages[bar - 1] ?? NaN;
    if (bar < length - 1) averages.push(NaN);
    else if (bar === length - 1) averages.push(mean(windowOf(close, bar, length)));
    else averages.push(before + (2 / (length + 1)) * (close(bar) - before));
  }
  return averages;
}

export function at(column: readonly number[], bar: number): number {
  return column[bar] ?? NaN;
}

/** The bars from `from` on where a column is not what the slow computation says, within 1e-9. */
export function differences(
  found: Float64Array,
  from: number,
  wanted: (bar: number) => number,
): readonly string[] {
  const wrong: string[] = [];
  for (let bar = from; bar < walk.close.length; bar++) {
    const value = wanted(bar);
    const near = Math.abs((found[bar] ?? NaN) - value) <= 1e-9 * Math.max(1, Math.abs(value));
    if (!near) wrong.push(`bar ${bar}: ${found[bar]}, not ${value}`);
  }
  return wrong;
}
