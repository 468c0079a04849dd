import { expect, test } from "vitest";
import { describeShared } from "../../tests/shared.js";
import type { Trade } from "../record.js";
import { feedOf } from "../testing/feed.js";
import { candles, listed } from "../testing/pine.js";
import { hour, marketCases, outline, type PineCase } from "../testing/pine-cases.js";
import { backtest } from "./backtest.js";

/*
 * TradingView's own lists of trades (`reference/pine_strategy`; rules in its settings.json). Times, sides and prices are
 * compared exactly; money is rounded for display there. Conventions: TradingView lists a position that is still open as
 * a last trade, which is left out here (`endOfData: "mark"`).
 *
 * Entries that rest are compared in pine-orders.test.ts.
 */

function tradesOf({ graph, prices, capital }: PineCase): readonly Trade[] {
  const bars = candles(prices);
  return backtest(graph(bars), feedOf(bars, hour), { capital, endOfData: "mark", checkIdentities: true })
    .trades;
}

describeShared("the same trades as TradingView", () => {
  const tied = "futures_pnl_trades.csv";

  test.each(marketCases.filter(({ list }) => list !== tied))("$title: $closed trades", (each) => {
    const trades = tradesOf(each);
    expect(trades).toHaveLength(each.closed);
    expect(trades.map(outline)).toEqual(listed(each.list).slice(0, each.closed).map(outline));
  });

  test.each(marketCases.filter(({ list }) => list === tied))("$title, but for one tie", (each) => {
    const trades = tradesOf(each);
    const theirs = listed(each.list);
    // On 2026-04-16T13:00-04:00 both averages are equal in exact arithmetic: the cross counts on that bar or the next.
    const ties = new Set([280, 281]);
    const counted = (_: unknown, k: number): boolean => !ties.has(k) && k < trades.length;
    expect(trades.length).toBeGreaterThan(290);
    expect(theirs.length - trades.length).toBeLessThanOrEqual(1);
    expect(trades.filter(counted).map(outline)).toEqual(theirs.filter(counted).map(outline));
    const [first] = trades;
    expect(first?.profit).toBeCloseTo(-437.5, 9);
  });
});
