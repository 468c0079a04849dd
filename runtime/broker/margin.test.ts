import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../compiler/graph/index.js";
import { backtest } from "../modes/backtest.js";
import { arbitraryRules, rulesGraph, type RulesDraft } from "../testing/arbitrary.js";
import { barsOf, feedOf, type BarRow } from "../testing/feed.js";
import { enterLong, enterShort, exitLong, play } from "../testing/scenario.js";

/** One unit at 100, at the open of bar 1; the bars after the signal are given. */
const held = (signal: number, rows: readonly BarRow[], draft: Parameters<typeof play>[1] = {}) =>
  play([[100, 100, 100, 100, signal], ...rows], { leverage: 10, maintenance: 0.005, ...draft });

describe("the liquidation price", () => {
  // Binance, "How to calculate liquidation price of USD-M futures contracts", two isolated longs, as freqtrade's tests
  // carry them (tests/exchange/test_exchange.py): wallet balance, maintenance amount, units, entry, rate, price.
  test.each([
    [1_535_443.01, 135_365, 3683.979, 1456.84, 0.1, 1114.78],
    [1_535_443.01, 16_300, 109.488, 32_481.98, 0.025, 18_778.73],
  ])("is that of the exchange's own examples: %d", (wallet, amount, units, entry, rate, price) => {
    // The maintenance amount of a bracket counts like margin.
    const leverage = (units * entry) / (wallet + amount);
    const flat: BarRow = [entry, entry, entry, entry];
    const { trades } = play(
      [[entry, entry, entry, entry, enterLong], flat],
      { leverage, maintenance: rate, size: { kind: "quantity", amount: units } },
      { capital: 1e7 },
    );
    expect(trades[0]?.liquidationPrice).toBeCloseTo(price, 2);
  });

  // Hyperliquid's documentation: price - side * margin_available / size / (1 - l * side), with margin_available the
  // margin above the maintenance margin at the entry.
  test.each([
    [enterLong, 1],
    [enterShort, -1],
  ])("is that of another exchange's formula (%d)", (signal, side) => {
    const available = 100 / 10 - 0.005 * 100;
    const expected = 100 - (side * available) / 1 / (1 - 0.005 * side);
    const { trades } = held(signal, [[100, 100, 100, 100]]);
    expect(trades[0]?.liquidationPrice).toBeCloseTo(expected, 12);
  });

  test("is nowhere where all was paid, and twice the entry or less for a short", () => {
    expect(held(enterLong, [[100, 100, 1, 1]], { leverage: 1 }).trades[0]?.liquidationPrice).toBeNull();
    // (100 + 100) / 1.005
    const short = held(enterShort, [[100, 100, 100, 100]], { leverage: 1 });
    expect(short.trades[0]?.liquidationPrice).toBeCloseTo(199.00497512437812, 12);
  });
});

