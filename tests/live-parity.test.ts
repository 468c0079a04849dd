import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Graph } from "../compiler/graph/index.js";
import { openBars } from "../cli/bars.js";
import { compile, compilePortfolio } from "../compiler/index.js";
import { marketSeries } from "../kernels/catalog/series.js";
import { createSource } from "../lang/index.js";
import {
  backtest,
  backtestWithModels,
  memoryFeed,
  openValues,
  runPortfolio,
  synthesize,
  type BarFeed,
  type BacktestResult,
  type Feeds,
} from "../runtime/index.js";
import { marketKey, type Market } from "../runtime/live/market.js";
import { inputMarkets } from "../runtime/live/session/inputs.js";
import type { MemberStep } from "../runtime/live/session/member.js";
import { gatherColumns, gatherPieces, viewColumns } from "../runtime/data/columns.js";
import { replayFaultNames } from "../runtime/live/feeds/replay/faults.js";
import { always, restlessPredictor } from "../runtime/models/testing/predictors.js";
import type { ReplayMarket } from "../runtime/live/feeds/replay/replay-source.js";
import { liveThroughFaults, type Hardened, type Hardship } from "../runtime/testing/live-faults.js";
import { inOrder, liveThrough, planOf, portfolioPlanOf, testMarket } from "../runtime/testing/live.js";
import { root } from "./sage.js";

// The law of live trading: what a strategy does bar by bar, stopped and gone on with wherever it may be, is its backtest
// over the same bars, to the last bit. `npm run torture` takes 100,000 bars; with NAILSAGE_CANDLES=FILE they are recorded
// ones, holes included, whose minutes are stretched to the strategy's bars.

const files = ["strategies", "examples"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sage"))
    .map((name) => join(folder, name)),
);
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
const asks = (path: string): boolean => /^ {2}model /m.test(textOf(path));
const portfolios = files.flatMap((path) =>
  [...textOf(path).matchAll(/^portfolio (\w+)/gm)].map(([, name = ""]) => [path, name] as const),
);

const isLong = process.env["NAILSAGE_LONG"] !== undefined;
const count = isLong ? 100_000 : 3000;
const recorded = process.env["NAILSAGE_CANDLES"];
const patience = isLong ? 600_000 : 60_000;

/** Bars for a strategy, with all that may come beside them. */
async function barsFor(interval: number, most = count): Promise<BarFeed> {
  const made = synthesize({ bars: most, interval, seed: 11, with: marketSeries });
  if (recorded === undefined) return made;
  const minute = 60_000;
  const given = await openBars(recorded, minute);
  const bars = viewColumns(gatherColumns(given.chunks(), given.information.bars), 0, most);
  const start = made.information.from;
  const time = bars.time.map((at) => start + ((at - (bars.time[0] ?? 0)) / minute) * interval);
  const beside = gatherPieces(made.chunks(marketSeries), most, marketSeries);
  const { hash: _, ...information } = made.information;
  return memoryFeed(
    { ...bars, time, ...(beside.series !== undefined && { series: beside.series }) },
    information,
  );
}

/** After 1, 3, 6, 10, … moments. */
const isTriangular = (moment: number): boolean => Number.isInteger(Math.sqrt(8 * (moment + 1) + 1));

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

const replayOf = ({ market, feed }: { readonly market: Market; readonly feed: BarFeed }): ReplayMarket => {
  const series = feed.information.series ?? [];
  return { market, bars: gatherPieces(feed.chunks(series), feed.information.bars, series) };
};

/**
 * Everything that may go wrong and must change nothing. A revised bar is itself a closed bar of the venue: where it is the
 * first that comes, it is the one that is traded on.
 */
const hardship = (path: string): Hardship => ({
  seed: path.length,
  faults: replayFaultNames.filter((name) => name !== "revisions"),
  stepsPerLife: isLong ? 500 : 40,
  outages: isLong ? 20 : 1,
});

/** Whether a gap was told where there are bars. */
const hides = (gap: string, market: Market, feed: BarFeed): boolean => {
  const [from = 0, to = 0] = gap.split(" ").slice(-2).map(Number);
  if (!gap.startsWith(marketKey(market))) return false;
  return gatherColumns(feed.chunks(), feed.information.bars).time.some((time) => time >= from && time < to);
};

/** The first thing that differs, rather than a comparison of 100,000. */
function expectSame(
  actual: Readonly<Record<string, readonly unknown[]>>,
  expected: Readonly<Record<string, readonly unknown[]>>,
): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, wanted] of Object.entries(expected)) {
    const given = actual[name] ?? [];
    const first = wanted.findIndex((one, k) => !isDeepStrictEqual(one, given[k]));
    expect({ name, first, is: given[first] }).toEqual({ name, first, is: wanted[first] });
    expect(given).toHaveLength(wanted.length);
  }
}

