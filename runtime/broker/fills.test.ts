import { expect, test } from "vitest";
import { enterLong, enterShort, exitLong, play } from "../testing/scenario.js";

// All numbers were worked out by hand from the rules of the broker.

test("a signal fills at the open of the next bar, an exit likewise", () => {
  const result = play([
    [10, 12, 9, 11, enterLong],
    [12, 13, 11, 12],
    [14, 15, 13, 14, exitLong],
    [15, 16, 14, 15],
  ]);
  expect(result.trades).toHaveLength(1);
  expect(result.trades[0]).toMatchObject({
    side: "long",
    quantity: 1,
    signalBar: 0,
    entryBar: 1,
    entryPrice: 12,
    exitBar: 3,
    exitPrice: 15,
    profit: 3,
    exitReason: "rule",
    exitRule: 0,
    bars: 2,
    // Lowest 11 and highest 15 while it was held: the exit's bar counts to its open only.
    mae: (11 - 12) / 12,
    mfe: (15 - 12) / 12,
  });
  // 1000 − 12 + close, then 1000 + 3.
  expect(Array.from(result.equity?.equity ?? [])).toEqual([1000, 1000, 1002, 1003]);
  expect(Array.from(result.equity?.cash ?? [])).toEqual([1000, 988, 988, 1003]);
});

test("slippage and half the spread move the price against us and are reported, the fee is on top", () => {
  const result = play(
    [
      [100, 100, 100, 100, enterLong],
      [100, 110, 90, 100, exitLong],
      [200, 200, 200, 200],
    ],
    { costs: { taker: 0.001, slippage: { kind: "rate", amount: 0.01 }, spread: 0.02, fixed: 0.5 } },
  );
  // Buy at 100 + 1 + 1, sell at 200 − 2 − 2; fees 0.102 + 0.196 + 2 · 0.5.
  expect(result.trades[0]).toMatchObject({ entryPrice: 102, exitPrice: 196, grossProfit: 94, slippage: 6 });
  expect(result.trades[0]?.fees).toBeCloseTo(1.298, 12);
  expect(result.trades[0]?.profit).toBeCloseTo(92.702, 12);
  expect(result.account.end).toBeCloseTo(1092.702, 12);
});

test("slippage in ticks and as a fraction of the bar's range", () => {
  const rows = [
    [100, 100, 100, 100, enterShort],
    [100, 110, 90, 100],
    [100, 100, 100, 100],
  ] as const;
  const ticks = play(rows, { tick: 0.5, costs: { slippage: { kind: "ticks", amount: 3 } } });
  expect(ticks.orders[0]).toMatchObject({ side: "sell", price: 98.5, slippage: 1.5 });
  const range = play(rows, { costs: { slippage: { kind: "range", amount: 0.1 } } });
  // The range of the fill's bar is 20.
  expect(range.orders[0]).toMatchObject({ price: 98, slippage: 2 });
});

test("ticks are the step of the data's prices where none is written, and refused where there is none", () => {
  const costs = { slippage: { kind: "ticks", amount: 2 } } as const;
  const rows = (price: number) => [
    [price, price, price, price, enterLong] as const,
    [price, price, price, price] as const,
  ];
  expect(play(rows(100.25), { costs }).orders[0]?.price).toBeCloseTo(100.27, 12);
  expect(() => play(rows(Math.PI), { costs })).toThrow(/tick is not known/);
});

test("the last open position is closed at the last close, with costs", () => {
  const rows = [
    [100, 100, 100, 100, enterLong],
    [100, 110, 100, 110],
  ] as const;
  const closed = play(rows, { costs: { taker: 0.01 } });
  expect(closed.trades[0]).toMatchObject({ exitReason: "end_of_data", exitPrice: 110, exitBar: 1 });
  // 1000 + 10 − 1 − 1.1
  expect(closed.account.end).toBeCloseTo(1007.9, 12);
  expect(closed.equity?.equity.at(-1)).toBe(closed.account.end);
  expect(closed.equity?.position.at(-1)).toBe(0);
  const marked = play(rows, { costs: { taker: 0.01 } }, { endOfData: "mark" });
  expect(marked.trades).toHaveLength(0);
  expect(marked.account.end).toBeCloseTo(1009, 12);
});

test("an order that waits when the data ends is cancelled", () => {
  const result = play([
    [100, 100, 100, 100],
    [100, 100, 100, 100, enterLong],
  ]);
  expect(result.orders).toMatchObject([
    { status: "cancelled", reason: "end of data", signalBar: 1, price: null },
  ]);
});

test("a flip closes first and sizes the new side from what is left", () => {
  const result = play(
    [
      [100, 100, 100, 100, enterLong],
      [100, 100, 100, 100],
      [50, 50, 50, 50, enterShort],
      [50, 50, 50, 50],
      [40, 40, 40, 40],
    ],
    { size: { kind: "equity", amount: 0.5 } },
  );
  // Long 5 at 100, sold at 50: equity 750. Short 375 / 50 = 7.5 at 50, bought at 40: + 75.
  expect(result.trades).toMatchObject([
    { side: "long", quantity: 5, profit: -250, exitReason: "reverse", exitRule: 1 },
    { side: "short", quantity: 7.5, entryPrice: 50, profit: 75, exitReason: "end_of_data", exitRule: null },
  ]);
  expect(result.account.end).toBe(825);
});

test("conditions that are missing are false, and the warm-up decides nothing", () => {
  const result = play(
    [
      [100, 100, 100, 100, enterLong],
      [100, 100, 100, 100, Number.NaN],
      [100, 100, 100, 100, enterShort],
      [100, 100, 100, 100],
    ],
    { first: 2 },
  );
  expect(result.trades).toMatchObject([{ side: "short", signalBar: 2 }]);
  expect(result.signals).toMatchObject([
    { bar: 0, side: "long", outcome: "ignored", reason: "warm-up" },
    { bar: 2, side: "short", outcome: "order" },
  ]);
});

test("every condition that came true leaves one record for each reason why nothing followed", () => {
  const result = play([
    [100, 100, 100, 100, exitLong],
    [100, 100, 100, 100, enterLong],
    [100, 100, 100, 100, enterLong],
    [100, 100, 100, 100],
    [100, 100, 100, 100, enterLong],
    [100, 100, 100, 100, enterLong],
  ]);
  expect(result.signals.map(({ bar, action, outcome, reason }) => [bar, action, outcome, reason])).toEqual([
    [0, "exit", "ignored", "no position"],
    [1, "enter", "order", "entry rule"],
    // Bar 2 repeats the condition that the order of bar 1 answered; bar 4 is a new one.
    [4, "enter", "ignored", "in position"],
  ]);
});
