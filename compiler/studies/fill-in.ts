import type { TestBars } from "../graph/test.js";

type Column = keyof TestBars;

/** The bars as far as they are written; the rest as a quiet market would have it. */
export function fillIn(count: number, given: (column: Column) => readonly number[] | undefined): TestBars {
  const open: number[] = [];
  const close: number[] = [];
  for (let bar = 0; bar < count; bar++) {
    const opened = given("open")?.[bar] ?? lastKnown(close) ?? given("close")?.[bar] ?? Number.NaN;
    open.push(opened);
    close.push(given("close")?.[bar] ?? opened);
  }
  const edge = (column: "high" | "low", outer: (...values: readonly number[]) => number): number[] =>
    open.map((opened, bar) => given(column)?.[bar] ?? outer(opened, close[bar] ?? opened));
  return {
    open,
    high: edge("high", Math.max),
    low: edge("low", Math.min),
    close,
    volume: open.map((_, bar) => given("volume")?.[bar] ?? 1),
  };
}

/** A bar that is missing in a feed changes nothing. */
const lastKnown = (values: readonly number[]): number | undefined =>
  values.findLast((value) => !Number.isNaN(value));
