import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { evaluateScalars, type Graph } from "../../compiler/graph/index.js";
import { createSource } from "../../lang/index.js";
import { orderRowLayout, tradeRowLayout } from "../broker/layout.js";
import { RowStore } from "../broker/records.js";
import { Engine, loadKernelModule } from "../engine/index.js";
import type { BarFeed } from "../data/dataset.js";
import { resample, synthesize } from "../data/index.js";
import { bindFeeds, type Feeds, type ValueFeed } from "../feeds/bind.js";
import { finerBars } from "../feeds/finer.js";
import { paidFunding } from "../feeds/paid-funding.js";
import { backtest } from "../modes/index.js";
import { shareBars, shareRows, sourceOf } from "../parallel/shared-data.js";
import { TileMemory } from "./memory.js";
import { rowNames, runSets } from "./run-sets.js";
import { search } from "./search.js";
import { planTile } from "./tile-plan.js";
import { Tile } from "./tile.js";
import { shareNodes } from "./variants.js";

const hour = 3_600_000;
const feed = synthesize({ bars: 5200, interval: hour, gaps: 3, seed: 7 });
const candles: BarFeed = feed;

function compiled(text: string): Graph {
  const { graph, diagnostics } = compile(createSource("searched.sage", text));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return graph;
}

const head = `sage 1
strategy searched {
  market {
    symbol: SAMPLE
    type: perpetual
    timeframe: 1h
  }
`;
const costs = "costs {\n fee: 0.05%\n slippage: 0.02%\n }\n";

const crossing = compiled(`${head}
  param fast = 6 bars in 4..16 step 4
  param slow = 24 bars in 16..56 step 20
  require fast < slow
  enter long when ema(close, fast) crosses above ema(close, slow)
  exit long when ema(close, fast) crosses below ema(close, slow)
  size 50% of equity
  ${costs}}`);

const protectedEntries = compiled(`${head}
  param length = 14 bars in 8..20 step 6
  param reach = 2 in 1..3 step 1
  param entries = 2 in 1..3 step 1
  let strength = rsi(close, length)
  enter long when strength crosses above 40 {
    stop entry - reach * atr(14 bars)
    take entry + 2 * atr(14 bars) for 50%
    trail 2 * atr(14 bars) after reach * atr(14 bars)
    expire 40 bars
  }
  enter short when strength crosses below 60 limit at close + atr(length) / 2 for 4 bars {
    stop entry + reach * atr(14 bars)
  }
  exit all when strength > 80
  size risk 1% of equity max 200% of equity
  cooldown 3 bars after loss
  halt when drawdown > 12% for 5d
  fills {
    pyramiding: entries
    leverage: 3
  }
  ${costs}}`);

const slowClock = compiled(`${head}
  param length = 10 bars in 6..14 step 4
  param share = 50% in 20%..80% step 30%
  frame h4 every 4h {
    let trend = ema(close, length)
    let rising = close > trend and trend > trend[2]
  }
  position if h4.rising then share else -share {
    rebalance: 10%
  }
  ${costs}}`);

const withOther = compiled(`${head}
  feed other {
    symbol: "ETH/USDT"
    stale: 3 bars
  }
  param length = 10 bars in 6..14 step 4
  param fee = 0.1% in 0%..0.2% step 0.1%
  let ratio = other.close / close
  enter long when (ratio > sma(ratio, length)) ?? false
  exit long when (ratio < sma(ratio, length)) ?? false
  size 30% of equity
  costs {
    fee: fee
  }
}`);

const heldCosts = (funding: string): string => `${head}
  param length = 10 bars in 6..14 step 4
  param rate = 0.01% in 0.01%..0.05% step 0.02%
  enter long when close crosses above ema(close, length)
  enter short when close crosses below ema(close, length)
  size kelly 50% of equity after 12 trades else 150%
  costs {
    fee: rate
    funding: ${funding}
    liquidation: 1%
  }
  fills {
    leverage: 20
    maintenance: 2%
  }
}`;
const paidRates = compiled(heldCosts("rate every 8h"));
const paidData = compiled(heldCosts("data"));

const partFills = compiled(`${head}
  param share = 0.1% in 0.05%..0.15% step 0.05%
  param length = 10 bars in 6..14 step 4
  enter long when close crosses above ema(close, length) limit at close * 0.999 for 6 bars
  exit long when close crosses below ema(close, length)
  size 90% of equity
  fills {
    participation: share
  }
  ${costs}}`);

const magnified = compiled(`${head}
  param length = 10 bars in 6..14 step 4
  param reach = 0.5 in 0.5..1.5 step 0.5
  enter long when close crosses above ema(close, length) {
    stop entry - reach * atr(14 bars)
    take entry + reach * atr(14 bars)
  }
  enter short when close crosses below ema(close, length) {
    stop entry + reach * atr(14 bars)
    take entry - reach * atr(14 bars)
  }
  size 50% of equity
  fills {
    magnify: 15m
  }
  ${costs}}`);
