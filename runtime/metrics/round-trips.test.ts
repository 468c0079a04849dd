import { expect, test } from "vitest";
import { makeSharedBars } from "../../bench/shared-bars.js";
import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { backtest } from "../modes/index.js";
import { feedOf } from "../testing/feed.js";
import { computeMetrics } from "./accumulate.js";
import { roundTrips } from "./round-trips.js";

/** Positions that two targets close part by part. */
const text = `sage 1

strategy parts {
  market {
    symbol: TEST
    timeframe: 1m
  }
  let quick = ema(close, 10 bars)
  let slow  = ema(close, 30 bars)
  let reach = atr(14 bars)
  enter long when quick crosses above slow {
    stop entry - 2 * reach
    take entry + 1 * reach for 50%
  }
  enter short when quick crosses below slow {
    stop entry + 3 * reach
    take entry - 2 * reach for 50%
  }
  size 25% of equity
  costs {
    fee: 0.04%
  }
}
`;

test("the parts of a position count once, in the kernel as in the table", () => {
  const { graph, diagnostics } = compile(createSource("parts.sage", text));
  if (graph === null) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  const feed = feedOf(makeSharedBars(6000, 5));
  const result = backtest(graph, feed, { keep: { equity: "full" } });
  const { equity, trades, metrics, data } = result;
  if (equity === null) throw new Error("no equity was kept");
  const positions = new Set(trades.map((trade) => trade.position)).size;
  expect(trades.length).toBeGreaterThan(positions);
  expect(metrics.tradeCount).toBe(positions);
  expect(result.counts.trades).toBe(trades.length);
  const again = computeMetrics(equity, trades, { interval: data.interval });
  for (const [name, value] of Object.entries(metrics)) {
    const other = again[name as keyof typeof again];
    if (value === null || other === null) expect(other, name).toBe(value);
    else expect(Math.abs(other - value), name).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
  }
  const trips = roundTrips(trades);
  const profit = trades.reduce((sum, trade) => sum + trade.profit, 0);
  expect(trips.reduce((sum, trip) => sum + trip.profit, 0) / profit).toBeCloseTo(1, 9);
  expect((metrics.longProfit ?? 0) + (metrics.shortProfit ?? 0)).toBeCloseTo(profit, 6);
  expect(metrics.winRate).toBe(trips.filter((trip) => trip.profit > 0).length / trips.length);
});