const tell = (
  path: string,
  { trades, equity }: { readonly trades: readonly unknown[]; readonly equity: readonly unknown[] },
  { restarts, outages, missed, told }: Hardened,
): void => {
  if (!isLong) return;
  const events = Object.entries(told).map(([kind, times]) => `${times} × ${kind}`);
  console.log(
    `${path}: ${equity.length} bars, ${trades.length} trades, ${restarts} restarts, ${outages} outages of the store, ` +
      `${missed} bars missed, ${events.join(", ")}`,
  );
};

/** What a backtest says and does, but that it ends. */
const ledgerOfResult = ({ trades, orders, signals, alerts, equity }: BacktestResult) => ({
  trades: [...trades],
  orders: orders.filter(({ reason }) => reason !== "end of data"),
  signals: [...signals],
  alerts: [...alerts],
  equity: [...(equity?.equity ?? [])],
  cash: [...(equity?.cash ?? [])],
  position: [...(equity?.position ?? [])],
});

const ledgerOfSteps = (steps: readonly Omit<MemberStep, "member">[]) => ({
  trades: steps.flatMap(({ trades }) => trades),
  orders: steps.flatMap(({ orders }) => orders),
  signals: steps.flatMap(({ signals }) => signals),
  alerts: steps.flatMap(({ alerts }) => alerts),
  equity: steps.map(({ account }) => account.equity),
  cash: steps.map(({ account }) => account.cash),
  position: steps.map(({ account }) => account.position),
});

describe.each(files)("%s", (path) => {
  test(
    "does live, and live with restarts, what its backtest does",
    async () => {
      const { graph } = compile(createSource(path, textOf(path)));
      if (graph === null) throw new Error("it does not compile");
      const feed = await barsFor(graph.market.timeframe);
      const feeds = await feedsFor(graph);
      const own = testMarket(graph);
      const markets = inputMarkets(graph, own).flatMap(({ name, market }) => {
        const given = feeds[name];
        return given === undefined || "values" in given ? [] : [{ market, feed: given }];
      });
      const bars = inOrder([{ market: own, feed }, ...markets]);
      const models = asks(path)
        ? new Map(graph.models.map(({ target }, k) => [k, always(restlessPredictor(target))] as const))
        : undefined;
      const plan = planOf(graph, feed, feeds, 10_000, models);
      const options = { feeds, capital: 10_000, endOfData: "mark" } as const;
      const expected = ledgerOfResult(
        models === undefined
          ? backtest(graph, feed, options)
          : await backtestWithModels(graph, feed, { ...options, models }),
      );
      expect(expected.signals.length).toBeGreaterThan(0);
      expect(expected.equity).toHaveLength(feed.information.bars);
      expectSame(ledgerOfSteps(await liveThrough(plan, bars, () => false)), expected);
      expectSame(ledgerOfSteps(await liveThrough(plan, bars, isTriangular)), expected);
      const recordings = [{ market: own, feed }, ...markets];
      const hardened = await liveThroughFaults(plan, recordings.map(replayOf), hardship(path));
      tell(path, expected, hardened);
      expect(hardened.gaps.filter((gap) => hides(gap, own, feed))).toEqual([]);
      for (const steps of hardened.members) expectSame(ledgerOfSteps(steps), expected);
    },
    patience,
  );
});

describe.each(portfolios)("%s, portfolio %s", (path, name) => {
  test(
    "does live, and live with restarts, what its run does",
    async () => {
      const { plan, members } = compilePortfolio(createSource(path, textOf(path)), name);
      if (plan === null) throw new Error("it does not compile");
      const feeds = new Map<number, BarFeed>();
      for (const { graph } of members) {
        const { timeframe } = graph.market;
        feeds.set(timeframe, feeds.get(timeframe) ?? (await barsFor(timeframe)));
      }
      const parts = members.map(({ graph }) => {
        const feed = feeds.get(graph.market.timeframe);
        if (feed === undefined) throw new Error("it has no bars");
        return { graph, feed };
      });
      const run = runPortfolio(plan, parts, { capital: 10_000, endOfData: "mark" });
      const expected = run.members.map(({ result }) => {
        const { equity, cash: _, position: __, ...rest } = ledgerOfResult(result);
        // On a shared account a member alone has no money of its own to compare.
        return plan.account === "shared" ? rest : { ...rest, equity };
      });
      const session = portfolioPlanOf(plan, parts, 10_000);
      const bars = inOrder(
        [
          ...new Map(
            parts.map(({ graph, feed }) => [marketKey(testMarket(graph)), { graph, feed }]),
          ).values(),
        ].map(({ graph, feed }) => ({ market: testMarket(graph), feed })),
      );
      for (const restartsAfter of [() => false, isTriangular]) {
        const steps = await liveThrough(session, bars, restartsAfter);
        const ledgers = parts.map((_, k) => {
          const {
            equity,
            cash: __,
            position: ___,
            ...rest
          } = ledgerOfSteps(steps.filter(({ member }) => member === k));
          return plan.account === "shared" ? rest : { ...rest, equity };
        });
        expect(ledgers).toEqual(expected);
      }
      expect(run.members.every(({ result }) => [...result.trades].length > 0)).toBe(true);
    },
    patience,
  );
});
