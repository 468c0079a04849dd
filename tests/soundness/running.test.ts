import { expect } from "vitest";
import {
  backtest,
  explainBar,
  explainTrade,
  renderMarkdown,
  renderReport,
  RunError,
  summarizeRun,
  type BacktestResult,
} from "../../runtime/index.js";
import { feedOf } from "../../runtime/testing/feed.js";
import { law, type Accepted } from "./law.js";
import { feedsOf, hour, marketOf, tempers } from "./markets.js";

const bars = 400;

/** Numbers that are no numbers, by where they stand. */
function impossible(value: unknown, path = "result"): readonly string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => impossible(inner, `${path}.${key}`));
}

function runOn(
  accepted: Accepted,
  result: BacktestResult,
  feed: ReturnType<typeof feedOf>,
  feeds: object,
): void {
  const { graph, seed } = accepted;
  expect(impossible(JSON.parse(JSON.stringify(summarizeRun(result))))).toEqual([]);
  expect(impossible(summarizeRun(result))).toEqual([]);
  expect(impossible(result.trades)).toEqual([]);
  expect(result.equity?.equity.findIndex((value) => !Number.isFinite(value)) ?? -1).toBe(-1);
  // Whatever a position loses, it does not owe.
  expect(Math.min(0, ...(result.equity?.equity ?? []))).toBeGreaterThan(-1e-6);
  expect(renderMarkdown(result)).not.toMatch(/NaN|Infinity|undefined/);
  expect(renderReport(result, { graph, created: 0 }).length).toBeGreaterThan(1000);
  const context = { graph, feed, result, parameters: {}, feeds: { ...feeds } };
  explainBar(context, seed % bars);
  for (const trade of result.trades.slice(0, 2)) explainTrade(context, trade);
}

law(
  "what the checker accepts runs on any market, and all that is said of the run are numbers",
  60,
  (accepted) => {
    const { graph, program, seed } = accepted;
    const temper = tempers[seed % tempers.length] ?? "walk";
    const feed = feedOf(marketOf(temper, bars, seed), hour);
    const feeds = feedsOf(program, graph, bars, seed);
    try {
      runOn(accepted, backtest(graph, feed, { feeds, checkIdentities: true }), feed, feeds);
    } catch (error) {
      // Too few bars is not a fault of the program.
      if (error instanceof RunError && error.code === "SAGE8004" && graph.warmup.first >= bars) return;
      throw new Error(`on ${temper} bars: ${String(error)}`, { cause: error });
    }
  },
);