describe("liquidation", () => {
  // (100 - 10) / 0.995
  const level = 90.45226130653266;

  test("happens inside the bar that reaches the price, and no earlier", () => {
    const near = held(enterLong, [[100, 100, 90.46, 99]]);
    expect(near.trades[0]?.exitReason).toBe("end_of_data");
    const { trades, orders, account } = held(enterLong, [[100, 100, 90.45, 99]]);
    expect(trades[0]).toMatchObject({ exitReason: "liquidation", exitBar: 1 });
    expect(trades[0]?.exitPrice).toBeCloseTo(level, 10);
    expect(orders.at(-1)?.reason).toBe("margin used up");
    expect(account.end).toBeCloseTo(1000 - (100 - level), 9);
  });

  test("comes at the open that lies beyond, and costs no more than the margin", () => {
    const rows: readonly BarRow[] = [
      [100, 101, 99, 100],
      [80, 81, 79, 80],
    ];
    const { trades, account } = held(enterLong, rows, { costs: { taker: 0.001, liquidation: 0.01 } });
    // At 90 the margin of 10 is gone; the venue bears the rest. The entry's fee was paid before.
    expect(trades[0]).toMatchObject({ exitReason: "liquidation", exitBar: 2, exitPrice: 90, fees: 0.1 });
    expect(account.end).toBeCloseTo(1000 - 10 - 0.1, 9);
  });

  test("takes its own fee out of what is left of the margin", () => {
    const { trades } = held(enterLong, [[100, 100, 90, 99]], { costs: { liquidation: 0.004 } });
    expect(trades[0]?.fees).toBeCloseTo(0.004 * level, 10);
    const all = held(enterLong, [[100, 100, 90, 99]], { costs: { liquidation: 0.5 } });
    expect(all.trades[0]?.profit).toBeCloseTo(-10, 10);
  });

  test("comes after a stop that lies nearer, and before one that lies further", () => {
    const near = held(enterLong, [[100, 100, 80, 99]], { long: { stop: { base: -5, slope: 1 } } });
    expect(near.trades[0]).toMatchObject({ exitReason: "stop", exitPrice: 95 });
    const far = held(enterLong, [[100, 100, 80, 99]], { long: { stop: { base: -15, slope: 1 } } });
    expect(far.trades[0]?.exitReason).toBe("liquidation");
  });

  test("acts in the bar of the fill also where stops do not yet", () => {
    const { trades } = held(enterLong, [[100, 100, 80, 99]], {
      protectFrom: "next",
      long: { stop: { base: -5, slope: 1 } },
    });
    expect(trades[0]).toMatchObject({ exitReason: "liquidation", exitBar: 1 });
  });

  test("comes before an exit that waits for the open", () => {
    const rows: readonly BarRow[] = [
      [100, 100, 99, 99, exitLong],
      [85, 99, 85, 99],
    ];
    const { trades } = held(enterLong, rows);
    expect(trades.map(({ exitReason, exitPrice }) => [exitReason, exitPrice])).toEqual([["liquidation", 90]]);
  });

  test("ends one position, not the account", () => {
    const rows: readonly BarRow[] = [
      [100, 100, 80, 99, enterLong],
      [99, 110, 99, 110],
    ];
    const { trades, warnings } = held(enterLong, rows);
    expect(trades.map(({ exitReason }) => exitReason)).toEqual(["liquidation", "end_of_data"]);
    expect(warnings.map(({ code }) => code)).not.toContain("SAGE8401");
  });

  test("is refused where leverage leaves no margin", () => {
    expect(() => held(enterLong, [[100, 100, 100, 100]], { leverage: 200 })).toThrow(/liquidated at once/);
    expect(() => held(enterLong, [[100, 100, 100, 100]], { leverage: 199 })).not.toThrow();
  });
});

/** Prices that jump by up to a million times either way, with zeros and negative ones among them. */
const wildRow = fc
  .record({
    open: fc.constantFrom(100, 1e8, 1e-4, 0, -5, 99.5),
    move: fc.constantFrom(1, 1e6, 1e-6, 0.9, 1.1),
    up: fc.constantFrom(1, 1.2, 1e3),
    down: fc.constantFrom(1, 0.8, 1e-3),
    code: fc.nat(15),
  })
  .map(({ open, move, up, down, code }): BarRow => {
    const close = open * move;
    const [high, low] = [Math.max(open, close), Math.min(open, close)];
    return [open, high > 0 ? high * up : high, low > 0 ? low * down : low, close, code];
  });

/** The same with fees that no venue takes. */
function wild(draft: RulesDraft, fee: number): Graph {
  const graph = rulesGraph(draft);
  if (fee === 0) return graph;
  const { costs } = graph.orders;
  const scalars = graph.scalars.map((scalar, k) =>
    k === costs.taker || k === costs.maker ? { ...scalar, value: fee } : scalar,
  );
  return { ...graph, scalars };
}

test("no jump, zero or fee takes the account below zero, or leaves anything in it that is no number", () => {
  fc.assert(
    fc.property(
      fc.array(wildRow, { minLength: 12, maxLength: 60 }),
      arbitraryRules,
      fc.constantFrom(0, 0.5, 1.5),
      (rows, draft, fee) => {
        const graph = wild(
          {
            ...draft,
            maintenance: 0.005,
            leverage: draft.leverage > 10 ? 10 : draft.leverage,
          },
          fee,
        );
        const interval = graph.market.timeframe;
        const bars = barsOf(rows, interval);
        const result = backtest(graph, feedOf(bars, interval), { capital: 1000, capacity: 16 });
        for (const equity of result.equity?.equity ?? []) expect(equity).toBeGreaterThan(-1e-6);
        for (const trade of result.trades)
          for (const [name, value] of Object.entries(trade))
            if (typeof value === "number") expect(Number.isNaN(value), name).toBe(false);
        for (const { fee: paid, quantity } of result.orders)
          expect(Number.isFinite(paid) && Number.isFinite(quantity)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
