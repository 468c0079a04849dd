import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backtest } from "../modes/backtest.js";
import { barsOf, feedOf, firstTime, type BarRow } from "../testing/feed.js";
import { StrategyBuilder, type StrategyDraft } from "../testing/strategy.js";
import { twinTarget } from "./twin-target.js";

const hour = 3_600_000;

/** The target stands in the volume, in hundredths; na keeps what is held. */
function follow(
  rows: readonly BarRow[],
  draft: Partial<StrategyDraft> & { readonly rebalance?: number } = {},
  interval?: number,
) {
  const builder = new StrategyBuilder();
  const target = builder.call("divide", [builder.bar("volume"), 100]);
  const { rebalance = 0, ...rest } = draft;
  const graph = builder.graph({
    entries: [],
    leverage: 1,
    ...(interval !== undefined && { timeframe: interval }),
    ...rest,
    position: { target, rebalance },
  });
  return backtest(graph, feedOf(barsOf(rows, interval), interval, [5]), {
    capital: 1000,
    capacity: 64,
    checkIdentities: true,
  });
}

const at = (price: number, target: number): BarRow => [price, price, price, price, target];

describe("a target position", () => {
  test("is a share of equity, and what is taken off is a trade at the average price", () => {
    // Half of 1,000 buys 5 at 100. At 120 equity is 1,100, and all of it is 9.1667: 4.1667 more, at 109.09 on average.
    const { trades, equity } = follow([
      at(100, 50),
      at(100, 100),
      at(120, 100),
      at(120, 25),
      at(120, 0),
      at(120, 0),
    ]);
    const average = (5 * 100 + (1100 / 120 - 5) * 120) / (1100 / 120);
    expect(equity?.position[2]).toBeCloseTo(1100 / 120, 12);
    expect(trades).toHaveLength(2);
    expect(trades[0]?.quantity).toBeCloseTo((1100 / 120) * 0.75, 12);
    expect(trades[0]?.entryPrice).toBeCloseTo(average, 12);
    expect(trades.map(({ exitReason }) => exitReason)).toEqual(["rebalance", "rebalance"]);
    expect(trades.reduce((sum, { profit }) => sum + profit, 0)).toBeCloseTo(100, 9);
  });

  test("is left alone while it is near enough, and traded when it changes sides", () => {
    const { orders } = follow([at(100, 4), at(100, 10), at(100, 14), at(100, 16), at(100, -1), at(100, -1)], {
      rebalance: 0.05,
    });
    // 4% is too little to begin with; 14% is near 10%; 16% is not; −1% is on the other side.
    expect(orders.map(({ bar, side, kind }) => `${bar} ${side} ${kind}`)).toEqual([
      "2 buy market",
      "4 buy market",
      "5 sell market",
      "5 sell market",
      "5 buy end_of_data",
    ]);
  });

  test("is traded when it is just as far away as it may be, whatever the last bit of the share", () => {
    for (const price of [100, 97.5, 98.5, 101.5, 33.3]) {
      for (const slippage of [0, 0.0005, 0.01]) {
        // All money is spent, so the share held is 1; 0.7 is 0.3 away.
        const { trades } = follow([at(price, 100), at(price, 70), at(price, 70), at(price, Number.NaN)], {
          rebalance: 0.3,
          costs: { taker: 0.02, slippage: { kind: "rate", amount: slippage } },
        });
        expect(trades.map(({ exitBar, exitReason }) => `${exitBar} ${exitReason}`)).toEqual([
          "2 rebalance",
          "3 end_of_data",
        ]);
      }
    }
  });

  test("keeps what is held where it has no value", () => {
    const { orders } = follow([at(100, 50), at(100, Number.NaN), at(200, Number.NaN), at(200, Number.NaN)]);
    expect(orders.map(({ bar, kind }) => `${bar} ${kind}`)).toEqual(["1 market", "3 end_of_data"]);
  });

  test("goes no further than leverage, nor than the money for the fee", () => {
    const twice = follow([at(100, 300), at(100, 300)], { leverage: 2 });
    expect(twice.equity?.position[0]).toBe(0);
    expect(twice.trades[0]?.quantity).toBeCloseTo(20, 12);
    const withFee = follow([at(100, 100), at(100, 100)], { costs: { taker: 0.01 } });
    expect(withFee.trades[0]?.quantity).toBeCloseTo(1000 / 101, 12);
  });

  test("does not grow while trading is halted, but shrinks", () => {
    const rows = [at(100, 100), at(100, 100), at(80, 200), at(80, 50), at(80, 50)];
    const { orders } = follow(rows, { leverage: 3, halts: [{ quantity: "drawdown", above: 0.1 }] });
    expect(orders.map(({ bar, side }) => `${bar} ${side}`)).toEqual(["1 buy", "4 sell", "4 sell"]);
  });

  test("does not trade what rounding leaves between the share held and the share wanted", () => {
    // All money is spent on the first day, so that the share is 1 but for the last bit of a quotient.
    const rows = [at(93, 99), at(96.5, 100), at(96.5, 100), at(97, 100), at(97, 100)];
    const { orders } = follow(rows, { rebalance: 0, costs: { taker: 0.02, fixed: 0.25 } });
    expect(orders.map(({ bar, kind }) => `${bar} ${kind}`)).toEqual(["1 market", "4 end_of_data"]);
  });

  test("on random targets, bars and costs does what its slow twin does", () => {
    const runs = Number(process.env["SAGE_PROPERTY_RUNS"] ?? 200);
    let liquidated = 0;
    const row = fc.record({
      gap: fc.integer({ min: -4, max: 4 }),
      move: fc.integer({ min: -8, max: 8 }),
      target: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: -150, max: 150 }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) },
        { weight: 1, arbitrary: fc.constant(0) },
      ),
    });
    const rules = fc.record({
      rebalance: fc.constantFrom(0, 0.05, 0.3),
      taker: fc.constantFrom(0, 0.001, 0.02),
      fixed: fc.constantFrom(0, 0.25),
      slippage: fc.constantFrom(0, 0.0005, 0.01),
      leverage: fc.constantFrom(1, 2, 10),
      maintenance: fc.option(fc.constantFrom(0.005, 0.05), { nil: undefined }),
      liquidationFee: fc.constantFrom(0, 0.01),
      funding: fc.option(fc.record({ rate: fc.constantFrom(0.001, -0.002), every: fc.constant(4 * hour) }), {
        nil: undefined,
      }),
      borrow: fc.constantFrom(0, 0.5),
      lot: fc.constantFrom(0, 0.125),
      minimumNotional: fc.constantFrom(0, 60),
      first: fc.nat(4),
      cooldown: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 8, maxLength: 60 }), rules, (drafts, drawn) => {
        const { funding, maintenance: margin, ...rule } = drawn;
        const maintenance = margin === undefined ? {} : { maintenance: margin };
        const holding = funding === undefined ? {} : { funding };
        let close = 100;
        const rows = drafts.map(({ gap, move, target }): BarRow => {
          const open = Math.max(20, close + gap / 2);
          close = Math.max(20, open + move / 2);
          return [open, Math.max(open, close) + 0.5, Math.min(open, close) - 0.5, close, target];
        });
        const { taker, fixed, slippage, rebalance, leverage, lot, minimumNotional, first, cooldown } = rule;
        const { borrow, liquidationFee } = rule;
        const liquidation = margin === undefined ? {} : { liquidation: liquidationFee };
        const result = follow(
          rows,
          {
            rebalance,
            leverage,
            minimumNotional,
            first,
            ...maintenance,
            ...(lot > 0 && { lot }),
            ...(cooldown !== undefined && { cooldown: { length: cooldown, after: "any" as const } }),
            costs: {
              taker,
              fixed,
              slippage: { kind: "rate", amount: slippage },
              ...holding,
              ...liquidation,
              ...(borrow > 0 && { borrow }),
            },
          },
          hour,
        );
        const clock = { start: firstTime, interval: hour };
        const twin = twinTarget(rows, { ...rule, ...holding, ...maintenance, ...clock });
        liquidated += result.trades.filter(({ exitReason }) => exitReason === "liquidation").length;
        expect(result.trades.map(({ entryBar, exitBar }) => `${entryBar} ${exitBar}`)).toEqual(
          twin.trades.map(({ entryBar, exitBar }) => `${entryBar} ${exitBar}`),
        );
        for (const [k, trade] of result.trades.entries()) {
          for (const name of [
            "quantity",
            "entryPrice",
            "exitPrice",
            "fees",
            "funding",
            "borrow",
            "profit",
          ] as const)
            expect(trade[name]).toBeCloseTo(twin.trades[k]?.[name] ?? Number.NaN, 7);
        }
        for (const [bar, equity] of twin.equity.entries())
          expect(result.equity?.equity[bar]).toBeCloseTo(equity, 6);
      }),
      { numRuns: runs },
    );
    // Drawn at random, so only that there are some.
    expect(liquidated).toBeGreaterThan(0);
  });
});
