import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Graph } from "../compiler/graph/index.js";
import { check, compile } from "../compiler/index.js";
import { marketSeries } from "../kernels/catalog/series.js";
import { createSource, parse, print } from "../lang/index.js";
import { backtest, openValues, synthesize, type Feeds } from "../runtime/index.js";
import { root } from "./sage.js";

const programs = ["strategies", "examples"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sage"))
    .map((name) => join(folder, name)),
);

/** Made-up bars, a year and a half of them where they are hours: long enough for every program to trade. */
const feedFor = ({ market }: Graph) =>
  synthesize({ bars: 13_000, interval: market.timeframe, seed: 11, with: marketSeries });

/** Other made-up bars for every market a program looks at, and the files that lie beside it. */
async function feedsFor(graph: Graph): Promise<Feeds> {
  const feeds: Record<string, Feeds[string]> = {};
  for (const [number, { name, interval, file, series }] of (graph.feeds ?? []).entries()) {
    if (series !== undefined) continue;
    feeds[name] =
      file === null
        ? synthesize({ bars: 13_000, interval: interval ?? graph.market.timeframe, seed: 30 + number })
        : await openValues(join(root, dirname(graph.source.path), file.path), file.column);
  }
  return feeds;
}

test("there are enough of them", () => {
  expect(programs.filter((path) => path.startsWith("strategies")).length).toBeGreaterThanOrEqual(4);
  expect(programs.filter((path) => path.startsWith("examples")).length).toBeGreaterThanOrEqual(10);
});

/** Whether a program has to learn something before it can trade. */
const asksModels = (text: string): boolean => /^ {2}model /m.test(text);

describe.each(programs)("%s", (path) => {
  const source = createSource(path, readFileSync(join(root, path), "utf8"));

  // What only tells the price of a search is no complaint.
  test("gives no warning and stands in the canonical layout", () => {
    const complaints = check(source).diagnostics.filter(({ severity }) => severity !== "info");
    expect(complaints.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(print(parse(source).file, source)).toBe(source.text);
  });

  if (asksModels(source.text)) {
    test("says that its model has to be trained first, and how to see what it will learn from", () => {
      const { graph } = compile(source);
      if (graph === null) throw new Error("it does not compile");
      expect(() => backtest(graph, feedFor(graph))).toThrow(/has not been trained/);
    });
    return;
  }

  test("trades, and its money adds up on every bar", async () => {
    const { graph } = compile(source);
    if (graph === null) throw new Error("it does not compile");
    const feeds = await feedsFor(graph);
    const result = backtest(graph, feedFor(graph), { checkIdentities: true, feeds });
    const profit = result.trades.reduce((sum, trade) => sum + trade.profit, 0);
    expect(result.trades.length).toBeGreaterThan(0);
    expect(result.account.end).toBeCloseTo(result.account.start + profit, 6);
    for (const { signalBar, entryBar } of result.trades) expect(entryBar).toBeGreaterThan(signalBar);
  });

  test("gives the same ledger again, whatever the size of a chunk", async () => {
    const { graph } = compile(source);
    if (graph === null) throw new Error("it does not compile");
    const feed = feedFor(graph);
    const feeds = await feedsFor(graph);
    const ledger = (capacity: number) => {
      const { trades, orders, account } = backtest(graph, feed, { capacity, feeds });
      return JSON.stringify([[...trades], [...orders], account.end]);
    };
    const whole = ledger(4096);
    expect(ledger(1)).toBe(whole);
    expect(ledger(777)).toBe(whole);
  });
});
