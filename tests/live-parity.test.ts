import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Graph } from "../compiler/graph/index.js";
import { compile } from "../compiler/index.js";
import { marketSeries } from "../kernels/catalog/series.js";
import { createSource } from "../lang/index.js";
import { backtest, openValues, synthesize, type BarFeed, type Feeds } from "../runtime/index.js";
import { inputMarkets } from "../runtime/live/session/inputs.js";
import type { MemberStep } from "../runtime/live/session/member.js";
import { inOrder, liveThrough, planOf, testMarket } from "../runtime/testing/live.js";
import { root } from "./sage.js";

// The law of live trading: what a strategy does bar by bar, stopped and gone on with wherever it may be, is its backtest
// over the same bars, to the last bit.

const programs = ["strategies", "examples"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sage"))
    .map((name) => join(folder, name))
    .filter((path) => !/^ {2}model /m.test(readFileSync(join(root, path), "utf8"))),
);

const count = 6000;

async function feedsFor(graph: Graph): Promise<Feeds> {
  const feeds: Record<string, Feeds[string]> = {};
  for (const [number, { name, interval, file, series }] of (graph.feeds ?? []).entries()) {
    if (series !== undefined) continue;
    feeds[name] =
      file === null
        ? synthesize({ bars: count, interval: interval ?? graph.market.timeframe, seed: 30 + number })
        : await openValues(join(root, dirname(graph.source.path), file.path), file.column);
  }
  return feeds;
}

/** What the backtest says and does, but that it ends. */
function ledgerOf(graph: Graph, feed: BarFeed, feeds: Feeds) {
  const { trades, orders, signals, alerts, equity } = backtest(graph, feed, {
    feeds,
    capital: 10_000,
    endOfData: "mark",
  });
  return {
    trades: [...trades],
    orders: orders.filter(({ reason }) => reason !== "end of data"),
    signals: [...signals],
    alerts: [...alerts],
    equity: [...(equity?.equity ?? [])],
    cash: [...(equity?.cash ?? [])],
    position: [...(equity?.position ?? [])],
  };
}

const ledgerOfSteps = (steps: readonly MemberStep[]) => ({
  trades: steps.flatMap(({ trades }) => trades),
  orders: steps.flatMap(({ orders }) => orders),
  signals: steps.flatMap(({ signals }) => signals),
  alerts: steps.flatMap(({ alerts }) => alerts),
  equity: steps.map(({ account }) => account.equity),
  cash: steps.map(({ account }) => account.cash),
  position: steps.map(({ account }) => account.position),
});

describe.each(programs)("%s", (path) => {
  test("does live, and live with restarts, what its backtest does", async () => {
    const { graph } = compile(createSource(path, readFileSync(join(root, path), "utf8")));
    if (graph === null) throw new Error("it does not compile");
    const feed = synthesize({
      bars: count,
      interval: graph.market.timeframe,
      seed: 11,
      with: marketSeries,
    });
    const feeds = await feedsFor(graph);
    const own = testMarket(graph);
    const markets = inputMarkets(graph, own).flatMap(({ name, market }) => {
      const given = feeds[name];
      return given === undefined || "values" in given ? [] : [{ market, feed: given }];
    });
    const bars = inOrder([{ market: own, feed }, ...markets]);
    const plan = planOf(graph, feed, feeds, 10_000);
    const expected = ledgerOf(graph, feed, feeds);
    expect(expected.signals.length).toBeGreaterThan(0);
    expect(ledgerOfSteps(await liveThrough(plan, bars, () => false))).toEqual(expected);
    // After 1, 3, 6, 10, … moments.
    const isTriangular = (moment: number) => Number.isInteger(Math.sqrt(8 * (moment + 1) + 1));
    expect(ledgerOfSteps(await liveThrough(plan, bars, isTriangular))).toEqual(expected);
  });
});
