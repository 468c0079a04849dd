import { describe, expect, test } from "vitest";
import { compilePortfolio } from "../../compiler/index.js";
import { portfolioExample } from "../../compiler/diagnostics/study-example.js";
import { createSource } from "../../lang/index.js";
import { resample } from "../data/resample.js";
import { synthesize } from "../data/synthesize/synthesize.js";
import { metricDefinitions } from "../metrics/index.js";
import { backtest } from "./backtest.js";
import { runPortfolio } from "./portfolio.js";

function compiled(settings: string, change = (text: string) => text) {
  const source = createSource("desk.sage", change(portfolioExample(settings)));
  const { plan, members, diagnostics } = compilePortfolio(source);
  if (plan === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return { plan, graphs: members.map(({ graph }) => graph) };
}

const hour = 3_600_000;
const feed = synthesize({ bars: 3000, interval: hour, seed: 3 });
const other = synthesize({
  bars: 2500,
  interval: hour,
  seed: 4,
  start: (feed.information.from ?? 0) + 500 * hour,
});

describe("a portfolio", () => {
  test("of one member is that member's backtest", () => {
    const { plan, graphs } = compiled("bankroll: 5_000\nexample {\nshare: 100%\n}");
    const [graph] = graphs;
    if (graph === undefined) throw new Error("no member");
    const alone = backtest(graph, feed, { capital: 5000 });
    const { metrics, equity, account, warnings } = runPortfolio(plan, [{ graph, feed }]);
    expect(alone.trades.length).toBeGreaterThan(10);
    for (const { name } of metricDefinitions) {
      const [ours, theirs] = [metrics[name], alone.metrics[name]];
      // Buy and hold is counted in money here, so that its last digits may differ.
      if (ours === null || theirs === null) expect([name, ours]).toEqual([name, theirs]);
      else expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(theirs)));
    }
    expect(equity?.time).toEqual(alone.equity?.time);
    expect(equity?.equity).toEqual(alone.equity?.equity);
    expect(account).toEqual({ start: 5000, end: alone.account.end, currency: "USD" });
    expect(warnings).toEqual(
      alone.warnings.map((each) => ({ ...each, message: `example: ${each.message}` })),
    );
  });

  test("is the sum of its members on every bar, and holds the money of those whose data begins later", () => {
    const { plan, graphs } = compiled(
      "bankroll: 10_000\nexample {\nshare: 25%\n}\nsecond {\nof: example\nwith {\nfast: 7 bars\n}\n}",
    );
    const parts = graphs.map((graph, index) => ({ graph, feed: index === 0 ? feed : other }));
    const { members, equity, account, warnings } = runPortfolio(plan, parts);
    const [first, second] = members.map(({ result }) => result);
    expect([first?.account.start, second?.account.start]).toEqual([2500, 7500]);
    expect(second?.run.parameters["fast"]).toBe(7);
    expect(equity?.time).toHaveLength(3000);
    for (const row of [0, 250, 499])
      expect(equity?.equity[row]).toBe((first?.equity?.equity[row] ?? 0) + 7500);
    for (const row of [500, 1777, 2999])
      expect(equity?.equity[row]).toBe(
        (first?.equity?.equity[row] ?? 0) + (second?.equity?.equity[row - 500] ?? 0),
      );
    expect(account.end).toBeCloseTo(equity?.equity.at(-1) ?? 0, 9);
    expect(warnings[0]?.code).toBe("SAGE8406");
  });

  test("of two timeframes counts each account from the close of its bars", () => {
    const { plan, graphs } = compiled(
      "bankroll: 10_000\nexample {\nshare: 50%\n}\nslow {\nshare: 50%\n}",
      (text) =>
        text.replace(
          "portfolio",
          `${text.slice(text.indexOf("strategy"), text.indexOf("portfolio")).replace("strategy example", "strategy slow").replace("1h", "4h")}\nportfolio`,
        ),
    );
    const slow = resample(feed, 4 * hour);
    const [fast, calm] = graphs;
    if (fast === undefined || calm === undefined) throw new Error("a member is missing");
    const { members, equity } = runPortfolio(plan, [
      { graph: fast, feed },
      { graph: calm, feed: slow },
    ]);
    const [first, second] = members.map(({ result }) => result);
    expect(equity?.time).toHaveLength(3000);
    // The four-hour bar of rows 4 to 7 closes with row 7: until then its account is that of the bar before.
    for (const [row, bar] of [
      [4, 0],
      [6, 0],
      [7, 1],
      [8, 1],
      [2003, 500],
    ] as const)
      expect(equity?.equity[row]).toBe(
        (first?.equity?.equity[row] ?? 0) + (second?.equity?.equity[bar] ?? 0),
      );
  });

  test("pays the funding of the data, goes by finer bars and sizes by the swing as its member does alone", () => {
    const source = createSource(
      "held.sage",
      `sage 1
/// Everything that is decided beside the candles.
strategy held {
  market { symbol: BTCUSDT type: perpetual timeframe: 1h }
  enter long when close crosses above ema(close, 20) {
    stop entry - 2 * atr(14)
    take entry + 3 * atr(14)
    stop entry after 1.5 * atr(14)
  }
  enter short when close crosses below ema(close, 20) {
    stop entry + 2 * atr(14)
    take entry - 2 * atr(14)
  }
  size volatility 60% of equity over 30 bars max 300% of equity
  costs { fee: 0.05% funding: data }
  fills { leverage: 5 maintenance: 1% magnify: 15m }
}
portfolio alone { bankroll: 5_000 account: shared held {} }
`,
    );
    const { plan, members, diagnostics } = compilePortfolio(source);
    const graph = members[0]?.graph;
    if (plan === null || graph === undefined) throw new Error(JSON.stringify(diagnostics));
    const quarters = synthesize({ bars: 6000, interval: hour / 4, seed: 9, with: ["funding"] });
    const data = resample(quarters, hour);
    const feeds = { magnify: quarters };
    const single = backtest(graph, data, { capital: 5000, feeds, currency: "USD" });
    const result = runPortfolio(plan, [{ graph, feed: data, feeds }], { capacity: 7 });
    expect(single.trades.length).toBeGreaterThan(20);
    expect(single.metrics.funding).not.toBe(0);
    expect(result.members[0]?.result.trades).toEqual(single.trades);
    expect(result.members[0]?.result.orders).toEqual(single.orders);
    expect(result.equity?.equity).toEqual(single.equity?.equity);
    // By the hour alone it comes out otherwise, so that the finer bars were looked at.
    const { magnify: _, ...fills } = graph.orders.fills;
    const coarse = backtest({ ...graph, orders: { ...graph.orders, fills } }, data, { capital: 5000 });
    expect(coarse.trades).not.toEqual(single.trades);
  });
});
