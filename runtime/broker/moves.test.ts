import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, play, type Protection } from "../testing/scenario.js";

// Worked out by hand: one unit is bought at the open of bar 1, at 100.

const after = (rows: readonly BarRow[], long: Protection, draft: Parameters<typeof play>[1] = {}) =>
  play([[100, 100, 100, 100, enterLong], ...rows], { long, ...draft });
const exits = (result: ReturnType<typeof play>) =>
  result.trades.map(({ exitReason, exitBar, exitPrice }) => [exitReason, exitBar, exitPrice]);
const fromEntry = (distance: number) => ({ base: distance, slope: 1 });
const distance = (base: number) => ({ base, slope: 0 });

describe("break-even", () => {
  const breakEven: Protection = {
    stop: fromEntry(-5),
    moves: [{ level: fromEntry(0), after: distance(4) }],
  };

  test("moves the stop to the price paid once so much is gained, from the next bar on", () => {
    // 104 is seen in bar 1, whose low of 99 may have come before it; in bar 2 the stop stands at 100.
    const rows: readonly BarRow[] = [
      [100, 104, 99, 103],
      [103, 103, 98, 101],
    ];
    const result = after(rows, breakEven);
    expect(exits(result)).toEqual([["stop", 2, 100]]);
    expect(result.orders.at(-1)).toMatchObject({ kind: "stop", reason: "stop reached after it was moved" });
    expect(result.trades[0]?.stop).toBe(95);
  });

  test("to a level beyond the price that moves it stands at that price", () => {
    // Nobody pays 110 on a bar that goes to 104.
    const beyond: Protection = { moves: [{ level: fromEntry(10), after: distance(4) }] };
    expect(exits(after([[100, 104, 99, 103]], beyond, { path: "olhc" }))).toEqual([["stop", 1, 104]]);
  });

  test("does nothing before", () => {
    const rows: readonly BarRow[] = [
      [100, 103.5, 99, 103],
      [103, 103, 94, 96],
    ];
    const result = after(rows, breakEven);
    expect(exits(result)).toEqual([["stop", 2, 95]]);
    expect(result.orders.at(-1)).toMatchObject({ reason: "stop reached" });
  });

  test("on a path acts within the bar", () => {
    const bar: BarRow = [100, 104, 98, 101];
    expect(exits(after([bar], breakEven, { path: "ohlc" }))).toEqual([["stop", 1, 100]]);
    // Down first: 98 is above 95, and after 104 the close of 101 is above 100.
    expect(exits(after([bar], breakEven, { path: "olhc" }))).toEqual([["end_of_data", 1, 101]]);
  });

  test("with an offset, in percent of the entry and in steps", () => {
    const long: Protection = {
      stop: fromEntry(-5),
      moves: [
        { level: { base: 0, slope: 1.01 }, after: { base: 0, slope: 0.03 } },
        { level: { base: 0, slope: 1.05 }, after: { base: 0, slope: 0.08 } },
      ],
    };
    const falls: BarRow = [101.5, 101.5, 90, 91];
    expect(exits(after([[100, 103, 100, 102], falls], long))).toEqual([["stop", 2, 101]]);
    // At 108 the second step holds: the open of 101.5 has jumped over 105.
    expect(exits(after([[100, 108, 100, 107], falls], long))).toEqual([["stop", 2, 101.5]]);
    expect(
      exits(
        after(
          [
            [100, 108, 100, 107],
            [107, 107, 104, 104],
          ],
          long,
        ),
      ),
    ).toEqual([["stop", 2, 105]]);
  });

  test("never moves the stop back", () => {
    const long: Protection = {
      stop: fromEntry(-1),
      moves: [{ level: fromEntry(-3), after: distance(2) }],
    };
    expect(
      exits(
        after(
          [
            [100, 104, 99.5, 103],
            [103, 103, 98, 98],
          ],
          long,
        ),
      ),
    ).toEqual([["stop", 2, 99]]);
  });

  test("of a short works the other way round, without a first stop too", () => {
    const short: Protection = { moves: [{ level: fromEntry(0), after: distance(4) }] };
    const rows: readonly BarRow[] = [
      [100, 100, 100, 100, enterShort],
      [100, 105, 96, 97],
      [97, 101, 97, 99],
    ];
    expect(exits(play(rows, { short }))).toEqual([["stop", 2, 100]]);
  });

  test("is rounded to the tick", () => {
    const long: Protection = { moves: [{ level: fromEntry(0.3), after: distance(4) }] };
    expect(
      exits(
        after(
          [
            [100, 104, 100, 103],
            [103, 103, 98, 101],
          ],
          long,
          { tick: 0.25 },
        ),
      ),
    ).toEqual([["stop", 2, 100.25]]);
  });
});

describe("a trailing stop", () => {
  test("may be a share of the best price", () => {
    // 10% below 110 is 99, 10% below 120 is 108.
    const rows: readonly BarRow[] = [
      [100, 110, 100, 105],
      [105, 120, 100, 118],
      [118, 118, 107, 110],
    ];
    expect(exits(after(rows, { trail: { distance: 0.1, share: true } }))).toEqual([["trail", 3, 108]]);
  });

  test("may be measured from the entry, and begin after a share of it", () => {
    const trail = { distance: 1, distanceSlope: 0.02, after: 0, afterSlope: 0.05 };
    // Distance 1 + 2% of 100; nothing before 105.
    const rows: readonly BarRow[] = [
      [100, 104, 96, 97],
      [97, 105, 97, 104],
      [104, 104, 101, 102],
    ];
    expect(exits(after(rows, { trail }))).toEqual([["trail", 3, 102]]);
  });

  test("stands on a tick", () => {
    const rows: readonly BarRow[] = [
      [100, 110, 100, 108],
      [108, 108, 103, 104],
    ];
    // 110 − 4.3 = 105.7, to the nearest half.
    expect(exits(after(rows, { trail: { distance: 4.3 } }, { tick: 0.5 }))).toEqual([["trail", 2, 105.5]]);
  });
});

describe("the number of a position", () => {
  test("is the same for all parts of one, and counts on", () => {
    const rows: readonly BarRow[] = [
      [100, 104, 100, 104],
      [104, 104, 90, 92, enterLong],
      [92, 96, 92, 96],
    ];
    const long: Protection = { stop: fromEntry(-5), takes: [{ level: fromEntry(3), portion: 0.5 }] };
    const { trades } = after(rows, long, { size: { kind: "quantity", amount: 2 } });
    expect(trades.map(({ position, exitReason }) => [position, exitReason])).toEqual([
      [1, "take"],
      [1, "stop"],
      [2, "take"],
      [2, "end_of_data"],
    ]);
  });
});
