import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../../../compiler/index.js";
import type { Graph } from "../../../compiler/graph/index.js";
import { createSource } from "../../../lang/index.js";
import { viewColumns } from "../../data/columns.js";
import { memoryFeed } from "../../feeds/memory.js";
import { synthesize, type BarFeed } from "../../index.js";
import { Desk } from "../../live/desk/desk.js";
import { EventBus } from "../../live/events.js";
import { RecordedFeed } from "../../live/feeds/recorded.js";
import { openStore } from "../../live/store/open-store.js";
import type { SqlStore } from "../../live/store/sql-store.js";
import { planOf, testMarket } from "../../testing/live.js";
import type { ServeOptions } from "../context.js";
import { serve, type Serving } from "../serve.js";

/** A strategy that a desk really traded over made-up bars, its text on the disk, and a server over its ledger. */
export interface TradedStand {
  readonly folder: string;
  readonly store: SqlStore;
  readonly bus: EventBus;
  readonly serving: Serving;
  readonly graph: Graph;
  /** The bars that were traded so far and more: what a backtest is given. */
  readonly feed: BarFeed;
  /** Number of bars that the desk has been given. */
  readonly given: () => number;
  /** The desk is given so many bars more. */
  readonly advance: (bars: number) => Promise<void>;
  /** Writes another text in the place of the strategy's. */
  readonly rewrite: (text: string) => void;
  readonly end: () => Promise<void>;
}

export interface TradedShape {
  readonly text: string;
  readonly bars: number;
  /** Bars that the desk is not given before `advance`. */
  readonly more?: number;
  readonly name?: string;
  readonly serve?: Partial<ServeOptions>;
}

/** Compiles a text of the disk; the clock of texts stands still in tests. */
function compiled(path: string): Graph {
  const { graph, diagnostics } = compile(createSource(path, readFileSync(path, "utf8")));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join(", "));
  return graph;
}

export async function makeTradedStand(shape: TradedShape): Promise<TradedStand> {
  const folder = mkdtempSync(join(tmpdir(), "sage-traded-"));
  mkdirSync(join(folder, "strategies"));
  const path = join(folder, "strategies", "traded.sage");
  writeFileSync(path, shape.text);
  const graph = compiled(path);
  const feed = synthesize({
    bars: shape.bars + (shape.more ?? 0),
    interval: graph.market.timeframe,
    seed: 3,
  });
  const store = await openStore(join(folder, "live.db"));
  const bus = new EventBus();
  let given = 0;
  const trade = async (until: number): Promise<void> => {
    const source = new RecordedFeed([{ market: testMarket(graph), feed: firstBars(feed, until) }], {
      start: feed.information.from,
      speed: Number.POSITIVE_INFINITY,
    });
    const desk = new Desk({ feed: source, store, clock: source.clock, bus });
    await desk.add({
      plan: planOf(graph, feed, {}, 10_000),
      records: [{ name: shape.name ?? graph.strategy, models: [], path, portfolio: null }],
    });
    await desk.run(new AbortController().signal);
    await desk.close();
    given = until;
  };
  await trade(shape.bars);
  const serving = await serve({
    store,
    bus,
    listen: "127.0.0.1:0",
    tokens: join(folder, "tokens.json"),
    environmentToken: "",
    switchFile: join(folder, "stop"),
    rateLimit: { perSecond: 10_000, burst: 10_000 },
    graphOf: () => Promise.resolve().then(() => compiled(path)),
    ...shape.serve,
  });
  return {
    folder,
    store,
    bus,
    serving,
    graph,
    feed,
    given: () => given,
    advance: (bars) => trade(given + bars),
    rewrite: (text) => writeFileSync(path, text),
    end: async () => {
      await serving.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function firstBars(feed: BarFeed, bars: number): BarFeed {
  const [columns] = [...feed.chunks()];
  if (columns === undefined) throw new Error("there are no bars");
  const view = viewColumns(columns, 0, bars);
  const { hash: _, ...information } = feed.information;
  return memoryFeed(view, { ...information, bars, to: view.time[bars - 1] ?? 0 });
}
