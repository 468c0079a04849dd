import type { Graph } from "../../compiler/graph/index.js";
import { formatInterval } from "../data/interval.js";
import type { BarFeed } from "../data/dataset.js";
import { resample } from "../data/resample.js";
import { RunError } from "../engine/error.js";
import type { RowSource } from "../engine/feeds.js";
import type { FeedRecord } from "../result.js";
import { missingFeed } from "../engine/missing-feed.js";
import { boundSeries } from "./market-series.js";

/** Values of a file in time order: when each is of, epoch milliseconds, and what it is. NaN is missing. */
export interface ValueFeed {
  readonly information: {
    readonly source: string;
    readonly rows: number;
    /** Times of the first and last row. */
    readonly from: number;
    readonly to: number;
    /** SHA-256 over the little-endian float64 columns time, value. */
    readonly hash: string;
  };
  values(): Iterable<{ readonly time: Float64Array; readonly value: Float64Array }>;
}

/** What a run is given for the feeds of a strategy, by name. */
export type Feeds = Readonly<Record<string, BarFeed | ValueFeed>>;

/** A feed of a strategy with the data it is bound to. */
export interface BoundFeed {
  readonly name: string;
  readonly source: string;
  readonly symbol: string | null;
  readonly rows: number;
  readonly from: number;
  readonly to: number;
  readonly hash: string;
  /** Milliseconds from the time of a row to when it is known. */
  readonly delay: number;
  readonly input: RowSource;
}

type GraphFeed = NonNullable<Graph["feeds"]>[number];

/**
 * The data of a graph's feeds, in the graph's order.
 * @param data the candles of the run, which bring the series of the market itself
 * @throws RunError SAGE8005 for one that was not given or a name that the strategy does not have, SAGE8003 where bars are
 *   of another length and cannot be made into it, SAGE8007 for a series that the candles do not bring
 */
export function bindFeeds(graph: Graph, data: BarFeed, given: Feeds = {}): readonly BoundFeed[] {
  const all = graph.feeds ?? [];
  const feeds = all.filter(({ series }) => series === undefined);
  for (const name of Object.keys(given)) {
    if (feeds.some((feed) => feed.name === name) || isOfBroker(graph, name)) continue;
    throw new RunError(
      "SAGE8005",
      `\`${graph.strategy}\` reads no feed \`${name}\`.`,
      brokerSetting.get(name) ??
        (feeds.length === 0
          ? "It reads no feed at all."
          : `It reads ${feeds.map((feed) => `\`${feed.name}\``).join(", ")}.`),
    );
  }
  return all.map((feed) => {
    if (feed.series !== undefined) return boundSeries(feed, feed.series, data);
    const own = given[feed.name];
    if (own === undefined) throw missingFeed(feed);
    return "values" in own ? boundValues(feed, own) : boundBars(feed, own);
  });
}

/** What a strategy has to say so that the broker reads data under these names. */
const brokerSetting = new Map([
  ["magnify", "Finer bars are read where the strategy says so, for example with `fills { magnify: 1m }`."],
  ["funding", "Fundings are read where the strategy pays them: `costs { funding: data }`."],
]);

/** Data that the broker reads, under names of its own: rates that are paid, and finer bars. */
export function isOfBroker({ orders }: Graph, name: string): boolean {
  if (name === "funding") return orders.costs.funding?.source === "data";
  return name === "magnify" && orders.fills.magnify !== undefined;
}

/** What a run notes of a feed. */
export function recordOf({ name, source, symbol, rows, from, to, hash }: BoundFeed): FeedRecord {
  return { name, source, symbol, rows, from, to, hash };
}

function boundBars(feed: GraphFeed, data: BarFeed): BoundFeed {
  const { interval } = feed;
  if (interval === null) throw wrongKind(feed, "values (`openValues`), not candles");
  const bars = atInterval(feed, data, interval);
  const { source, symbol, bars: rows, from, to } = bars.information;
  return {
    name: feed.name,
    source,
    symbol,
    rows,
    from,
    to,
    get hash() {
      return bars.information.hash;
    },
    delay: interval,
    input: {
      *rows() {
        for (const { time, open, high, low, close, volume } of bars.chunks()) {
          yield { time, columns: [open, high, low, close, volume] };
        }
      },
    },
  };
}

function atInterval(feed: GraphFeed, data: BarFeed, interval: number): BarFeed {
  const found = data.information.interval;
  if (found === interval) return data;
  if (found < interval && interval % found === 0) return resample(data, interval);
  throw new RunError(
    "SAGE8003",
    `\`${feed.name}\` has bars of ${formatInterval(interval)}; the data given for it has bars of ${formatInterval(found)}.`,
    "Give data of that interval or a faster one, or change `timeframe` of the feed.",
  );
}

function boundValues(feed: GraphFeed, data: ValueFeed): BoundFeed {
  if (feed.file === null) throw wrongKind(feed, "candles, not single values");
  const { source, rows, from, to, hash } = data.information;
  return {
    name: feed.name,
    source,
    symbol: null,
    rows,
    from,
    to,
    hash,
    delay: feed.file.known,
    input: {
      *rows() {
        for (const { time, value } of data.values()) yield { time, columns: [value] };
      },
    },
  };
}

function wrongKind({ name }: GraphFeed, wanted: string): RunError {
  return new RunError(
    "SAGE8005",
    `\`${name}\` needs ${wanted}.`,
    "Give data of the kind the strategy declares.",
  );
}
