import { describe, expect, test } from "vitest";
import { describeShared } from "../../tests/shared.js";
import { feedOf } from "../testing/feed.js";
import { candles, listed, pineTrades } from "../testing/pine.js";
import { hour, ourOrders, outline, restingCases } from "../testing/pine-cases.js";
import { backtest } from "./backtest.js";

/*
 * TradingView's lists of strategies whose entries rest. Our orders differ there in three rules, and in nothing else:
 * a second program with TradingView's rules gives its lists, and with these three turned it gives ours. So every
 * difference between the two lists of trades follows from them (docs/differential.md).
 */
describeShared("TradingView's entries that rest", () => {
  describe.each(restingCases)("$title", ({ prices, list, closed, capital, graph, rules }) => {
    const bars = candles(prices);

    test("a second program with TradingView's rules gives its list, price by price", () => {
      const trades = listed(list).slice(0, closed);
      expect(pineTrades(bars, rules(bars)).map(outline)).toEqual(trades.map(outline));
    });

    test("with our three rules it gives ours", () => {
      const result = backtest(graph(bars), feedOf(bars, hour), {
        capital,
        endOfData: "mark",
        checkIdentities: true,
      });
      const expected = pineTrades(bars, { ...rules(bars), ...ourOrders });
      expect(result.trades.map(outline)).toEqual(expected.map(outline));
    });
  });
});
