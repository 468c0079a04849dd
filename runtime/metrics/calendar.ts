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

/** Watches bar times for a market that never trades on Saturdays (UTC). */
export class CalendarWatch {
  private first = Number.NaN;
  private last = Number.NaN;
  private periods = -1;
  private saturday = false;

  /** Takes the open times of `count` bars, ascending. */
  add(time: Float64Array, count: number): void {
    if (count === 0) return;
    if (Number.isNaN(this.first)) this.first = time[0] ?? Number.NaN;
    this.last = time[count - 1] ?? Number.NaN;
    this.periods += count;
    // Day 0 of the epoch was a Thursday; one Saturday settles the question.
    for (let i = 0; i < count && !this.saturday; i++) {
      this.saturday = Math.floor((time[i] ?? 0) / day) % 7 === 2;
    }
  }

  /** Bars a year for bars of `interval` milliseconds. */
  periodsPerYear(calendar: MarketCalendar, interval: number): number {
    if (typeof calendar === "number") return calendar;
    const elapsed = this.last - this.first;
    const weekdaysOnly = !this.saturday && elapsed >= 14 * day && interval <= day;
    const observed = calendar === "observed" || (calendar === "auto" && weekdaysOnly);
    return observed && elapsed > 0 ? (this.periods * year) / elapsed : year / interval;
  }
}
