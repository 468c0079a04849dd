import type { Graph } from "../../compiler/graph/index.js";
import { columnKey } from "../../compiler/graph/stages.js";
import type { MarketSeries } from "../../kernels/catalog/series.js";
import { gatherPieces, viewColumns } from "../data/columns.js";
import type { BarPiece, BarFeed, DatasetInformation } from "../data/dataset.js";
import { uniformFrom } from "../data/synthesize/random.js";
import { Engine, loadKernelModule, parameterValues } from "../engine/index.js";
import { bindFeeds, type Feeds } from "../feeds/bind.js";
import { memoryFeed } from "../feeds/memory.js";
import { backtest } from "../modes/backtest.js";
import { withTick } from "../modes/tick.js";
import { corruptFeeds } from "./corrupt-feeds.js";
import { withStandIns } from "./stand-ins.js";
import { findLeaks, type Computed, type Decision, type LeakageProof, type Unchanged } from "./find-leaks.js";

export interface ProofOptions {
  /** How often the future is exchanged; default 12. */
  readonly rounds?: number;
  /** Bars looked at, from the first on; default what the warm-up needs and 2,000 more, at most 20,000. */
  readonly bars?: number;
  readonly seed?: number;
  readonly parameters?: Readonly<Record<string, number>>;
  /** Data of the strategy's feeds, by name. */
  readonly feeds?: Feeds;
}

/** Values that may look ahead: targets of models are made of what comes after. */
const mayLookAhead = new Set(["target"]);

/**
 * Runs a strategy, exchanges the future of its bars again and again, and compares every value of the graph, every signal
 * and every fill before it, to the last bit. Each round cuts the bars into other chunks as well, so that it also shows
 * that nothing depends on how bars arrive.
 * @throws RunError where the graph cannot be run on these bars
 */
export function proveNoLeakage(graph: Graph, feed: BarFeed, options: ProofOptions = {}): LeakageProof {
  const { rounds = 12, seed = 1, parameters = {}, feeds = {} } = options;
  const { information } = feed;
  const wanted = options.bars ?? Math.min(20_000, graph.warmup.first + 2_000);
  const length = Math.min(wanted, information.bars);
  const series = seriesRead(graph, feed);
  const bars = viewColumns(gatherPieces(feed.chunks(series), information.bars, series), 0, length);
  // The data's decimals are known before a run as the exchange's rules are.
  const settled = withStandIns(withTick(graph, feed));
  const uniform = uniformFrom(seed);
  const compute = (given: BarPiece, unchanged: Unchanged): Computed => {
    const world: World = {
      bars: given,
      information,
      parameters,
      feeds: corruptFeeds(graph, feeds, unchanged),
    };
    return {
      series: traceAll(settled, world, 1 + Math.floor(uniform() * 700)),
      decisions: decisionsOf(settled, world),
    };
  };
  return findLeaks(compute, bars, { rounds, seed });
}

/** Series of the market itself that the strategy reads or pays. */
function seriesRead({ feeds = [], orders }: Graph, { information }: BarFeed): readonly MarketSeries[] {
  const read = new Set(feeds.flatMap(({ series }) => series ?? []));
  if (orders.costs.funding?.source === "data" && information.series?.includes("funding") === true)
    read.add("funding");
  return [...read];
}

/** All that a computation rests on. */
interface World {
  readonly bars: BarPiece;
  readonly information: DatasetInformation;
  readonly parameters: Readonly<Record<string, number>>;
  readonly feeds: Feeds;
}

/** Every output of every node at every bar, by the text it was written as. */
function traceAll(graph: Graph, world: World, capacity: number): ReadonlyMap<string, Float64Array> {
  const { bars } = world;
  const feed = memoryFeed(bars, world.information);
  const length = bars.time.length;
  const engine = new Engine(graph, {
    module: loadKernelModule(),
    values: parameterValues(graph, world.parameters),
    capital: 1,
    capacity,
    feeds: bindFeeds(graph, feed, world.feeds).map(({ input }) => input),
  });
  const names = namesOf(graph);
  const series = new Map<string, Float64Array>();
  engine.traceAt(
    Array.from({ length }, (_, bar) => bar),
    (bar, reference, value) => {
      const name = names.get(columnKey(reference));
      if (name === undefined) return;
      let column = series.get(name);
      if (column === undefined) series.set(name, (column = new Float64Array(length).fill(Number.NaN)));
      column[bar] = value;
    },
  );
  for (let at = 0; at < length; at += engine.capacity)
    engine.step(bars, at, Math.min(engine.capacity, length - at), false);
  return series;
}

/** What each column is called: its name in the strategy, else the text it was written as. */
function namesOf(graph: Graph): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [number, node] of graph.nodes.entries()) {
    if (mayLookAhead.has(node.operation)) continue;
    for (const output of node.slots.keys()) {
      const { start, end } = node.span;
      const text = start === end ? node.operation : graph.source.text.slice(start, end).replace(/\s+/g, " ");
      names.set(columnKey({ node: number, output }), `${text} (${number}.${output})`);
    }
  }
  for (const { name, series } of graph.names) {
    const key = columnKey(series);
    if (names.has(key)) names.set(key, name);
  }
  return names;
}

function decisionsOf(graph: Graph, { bars, information, parameters, feeds }: World): readonly Decision[] {
  const { entries, position } = graph.orders;
  if (entries.length === 0 && position === undefined) return [];
  const { time } = bars;
  const about = {
    ...information,
    bars: time.length,
    from: time[0] ?? Number.NaN,
    to: time.at(-1) ?? Number.NaN,
  };
  const result = backtest(graph, memoryFeed(bars, about), { parameters, feeds, keep: { equity: "none" } });
  const decisions: Decision[] = [
    ...result.signals.map(({ bar, action, side, rule, outcome }) => ({
      bar,
      what: `${action} ${side} by rule ${rule}: ${outcome}`,
    })),
    ...result.orders.map(({ bar, side, kind, quantity, status, price }) => ({
      bar,
      what: `${kind} ${side} of ${quantity} at ${price ?? "no price"}: ${status}`,
    })),
  ];
  return decisions.sort((a, b) => a.bar - b.bar || (a.what < b.what ? -1 : 1));
}
