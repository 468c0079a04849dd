const day = 86_400_000;
const year = 365 * day;

/**
 * How many bars make a year.
 * - `auto`: `observed` when two weeks or more of data hold no Saturday bar, else `continuous`;
 * - `continuous`: 365 × 24 h, as crypto trades;
 * - `observed`: as many as the data has a year, so that closed hours, weekends and holidays do not count;
 * - a number: that many.
 */
export type MarketCalendar = "auto" | "continuous" | "observed" | number;

/** The bars that were seen. */
export interface SeenBars {
  readonly count: number;
  /** Open times of the first and the last. */
  readonly first: number;
  readonly last: number;
  /** Whether one of them lay on a Saturday (UTC). */
  readonly saturday: boolean;
}

/** Bars a year for bars of `interval` milliseconds. */
export function periodsPerYear(calendar: MarketCalendar, interval: number, seen: SeenBars): number {
  if (typeof calendar === "number") return calendar;
  const elapsed = seen.count > 0 ? seen.last - seen.first : 0;
  const weekdaysOnly = !seen.saturday && elapsed >= 14 * day && interval <= day;
  const observed = calendar === "observed" || (calendar === "auto" && weekdaysOnly);
  return observed && elapsed > 0 ? ((seen.count - 1) * year) / elapsed : year / interval;
}
