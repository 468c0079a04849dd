import { expect, test } from "vitest";
import { describeShared } from "../../tests/shared.js";
import { feedOf } from "../testing/feed.js";
import { peerCases, readPeerCase } from "../testing/peer-cases.js";
import { backtest } from "./backtest.js";

/*
 * Statistics that vectorbt 1.1.0 and backtesting.py 0.6.6 gave of the same runs (`reference/backtests`). Definitions that
 * differ from ours:
 * - vectorbt counts a return of 0 on the first bar, so it has one more, and takes 365 days a year for every market; both
 *   are put into our ratios here by formula;
 * - backtesting.py takes returns of days. What is compared of it is what does not hang on that.
 */

const closeTo = (ours: number | null | undefined, peer: unknown, tolerance = 1e-9): void => {
  if (typeof ours !== "number" || typeof peer !== "number") expect([ours, peer]).toEqual("two numbers");
  else expect(Math.abs(ours - peer)).toBeLessThan(tolerance * Math.max(1, Math.abs(peer)));
};

/** A Sharpe ratio of `count` periods with a return of 0 put before them, per period. */
function withZero(sharpe: number, count: number): number {
  const mean = (sharpe * count) / (count + 1);
  const squares = count - 1 + count * sharpe ** 2;
  return mean / Math.sqrt((squares - (count + 1) * mean ** 2) / count);
}

describeShared("the same statistics as vectorbt and backtesting.py", () => {
  test.each(peerCases)("vectorbt: $title", async ({ file, capital, graph }) => {
    const { bars, interval, runs } = await readPeerCase(file);
    for (const [name, { stats }] of Object.entries(runs)) {
      if (!name.startsWith("vectorbt")) continue;
      const run = backtest(graph(interval, name), feedOf(bars, interval), { capital, endOfData: "mark" });
      const { metrics, account } = run;
      closeTo(account.end, stats["End Value"]);
      closeTo(100 * (metrics.totalReturn ?? Number.NaN), stats["Total Return [%]"]);
      closeTo(-100 * (metrics.maxDrawdown ?? Number.NaN), stats["Max Drawdown [%]"]);
      closeTo(metrics.tradeCount, stats["Total Closed Trades"]);
      closeTo(100 * (metrics.winRate ?? Number.NaN), stats["Win Rate [%]"]);
      closeTo(metrics.profitFactor, stats["Profit Factor"]);
      closeTo(metrics.expectancy, stats["Expectancy"]);
      closeTo(metrics.omega, stats["Omega Ratio"], 1e-7);
      const count = metrics.returnCount ?? Number.NaN;
      const [year, own] = [(365 * 86_400_000) / interval, metrics.periodsPerYear ?? Number.NaN];
      const sharpe = (metrics.sharpe ?? Number.NaN) / Math.sqrt(own);
      closeTo(withZero(sharpe, count) * Math.sqrt(year), stats["Sharpe Ratio"], 1e-7);
      const sortino =
        (metrics.sortino ?? Number.NaN) * Math.sqrt(year / own) * Math.sqrt(count / (count + 1));
      closeTo(sortino, stats["Sortino Ratio"], 1e-7);
      const growth = (1 + (metrics.totalReturn ?? Number.NaN)) ** (year / (count + 1)) - 1;
      closeTo(growth / -(metrics.maxDrawdown ?? Number.NaN), stats["Calmar Ratio"], 1e-7);
    }
  });

  test.each(peerCases.filter(({ file }) => file.startsWith("eurusd")))(
    "backtesting.py, where nothing is open at the end: $title",
    async ({ file, capital, graph }) => {
      const { bars, interval, runs } = await readPeerCase(file);
      const theirs = Object.entries(runs).filter(([name]) => name.startsWith("backtesting.py"));
      expect(theirs).toHaveLength(2);
      for (const [name, { stats }] of theirs) {
        const { metrics, account } = backtest(graph(interval, name), feedOf(bars, interval), { capital });
        closeTo(account.end, stats["Equity Final [$]"]);
        closeTo(100 * (metrics.totalReturn ?? Number.NaN), stats["Return [%]"]);
        closeTo(100 * (metrics.maxDrawdown ?? Number.NaN), stats["Max. Drawdown [%]"]);
        closeTo(metrics.tradeCount, stats["# Trades"]);
        closeTo(100 * (metrics.winRate ?? Number.NaN), stats["Win Rate [%]"]);
        closeTo(metrics.kelly, stats["Kelly Criterion"]);
        closeTo(100 * (metrics.averageReturn ?? Number.NaN), stats["Expectancy [%]"]);
      }
    },
  );
});
