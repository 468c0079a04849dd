import type { EquityDays } from "../result.js";

const year = 365 * 86_400_000;

/** Sharpe ratio of account and market over a window that moves through the days. */
export interface RollingSharpe {
  /** Days of a window. */
  readonly window: number;
  /** The day that ends each window, midnight at its start. */
  readonly time: readonly number[];
  /** Null where the returns of a window are all equal, as of an account that rests. */
  readonly account: readonly (number | null)[];
  readonly market: readonly (number | null)[];
  /** Standard error of one point whose ratio is zero: √(days a year / days of the window). */
  readonly error: number;
}

/** Windows tried, in days, the longest of which at least two fit into the run. */
const windows = [180, 90, 30] as const;

/**
 * mean(r) / s(r) · √(days a year), r the daily returns of a window, s with T − 1. Days a year are those that the run
 * has: 365 of a market that never closes.
 */
export function rollingSharpe({ time, equity, close }: EquityDays): RollingSharpe | null {
  const returns = time.length - 1;
  const window = windows.find((days) => returns >= 2 * days);
  if (window === undefined) return null;
  const daysAYear = returns / (((time.at(-1) ?? 0) - (time[0] ?? 0)) / year);
  const account = rolling(equity, window, daysAYear);
  return {
    window,
    time: [...time.subarray(window)],
    account,
    market: rolling(close, window, daysAYear),
    error: Math.sqrt(daysAYear / window),
  };
}

function rolling(values: Float64Array, window: number, daysAYear: number): readonly (number | null)[] {
  const returns = values.map((value, day) => (day === 0 ? 0 : value / (values[day - 1] ?? Number.NaN) - 1));
  const ratios: (number | null)[] = [];
  for (let end = window; end < values.length; end++) {
    ratios.push(sharpe(returns.subarray(end - window + 1, end + 1), daysAYear));
  }
  return ratios;
}

function sharpe(returns: Float64Array, daysAYear: number): number | null {
  let sum = 0;
  for (const value of returns) sum += value;
  const mean = sum / returns.length;
  let squares = 0;
  for (const value of returns) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / (returns.length - 1));
  // A resting account returns nothing every day; rounding must not make that a ratio.
  const ratio = deviation > 1e-12 ? (mean / deviation) * Math.sqrt(daysAYear) : Number.NaN;
  return Number.isFinite(ratio) ? ratio : null;
}
