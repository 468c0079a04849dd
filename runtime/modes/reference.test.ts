import { describe, expect, test } from "vitest";
import type { Graph } from "../../compiler/graph/index.js";
import { describeShared } from "../../tests/shared.js";
import type { BarColumns } from "../data/dataset.js";
import { feedOf } from "../testing/feed.js";
import { peerCases, readPeerCase, type PeerRun } from "../testing/peer-cases.js";
import { backtest } from "./backtest.js";

/*
 * Runs of backtesting.py 0.6.6 and vectorbt 1.1.0 (`reference/backtests`). Conventions that differ from ours:
 * - the last open position: backtesting.py closes it at the OPEN of the last bar, vectorbt values it at the last close
 *   without the exit's fee, which is our `mark`. So trades are compared but for one open at the end, and equity on
 *   every bar but the last, where ours is vectorbt's;
 * - backtesting.py's "all in" (printed as .9999, in truth 1 − 2⁻⁵²) is our 100 % of equity with a leverage of 1: as many
 *   units as the money buys with their fee.
 */

/** The same closed trades, and the same equity but for the last bar. */
function compare(
  graph: Graph,
  bars: BarColumns,
  capital: number,
  { trades, equity }: PeerRun,
  tolerance = 1e-9,
): void {
  const feed = feedOf(bars, graph.market.timeframe, [1111]);
  const result = backtest(graph, feed, { capital, endOfData: "mark", checkIdentities: true });
  const lastBar = bars.time.length - 1;
  const open = trades.length - result.trades.length;
  expect(open === 0 || (open === 1 && trades.at(-1)?.exit_bar === lastBar)).toBe(true);
  const closed = trades.slice(0, trades.length - open);
  const outline = result.trades.map((trade) => [trade.side, trade.quantity, trade.entryBar, trade.exitBar]);
  expect(outline).toEqual(
    closed.map(({ side, size, entry_bar, exit_bar }) => [side, size, entry_bar, exit_bar]),
  );
  for (const [k, trade] of result.trades.entries()) {
    const peer = closed[k];
    expect(Math.abs(trade.entryPrice / (peer?.entry_price ?? 0) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(trade.exitPrice / (peer?.exit_price ?? 0) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(trade.profit - (peer?.pnl ?? 0))).toBeLessThan(1e-9 * capital);
  }
  for (let bar = 0; bar < lastBar; bar++) {
    const ours = result.equity?.equity[bar] ?? Number.NaN;
    if (!(Math.abs(ours / (equity[bar] ?? 0) - 1) < tolerance)) expect(ours, `bar ${bar}`).toBe(equity[bar]);
  }
}

describeShared("the same trades and equity as backtesting.py and vectorbt", () => {
  describe.each(peerCases)("$title", ({ file, capital, graph }) => {
    test("every run", async () => {
      const { bars, interval, runs } = await readPeerCase(file);
      expect(Object.keys(runs)).not.toEqual([]);
      for (const [name, run] of Object.entries(runs)) compare(graph(interval, name), bars, capital, run);
    });
  });

  test("marked at the end, the account is vectorbt's", async () => {
    const [{ file, capital, graph }] = peerCases;
    const { bars, interval, runs } = await readPeerCase(file);
    const marked = backtest(graph(interval), feedOf(bars, interval), { capital, endOfData: "mark" });
    expect(Math.abs(marked.account.end / (runs["vectorbt"]?.equity.at(-1) ?? 0) - 1)).toBeLessThan(1e-9);
  });
});
