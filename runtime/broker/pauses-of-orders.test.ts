import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, exitLong, play } from "../testing/scenario.js";

// Cooldowns and halts beside orders that rest, fill in parts or are liquidated.

const at = (price: number, code = 0): BarRow => [price, price, price, price, code];
const ends = ({ orders }: ReturnType<typeof play>) =>
  orders.map(({ bar, kind, status, reason }) => [bar, kind, status, reason].join(" "));

describe("a halt", () => {
  test("withdraws a stop-limit that waits", () => {
    const long = { order: { type: "stop", price: 110, limit: 112 } } as const;
    const rows = [at(100, enterShort), at(100, enterLong), at(130), at(111), at(111)];
    // Short five at 100, reversed at the open of bar 2, at 130: 1000 - 150. The stop-limit is passed at that open.
    const result = play(rows, {
      size: { kind: "quantity", amount: 5 },
      long,
      halts: [{ quantity: "drawdown", above: 0.1 }],
    });
    expect(ends(result)).toEqual([
      "1 market filled entry rule",
      "2 market filled reversed by a signal to the other side",
      "2 stop_limit cancelled halted",
    ]);
  });

  test("ends what is left of an entry that fills in parts, and what was filled stays", () => {
    const rows = [at(100, enterLong), at(100, 50), at(60, 10), at(60, 900), at(60, 900)];
    // Five at 100, and one more at 60: at that close 1000 - 5 · 40 = 800.
    const result = play(rows, {
      participation: 0.1,
      size: { kind: "quantity", amount: 10 },
      halts: [{ quantity: "drawdown", above: 0.15, length: 1 }],
    });
    expect(ends(result)).toEqual([
      "1 market partly_filled entry rule",
      "2 market partly_filled entry rule",
      "2 market cancelled halted",
      "4 end_of_data filled end of data",
    ]);
    expect(result.trades.map(({ quantity }) => quantity)).toEqual([6]);
  });

  test("on a streak counts a liquidation as one loss", () => {
    const rows = [at(100, enterLong), [100, 100, 80, 100, enterLong] as const, [100, 100, 80, 100] as const];
    const draft = { leverage: 10, maintenance: 0.005 };
    const streak = (above: number) =>
      play([...rows, at(100, enterLong), at(100), at(100)], {
        ...draft,
        halts: [{ quantity: "losing streak", above, inclusive: true }],
      }).trades.length;
    expect(streak(3)).toBe(3);
    expect(streak(2)).toBe(2);
  });

  test("on a day's loss counts what holding cost", () => {
    const hour = 3_600_000;
    // Bars of six hours. A funding of 2% of 500 before each: after two of them 20 of 1000 are gone, after three 30.
    const costs = { funding: { rate: 0.02, every: 6 * hour } };
    const rows = [
      at(100, enterLong),
      at(100),
      at(100),
      at(100, exitLong),
      at(100, enterLong),
      at(100),
      at(100),
    ];
    const halted = (above: number) =>
      play(
        rows,
        { size: { kind: "quantity", amount: 5 }, costs, halts: [{ quantity: "daily loss", above }] },
        {},
        6 * hour,
      ).signals.at(-1)?.reason;
    // The first day is bars 0 to 3 and pays twice; bar 4 pays once more before the exit and begins the second.
    expect(halted(0.0201)).toBe("entry rule");
    expect(halted(0.0199)).toBe("halted");
  });
});

describe("a cooldown", () => {
  test("begins when the last part of a position is left", () => {
    const rows = [
      at(100, enterLong),
      at(100, 500),
      at(100, exitLong),
      at(90, 50),
      at(90, 900),
      at(90, enterLong),
      at(90, enterLong),
      at(90, 900),
    ];
    const result = play(rows, {
      participation: 0.1,
      size: { kind: "quantity", amount: 10 },
      cooldown: { length: 2, after: "loss" },
    });
    // Five are left in bar 3, five in bar 4: bars 4 and 5 decide nothing.
    expect(result.signals.slice(2)).toMatchObject([
      { bar: 5, reason: "cooldown" },
      { bar: 6, reason: "entry rule" },
    ]);
  });

  test("after a loss follows a position that only its interest made one", () => {
    const rows = [at(100, enterLong), at(100, exitLong), at(100, enterLong), at(100)];
    const last = (costs: NonNullable<Parameters<typeof play>[1]>["costs"]) =>
      play(rows, { costs: { ...costs }, leverage: 2, cooldown: { length: 3, after: "loss" } }).signals.at(-1);
    expect(last({})).toMatchObject({ reason: "entry rule" });
    expect(last({ borrow: 0.1 })).toMatchObject({ reason: "cooldown" });
  });
});