const quarters = synthesize({ bars: 20_800, interval: hour / 4, seed: 7 });
const ofQuarters = resample(quarters, hour);

const rates: ValueFeed = {
  information: {
    source: "rates",
    rows: 600,
    from: feed.information.from,
    to: feed.information.from + 599 * 8 * hour,
    hash: "rates",
  },
  *values() {
    const time = Float64Array.from({ length: 600 }, (_, k) => feed.information.from + k * 8 * hour);
    yield { time, value: time.map((_, k) => (((k * 37) % 11) - 4) / 10_000) };
  },
};

// What is compared with one average has lain in the column of another by the time the second crossing is looked for.
const turns = compiled(`${head}
  param length = 10 bars in 6..14 step 4
  param rate = 0.1% in 0%..0.2% step 0.1%
  enter long when close crosses above sma(close, length)
  enter short when close crosses below sma(close, 3 * length)
  size 50% of equity
  costs {
    fee: rate
  }
}`);

const cases: readonly (readonly [string, Graph, Feeds, BarFeed])[] = [
  ["a searched rate of funding, liquidations, Kelly's share", paidRates, {}, candles],
  ["fundings of the data", paidData, { funding: rates }, candles],
  ["orders that are filled in parts", partFills, {}, candles],
  ["finer bars", magnified, { magnify: quarters }, ofQuarters],
  ["a cross of averages, where a requirement forbids some", crossing, {}, candles],
  ["stops, targets, trailing, limits, several entries, pauses", protectedEntries, {}, candles],
  ["a target position on a slower clock", slowClock, {}, candles],
  ["crossings of averages that take turns in a column", turns, {}, candles],
  [
    "another market, and a fee that is searched",
    withOther,
    { other: synthesize({ bars: 5200, interval: hour, seed: 9 }) },
    candles,
  ],
];

describe("what a search does with a set is its backtest, to the last bit", () => {
  test.each(cases)("%s", async (_, graph, feeds, feed) => {
    const from = feed.information.from + 300 * hour;
    const options = { capital: 50_000, from, feeds };
    const result = await search(graph, feed, { ...options, workers: 0, tails: true, top: 100 });
    expect(result.counts.trials).toBeGreaterThan(8);
    expect(result.trials.openCount).toBe(0);
    let trades = 0;
    for (let place = 0; place < result.counts.trials; place++) {
      const trial = result.trials.trial(place);
      const alone = backtest(graph, feed, { ...options, parameters: trial.parameters });
      expect(trial.metrics).toEqual(alone.metrics);
      expect(trial.endEquity).toBe(alone.account.end);
      expect(trial.rejected).toBe(alone.counts.rejected);
      trades += alone.counts.trades;
    }
    expect(trades).toBeGreaterThan(100);
  });

  test.each(cases)("%s: every record", (_, graph, feeds, feed) => {
    const columns = shareBars(graph, feed);
    const bound = bindFeeds(graph, feed, feeds);
    const sources = bound.map((each) => sourceOf(shareRows(each)));
    const paid = paidFunding(graph, feed, feeds["funding"]);
    const finer = finerBars(graph, feed, feeds["magnify"]);
    const broker = {
      ...(paid !== null && { funding: paid.source }),
      ...(finer !== null && { magnify: finer.input }),
    };
    const values = graph.parameters.map(({ low, high, step, value }) =>
      [low, low + step, value].filter((each) => each <= high),
    );
    const sets = cartesian(values).filter((set) => allowed(graph, set));
    const settings = { capital: 1e4, closes: true, interval: hour, keepsTail: false, capacity: 1024 };
    const memory = new TileMemory();
    const scalars = sets.map((set) => evaluateScalars(graph, set));
    const count = columns.time.length;
    const bars = { columns, ranges: [{ from: 0, to: count }], feeds: sources, ...broker };
    const plan = planTile(graph, scalars, memory.start, columns.time.length, settings, bars);
    const stores = sets.map(() => ({
      trades: new RowStore(tradeRowLayout),
      orders: new RowStore(orderRowLayout),
    }));
    new Tile(plan, memory, bars).run(bars, () => {}, {
      sink: (set, kind, ...rows) => stores[set]?.[kind].append(...rows),
    });
    for (const [k, set] of sets.entries()) {
      const trades = new RowStore(tradeRowLayout);
      const orders = new RowStore(orderRowLayout);
      const engine = new Engine(graph, {
        module: loadKernelModule(),
        values: set,
        capital: 1e4,
        capacity: 777,
        feeds: bound.map(({ input }) => input),
        ...broker,
        sinks: { trades: trades.append.bind(trades), orders: orders.append.bind(orders) },
      });
      for (let at = 0; at < count; at += 777) engine.step(columns, at, Math.min(777, count - at));
      engine.finish(true);
      expect(bytesOf(stores[k]?.trades)).toEqual(bytesOf(trades));
      expect(bytesOf(stores[k]?.orders)).toEqual(bytesOf(orders));
      expect(trades.count).toBeGreaterThan(0);
    }
  });

  test("for any sets, cut into tiles in any way", () => {
    const columns = shareBars(protectedEntries, feed);
    const bars = { columns, ranges: [{ from: 0, to: 2500 }], feeds: [] };
    const settings = { capital: 1e4, closes: true, interval: hour, keepsTail: false };
    const job = { graph: protectedEntries, bars, settings, budget: Infinity, keepsBlocks: false };
    const memory = new TileMemory();
    const set = fc.tuple(
      fc.integer({ min: 8, max: 20 }),
      fc.integer({ min: 10, max: 30 }).map((tenth) => tenth / 10),
      fc.integer({ min: 1, max: 3 }),
    );
    fc.assert(
      fc.property(fc.array(set, { minLength: 1, maxLength: 7 }), fc.boolean(), (sets, tight) => {
        const together = runSets({ ...job, budget: tight ? 0 : Infinity }, sets, memory).rows;
        const width = rowNames.length;
        for (const [k, one] of sets.entries()) {
          const alone = runSets(job, [one], memory).rows;
          expect(together.slice(k * width, (k + 1) * width)).toEqual(alone);
        }
      }),
      { numRuns: 25 },
    );
  });
});

