import { describe, expect, test } from "vitest";
import { backtest } from "../modes/backtest.js";
import { barsOf, feedOf, firstTime, type BarRow } from "../testing/feed.js";
import { enterLong, enterShort, play, scriptedStrategy } from "../testing/scenario.js";
import type { ValueFeed } from "../feeds/bind.js";

const hour = 3_600_000;

/** Bars of four hours from midnight on; one unit is entered at the open of bar 1, at 100. */
const rows = (signal: number): readonly BarRow[] => [
  [100, 100, 100, 100, signal],
  [100, 104, 100, 104],
  [104, 106, 104, 106],
  [106, 110, 106, 110],
  [110, 112, 108, 108],
  [108, 109, 107, 108],
];

const rates = (given: readonly (readonly [hours: number, rate: number])[]): ValueFeed => ({
  information: {
    source: "rates",
    rows: given.length,
    from: firstTime + (given[0]?.[0] ?? 0) * hour,
    to: firstTime + (given.at(-1)?.[0] ?? 0) * hour,
    hash: "1".repeat(64),
  },
  *values() {
    yield {
      time: Float64Array.from(given, ([hours]) => firstTime + hours * hour),
      value: Float64Array.from(given, ([, rate]) => rate),
    };
  },
});

describe("funding", () => {
  const constant = { funding: { rate: 0.001, every: 8 * hour } };

  test("is paid at its times, on the value at the close before", () => {
    const { trades, account, metrics } = play(rows(enterLong), { costs: constant }, {}, 4 * hour);
    // 08:00 at the close of bar 1, 104; 16:00 at the close of bar 3, 110.
    expect(trades[0]?.funding).toBeCloseTo(0.104 + 0.11, 12);
    expect(trades[0]?.profit).toBeCloseTo(8 - 0.214, 12);
    expect(account.end).toBeCloseTo(1008 - 0.214, 12);
    expect(metrics.funding).toBeCloseTo(0.214, 12);
  });

  test("is received on the other side, and where the rate is negative", () => {
    expect(play(rows(enterShort), { costs: constant }, {}, 4 * hour).trades[0]?.funding).toBeCloseTo(
      -0.214,
      12,
    );
    const turned = { funding: { rate: -0.001, every: 8 * hour } };
    expect(play(rows(enterLong), { costs: turned }, {}, 4 * hour).trades[0]?.funding).toBeCloseTo(-0.214, 12);
  });

  test("comes out of the margin: what was paid moves the liquidation price", () => {
    const draft = { costs: { funding: { rate: 0.01, every: 8 * hour } }, leverage: 10, maintenance: 0.005 };
    const { trades } = play(rows(enterLong), draft, {}, 4 * hour);
    // Paid 1.04 and 1.1 of a margin of 10: (100 - (10 - 2.14)) / 0.995
    expect(trades[0]?.liquidationPrice).toBeCloseTo((100 - 7.86) / 0.995, 10);
  });

  const paid = (
    given: readonly (readonly [number, number])[],
    capacity: number,
    missing: "warn" | "stop" = "warn",
  ) => {
    const graph = scriptedStrategy({ timeframe: 4 * hour, costs: { funding: "data" } });
    const { orders } = graph;
    const stopping = {
      ...graph,
      orders: { ...orders, costs: { ...orders.costs, funding: { source: "data" as const, missing } } },
    };
    return backtest(stopping, feedOf(barsOf(rows(enterLong), 4 * hour), 4 * hour), {
      capital: 1000,
      capacity,
      checkIdentities: true,
      feeds: { funding: rates(given) },
    });
  };

  test.each([1, 2, 100])(
    "is what the data says, some milliseconds late as well (%d bars a step)",
    (capacity) => {
      const late = 17 / hour;
      const result = paid(
        [
          [0, 0.5],
          [8 + late, 0.001],
          [16 + late, -0.002],
        ],
        capacity,
      );
      // Nothing was held at midnight. 08:00 at 104, 16:00 at 110.
      expect(result.trades[0]?.funding).toBeCloseTo(0.104 - 0.22, 12);
      expect(result.feeds.map(({ name }) => name)).toEqual(["funding"]);
      expect(result.warnings.map(({ code }) => code)).not.toContain("SAGE8408");
    },
  );

  test("several that are due at once are added up", () => {
    const result = paid(
      [
        [5, 0.001],
        [6, 0.001],
        [7, 0.001],
        [8, 0.001],
      ],
      100,
    );
    expect(result.trades[0]?.funding).toBeCloseTo(4 * 0.104, 12);
  });

  test("what is missing is counted, or ends the run", () => {
    const gap = [
      [0, 0.001],
      [4, 0.001],
      [8, 0.001],
      [20, 0.001],
    ] as const;
    const { warnings } = paid(gap, 100);
    expect(warnings.find(({ code }) => code === "SAGE8408")?.message).toMatch(
      /^2 fundings are missing.*every 4h/,
    );
    expect(() => paid(gap, 100, "stop")).toThrow(/2 fundings are missing/);
  });

  test("data without it is refused before the run", () => {
    expect(() => play(rows(enterLong), { costs: { funding: "data" } }, {}, 4 * hour)).toThrow(/has none/);
  });
});

describe("interest", () => {
  const day = 24 * hour;
  // 36.5 % a year is 0.1 % a day.
  const costs = { borrow: 0.365 };
  const daily: readonly BarRow[] = [
    [100, 100, 100, 100],
    [100, 110, 100, 110],
    [110, 120, 110, 120],
    [120, 120, 120, 120],
  ];
  const signalled = (signal: number): readonly BarRow[] =>
    daily.map((row, k) => (k === 0 ? [row[0], row[1], row[2], row[3], signal] : row));

  test("is paid on the value of units sold short, for the time since the bar before", () => {
    const { trades, metrics } = play(signalled(enterShort), { costs }, {}, day);
    expect(trades[0]?.borrow).toBeCloseTo(0.11 + 0.12, 12);
    expect(trades[0]?.profit).toBeCloseTo(-20 - 0.23, 12);
    expect(metrics.borrow).toBeCloseTo(0.23, 12);
  });

  test("is paid on the money beyond the margin, and not where all was paid", () => {
    const lent = { costs, leverage: 4, maintenance: 0.005 };
    expect(play(signalled(enterLong), lent, {}, day).trades[0]?.borrow).toBeCloseTo(2 * 0.075, 12);
    const own = { ...lent, leverage: 1 };
    expect(play(signalled(enterLong), own, {}, day).trades[0]?.borrow).toBe(0);
  });
});
