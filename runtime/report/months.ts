import type { MonthReturn } from "../result.js";

export const monthNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

export interface YearReturns {
  readonly year: number;
  /** January to December; null where the run has none. */
  readonly months: readonly (number | null)[];
  /** Of the year's months together. */
  readonly whole: number;
  readonly market: number;
}

/** Months in years, as a table shows them. */
export function yearsOf(months: readonly MonthReturn[]): readonly YearReturns[] {
  const years = [...new Set(months.map((month) => month.year))];
  return years.map((year) => {
    const own = months.filter((month) => month.year === year);
    return {
      year,
      months: monthNames.map((_, i) => own.find((entry) => entry.month === i + 1)?.return ?? null),
      whole: compound(own.map((month) => month.return)),
      market: compound(own.map((month) => month.buyAndHold)),
    };
  });
}

function compound(returns: readonly number[]): number {
  return returns.reduce((growth, value) => growth * (1 + value), 1) - 1;
}