function bytesOf(store: RowStore | undefined): readonly number[] {
  return store?.map((view, at) => [...new Uint8Array(view.buffer, view.byteOffset + at, 56)]).flat() ?? [];
}

function cartesian(values: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return values.reduce<readonly (readonly number[])[]>(
    (sets, all) => sets.flatMap((set) => all.map((value) => [...set, value])),
    [[]],
  );
}

const allowed = (graph: Graph, set: readonly number[]): boolean => {
  const scalars = evaluateScalars(graph, set);
  return graph.requirements.every(({ scalar }) => scalars[scalar] === 1);
};

test("a quick search tells of the account what the full one tells", async () => {
  const options = { workers: 0, capital: 25_000, top: 30 } as const;
  for (const [, graph, feeds, feed] of cases) {
    const full = await search(graph, feed, { ...options, feeds });
    const quick = await search(graph, feed, { ...options, feeds, quick: true });
    for (let place = 0; place < full.trials.count; place++) {
      const [a, b] = [full.trials.trial(place), quick.trials.trial(place)];
      expect(b.endEquity).toBe(a.endEquity);
      expect(b.rejected).toBe(a.rejected);
      expect(b.metrics.tradeCount).toBe(a.metrics.tradeCount);
      expect(b.metrics.fees).toBeCloseTo(a.metrics.fees ?? Number.NaN, 8);
      expect(b.metrics.maxDrawdown).toBeCloseTo(a.metrics.maxDrawdown ?? Number.NaN, 12);
      expect(b.metrics.sharpe).toBeNull();
    }
  }
  await expect(
    search(crossing, feed, { ...options, quick: true, objective: sharpeRatio }),
  ).rejects.toMatchObject({ code: "SAGE8230" });
});

const sharpeRatio = {
  text: "sharpe",
  value: { kind: "metric", metric: "sharpe", sign: 1 },
  direction: "maximise",
} as const;

describe("sharing", () => {
  test("a grid of two averages computes each average once", () => {
    const sets = cartesian([
      [4, 8, 12],
      [16, 36, 56],
    ]);
    const { variants } = shareNodes(
      crossing,
      sets.map((set) => evaluateScalars(crossing, set)),
    );
    const count = (name: string) =>
      variants.filter(({ node }) => crossing.nodes[node]?.operation === name).length;
    expect(count("ema")).toBe(6);
    expect(count("crosses_above")).toBe(9);
    expect(count("close")).toBe(1);
  });
});

describe("ranking and counts", () => {
  test("sets that a requirement forbids are left out and counted", async () => {
    const { counts } = await search(crossing, feed, { workers: 0 });
    // fast 4, 8, 12, 16 × slow 16, 36, 56: 16 < 16 is the one that does not hold.
    expect(counts).toMatchObject({ cells: 12, forbidden: 1, trials: 11, refused: 0 });
  });

  test("a set that cannot be is counted, the others are run", async () => {
    const text = `${head}
  param cap = 1 in -1..1 step 1
  enter long when close > ema(close, 10)
  exit long when close < ema(close, 10)
  size 50% of equity
  costs {
    fixed: cap
  }
}`;
    const { graph } = compile(createSource("fees.sage", text));
    if (graph === null) return;
    const { counts, best, trials } = await search(graph, feed, { workers: 0 });
    expect(counts.refused).toBe(1);
    expect(trials.refusals).toEqual([{ reason: expect.stringContaining("fixed"), sets: 1 }]);
    expect(best.length).toBe(2);
  });

  test("among equals the first one is the better", async () => {
    const graph = compiled(`${head}
  param nothing = 1 in 1..4 step 1
  enter long when close > ema(close, 10) and nothing > 0
  exit long when close < ema(close, 10)
  size 50% of equity
  ${costs}}`);
    const { best } = await search(graph, feed, { workers: 0 });
    expect(best.map(({ trial }) => trial)).toEqual([0, 1, 2, 3]);
  });
});
