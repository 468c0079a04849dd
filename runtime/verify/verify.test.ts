import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { backtest } from "../modes/backtest.js";
import type { BacktestResult } from "../result.js";
import {
  arbitraryBars,
  arbitraryRules,
  arbitraryTarget,
  rulesGraph,
  targetGraph,
} from "../testing/arbitrary.js";
import { barsOf, feedOf } from "../testing/feed.js";
import { enterLong, exitLong, play } from "../testing/scenario.js";
import { scriptedStrategy } from "../testing/scenario.js";
import { verifyRecords, verifyRun, type Verification } from "./verify.js";

const runs = Number(process.env["SAGE_PROPERTY_RUNS"] ?? 300);
const sixHours = 6 * 3_600_000;
const tried = { strategies: 0, bars: 0, trades: 0, orders: 0, checks: 0 };

function failuresOf({ identities }: Verification): readonly string[] {
  return identities.flatMap(({ name, failures }) => failures.map((failure) => `${name}: ${failure}`));
}

function note(result: BacktestResult, bars: number, { checks }: Verification): void {
  tried.strategies++;
  tried.bars += bars;
  tried.trades += result.trades.length;
  tried.orders += result.orders.length;
  tried.checks += checks;
}

describe("the identities hold on the records of random strategies", () => {
  test.each(["close", "mark"] as const)("that trade by signals; at the end: %s", (endOfData) => {
    fc.assert(
      fc.property(arbitraryBars, arbitraryRules, (bars, draft) => {
        if (bars.time.length <= draft.first) return;
        const graph = rulesGraph(draft);
        const result = backtest(graph, feedOf(bars, sixHours, [50]), {
          capital: 1000,
          capacity: 128,
          endOfData,
        });
        const verification = verifyRecords(graph, result, bars);
        note(result, bars.time.length, verification);
        expect(failuresOf(verification)).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  test("that hold a target", () => {
    fc.assert(
      fc.property(arbitraryBars, arbitraryTarget, (bars, draft) => {
        const graph = targetGraph(draft);
        const result = backtest(graph, feedOf(bars, sixHours, [50]), { capital: 1000, capacity: 128 });
        const verification = verifyRecords(graph, result, bars);
        note(result, bars.time.length, verification);
        expect(failuresOf(verification)).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  afterAll(() => {
    const count = (value: number): string => value.toLocaleString("en-US");
    const { strategies, bars, trades, orders, checks } = tried;
    console.log(
      `${count(strategies)} random strategies, ${count(bars)} bars, ${count(orders)} orders, ${count(trades)} trades: ${count(checks)} checks of identities`,
    );
  });
});

describe("a ledger that was tampered with", () => {
  const rows = Array.from(
    { length: 40 },
    (_, bar) =>
      [
        100 + bar,
        102 + bar,
        99 + bar,
        101 + bar,
        bar % 8 === 2 ? enterLong : bar % 8 === 5 ? exitLong : 0,
      ] as const,
  );
  const draft = { costs: { taker: 0.001 } };
  const bars = barsOf(
    rows.map((row) => [...row]),
    60_000,
  );
  const graph = scriptedStrategy({ timeframe: 60_000, ...draft });
  const sound = play(
    rows.map((row) => [...row]),
    draft,
  );

  /** The identities that fail once something was changed. */
  function broken(change: Partial<BacktestResult>): readonly string[] {
    const names = ["trades", "orders", "equity", "equityStep", "account", "counts"] as const;
    const copy = Object.fromEntries(names.map((name) => [name, change[name] ?? sound[name]]));
    const { identities } = verifyRecords(graph, { ...sound, ...copy }, bars);
    return identities.filter(({ failed }) => failed > 0).map(({ name }) => name);
  }

  test("is sound before", () => {
    expect(sound.trades.length).toBe(5);
    expect(broken({})).toEqual([]);
    expect(verifyRecords(graph, sound, bars).checks).toBeGreaterThan(100);
  });

  test("by a cent in the equity of one bar", () => {
    const curve = sound.equity;
    if (curve === null) throw new Error("no curve");
    const equity = curve.equity.map((value, bar) => (bar === 7 ? value + 0.01 : value));
    expect(broken({ equity: { ...curve, equity } })).toEqual(["equity = cash + position × close"]);
  });

  test("by an order left out, a fee forgotten, a fill before its cause, a price outside the bar", () => {
    const { orders, trades } = sound;
    expect(broken({ orders: orders.slice(1) })).toContain("position = bought − sold");
    expect(broken({ orders: orders.map((order, k) => (k === 1 ? { ...order, fee: 0 } : order)) })).toEqual([
      "change of equity = profit of trades − fees − funding − interest",
    ]);
    expect(
      broken({ orders: orders.map((order, k) => (k === 0 ? { ...order, signalBar: order.bar } : order)) }),
    ).toEqual(["no fill on the bar that caused it"]);
    expect(
      broken({ orders: orders.map((order, k) => (k === 0 ? { ...order, price: 150 } : order)) }),
    ).toContain("a fill lies inside its bar");
    expect(
      broken({
        trades: trades.map((trade, k) => (k === 2 ? { ...trade, quantity: trade.quantity * 1.001 } : trade)),
      }),
    ).toContain("units opened = units closed + units held");
  });
});

test("a run made again in other pieces is the same ledger", () => {
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, (bars, draft) => {
      if (bars.time.length <= draft.first) return;
      const graph = rulesGraph(draft);
      const feed = feedOf(bars, sixHours, [50]);
      const options = { capital: 1000 };
      expect(failuresOf(verifyRun(graph, feed, backtest(graph, feed, options), options))).toEqual([]);
    }),
    { numRuns: Math.ceil(runs / 8) },
  );
});
