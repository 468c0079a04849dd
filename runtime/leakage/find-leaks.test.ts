import { describe, expect, test } from "vitest";
import { gatherColumns } from "../data/columns.js";
import type { BarColumns } from "../data/dataset.js";
import { synthesize } from "../data/synthesize/synthesize.js";
import { findLeaks, type Computed } from "./find-leaks.js";

const feed = synthesize({ bars: 600, seed: 7 });
const bars = gatherColumns(feed.chunks(), 600);

const column =
  (value: (bars: BarColumns, bar: number) => number) =>
  (given: BarColumns): Computed => ({
    series: new Map([["x", Float64Array.from(given.time, (_, bar) => value(given, bar))]]),
    decisions: [],
  });
const at = (values: Float64Array, bar: number) => values[bar] ?? Number.NaN;
const mean = (values: Float64Array, from: number, to: number) =>
  values.slice(Math.max(0, from), to).reduce((sum, value) => sum + value, 0) / (to - Math.max(0, from));

describe("programs that look ahead are caught", () => {
  const leaky: readonly (readonly [string, (given: BarColumns) => Computed])[] = [
    ["the next close", column(({ close }, bar) => at(close, bar + 1))],
    ["the close after 24 bars", column(({ close }, bar) => at(close, bar + 24) / at(close, bar))],
    [
      "scaled by the mean of all data",
      column(({ close }, bar) => at(close, bar) / mean(close, 0, close.length)),
    ],
    ["a centred average", column(({ close }, bar) => mean(close, bar - 2, bar + 3))],
    [
      "the day's high before the day is over",
      column(({ high }, bar) => {
        const day = Math.floor(bar / 24) * 24;
        return Math.max(...high.slice(day, day + 24));
      }),
    ],
    ["filled backwards", column(({ close }, bar) => at(close, Math.ceil(bar / 4) * 4))],
    ["where the data ends", column(({ close }, bar) => at(close, bar) - at(close, close.length - 1))],
  ];
  test.each(leaky)("%s", (_, compute) => {
    const { leaks } = findLeaks(compute, bars, { rounds: 12, seed: 1 });
    expect(leaks.map(({ what }) => what)).toEqual(["x"]);
    const [leak] = leaks;
    expect(leak?.bar).toBeLessThanOrEqual(leak?.unchangedTo ?? -1);
  });

  test("and so is a decision that knows what comes", () => {
    const compute = ({ close }: BarColumns): Computed => ({
      series: new Map(),
      decisions: [...close.keys()]
        .filter((bar) => at(close, bar + 1) > at(close, bar))
        .map((bar) => ({ bar, what: "buy" })),
    });
    expect(findLeaks(compute, bars, { rounds: 12, seed: 1 }).leaks.map(({ what }) => what)).toEqual([
      "a decision",
    ]);
  });
});

describe("programs that do not are left alone", () => {
  test.each([
    ["a trailing average", column(({ close }, bar) => mean(close, bar - 4, bar + 1))],
    [
      "the last finished day's high",
      column(({ high }, bar) => {
        const day = Math.floor((bar + 1) / 24) * 24;
        return Math.max(...high.slice(Math.max(0, day - 24), day));
      }),
    ],
    ["times alone", column(({ time }, bar) => at(time, bar + 1))],
  ])("%s", (_, compute) => {
    expect(findLeaks(compute, bars, { rounds: 12, seed: 1 }).leaks).toEqual([]);
  });
});
