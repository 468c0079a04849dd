import type { MarketSeries } from "../kernels/catalog/series.js";
import type { Graph } from "../compiler/graph/index.js";
import type { BarFeed } from "../runtime/index.js";
import type { Clock } from "../runtime/live/clock.js";
import type { BarSource } from "../runtime/live/feeds/source.js";
import type { LiveFeed } from "../runtime/live/feeds/feed.js";
import type { Recording } from "../runtime/live/feeds/recorded.js";
import { marketKey, type Market } from "../runtime/live/market.js";
import { openBars } from "./bars.js";
import type { FeedDescription } from "../runtime/live/feeds/read-description.js";
import { exitCodes, Failure } from "./failure.js";
import { rulesNote } from "./live-rules.js";
import { marketAt, type Group } from "./live-entries.js";

/** A feed as a desk needs it. */
export interface OpenedFeed {
  /** How its markets are called. */
  readonly exchange: string;
  readonly feed: LiveFeed;
  readonly clock: Clock;
  /** A graph with the tick of the venue's prices, where it counts in ticks. */
  readonly prepare: (graph: Graph, market: Market) => Promise<Graph>;
}

type ReplayDescription = Extract<FeedDescription, { readonly kind: "replay" }>;

/**
 * Opens what `--feed` names.
 * @param given `others`: in a replay, files of other markets that a strategy reads, by the name of its feed;
 *   `starlistings`: of Kirby, the numbers of its markets
 */
export async function openFeed(
  text: string,
  groups: readonly Group[],
  {
    others,
    starlistings,
    note,
  }: {
    readonly others: Readonly<Record<string, string>>;
    readonly starlistings: readonly string[];
    readonly note: (sentence: string) => void;
  },
): Promise<OpenedFeed> {
  const { readFeedDescription } = await import("../runtime/live/feeds/read-description.js");
  const description = readFeedDescription(text);
  if (description.kind === "replay") return openReplay(description, groups, others, note);
  const [{ machineClock: clock }, { superviseSource }] = await Promise.all([
    import("../runtime/live/clock.js"),
    import("../runtime/live/feeds/supervise.js"),
  ]);
  const source = await sourceOf(description, groups, starlistings);
  const prepare = async (graph: Graph, market: Market): Promise<Graph> => {
    // A venue that cannot be reached just now is waited for by the feed, and names its rules another time.
    const rules = await source.rules?.(market).catch(() => null);
    const told = rules === undefined || rules === null ? null : rulesNote(graph, market, rules);
    if (told !== null) note(told);
    return graph;
  };
  return { exchange: source.exchange, feed: superviseSource(source, { clock }), clock, prepare };
}

/** A venue's own protocol. Keys come from the environment only. */
async function sourceOf(
  description: Exclude<FeedDescription, ReplayDescription>,
  groups: readonly Group[],
  starlistings: readonly string[],
): Promise<BarSource> {
  if (description.kind === "exchange") {
    const { Venue, venueOptions } = await import("../runtime/live/venues/index.js");
    const series = seriesOf(groups, description.exchange);
    return new Venue(description.exchange, { ...venueOptions(description.exchange, process.env), series });
  }
  const { KirbySource } = await import("../runtime/live/kirby/index.js");
  const secure = description.address.startsWith("https://");
  const host = description.address.replace(/^https?:\/\//, "").replace(/\/+$/, "");
  return new KirbySource({
    rest: `${secure ? "https" : "http"}://${host}`,
    ws: `${secure ? "wss" : "ws"}://${host}`,
    key: process.env["SAGE_KIRBY_KEY"] ?? "",
    starlistings: await starlistingsOf(groups, starlistings),
  });
}

/** What strategies read of their own markets beside bars, and pay by. */
function seriesOf(groups: readonly Group[], exchange: string): ReadonlyMap<string, readonly MarketSeries[]> {
  const wanted = new Map<string, Set<MarketSeries>>();
  for (const { graph } of groups.flatMap(({ members }) => members)) {
    const key = marketKey(marketAt(graph, exchange));
    const series = wanted.get(key) ?? new Set();
    for (const feed of graph.feeds ?? []) if (feed.series !== undefined) series.add(feed.series);
    if (graph.orders.costs.funding?.source === "data") series.add("funding");
    wanted.set(key, series);
  }
  return new Map([...wanted].map(([key, series]) => [key, [...series]]));
}

/** `--starlisting ema_cross=6`: which number Kirby has for the market of a strategy, or of a feed that it reads. */
async function starlistingsOf(
  groups: readonly Group[],
  given: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const { inputMarkets } = await import("../runtime/live/session/inputs.js");
  const markets = new Map<string, Market>();
  for (const { label, graph } of groups.flatMap(({ members }) => members)) {
    const own = marketAt(graph, "kirby");
    markets.set(label, own);
    for (const { name, market } of inputMarkets(graph, own)) markets.set(name, market);
  }
  const numbers = given.map((text) => {
    const [, name = "", number = ""] = /^(\w+)=(\d+)$/.exec(text) ?? [];
    const market = markets.get(name);
    if (market !== undefined) return [marketKey(market), Number(number)] as const;
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `--starlisting ${text} is not NAME=NUMBER of a strategy or one of its feeds`,
      `there are: ${[...markets.keys()].join(", ")}`,
    );
  });
  return Object.fromEntries(numbers);
}

/** Recorded candles as the feed of all strategies; with faults they come as from a venue that has them. */
async function openReplay(
  description: ReplayDescription,
  groups: readonly Group[],
  others: Readonly<Record<string, string>>,
  note: (sentence: string) => void,
): Promise<OpenedFeed> {
  const { withTick } = await import("../runtime/modes/tick.js");
  const recordings = await recordingsOf(description, groups, others, note);
  const feeds = new Map(recordings.map(({ market, feed }) => [marketKey(market), feed]));
  const prepare = (graph: Graph, market: Market): Promise<Graph> => {
    const own = feeds.get(marketKey(market));
    return Promise.resolve(own === undefined ? graph : withTick(graph, own));
  };
  const start = description.from ?? Math.min(...recordings.map(({ feed }) => feed.information.from));
  if (description.faults.length > 0)
    return { prepare, ...(await faultyReplay(description, recordings, start)) };
  const { RecordedFeed } = await import("../runtime/live/feeds/recorded.js");
  const feed = new RecordedFeed(recordings, { start, speed: description.speed ?? Number.POSITIVE_INFINITY });
  return { exchange: replayed, feed, clock: feed.clock, prepare };
}

async function faultyReplay(
  { speed, faults, seed }: ReplayDescription,
  recordings: readonly Recording[],
  start: number,
): Promise<Omit<OpenedFeed, "prepare">> {
  const [
    { replaySource },
    { superviseSource },
    { scaledClock, VirtualClock },
    { machineClock },
    { gatherPieces },
  ] = await Promise.all([
    import("../runtime/live/feeds/replay/replay-source.js"),
    import("../runtime/live/feeds/supervise.js"),
    import("../runtime/live/feeds/replay/virtual-clock.js"),
    import("../runtime/live/clock.js"),
    import("../runtime/data/columns.js"),
  ]);
  const virtual = speed === null ? new VirtualClock(start) : null;
  const clock = virtual ?? scaledClock(machineClock, start, speed ?? 1);
  const markets = recordings.map(({ market, feed }) => {
    const series = feed.information.series ?? [];
    return { market, bars: gatherPieces(feed.chunks(series), feed.information.bars, series) };
  });
  const feed = superviseSource(replaySource(markets, { clock, faults, seed }), {
    clock,
    seed,
    ...(virtual !== null && { hold: () => virtual.hold() }),
  });
  return { exchange: replayed, feed, clock };
}

/** What the markets of replayed candles are called. */
const replayed = "replay";

async function recordingsOf(
  { paths }: ReplayDescription,
  groups: readonly Group[],
  others: Readonly<Record<string, string>>,
  note: (sentence: string) => void,
): Promise<readonly Recording[]> {
  const { inputMarkets } = await import("../runtime/live/session/inputs.js");
  const [main, ...rest] = paths;
  if (main === undefined || rest.length > 0)
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      "one file is replayed to all strategies",
      "candles of another market that one of them reads are given with --data NAME=FILE",
    );
  const opened = new Map<string, BarFeed>();
  const open = async (path: string, interval: number): Promise<BarFeed> => {
    const key = `${interval} ${path}`;
    const feed = opened.get(key) ?? (await openBars(path, interval, note));
    opened.set(key, feed);
    return feed;
  };
  const recordings = new Map<string, Recording>();
  const put = (market: Market, feed: BarFeed): void =>
    void recordings.set(marketKey(market), { market, feed });
  for (const { graph } of groups.flatMap(({ members }) => members)) {
    const market = marketAt(graph, replayed);
    const feed = await open(main, market.interval);
    refuseOther(graph, feed, main);
    put(market, feed);
    for (const { name, market: other } of inputMarkets(graph, market)) {
      const path = others[name] ?? (name === "magnify" ? main : undefined);
      if (path === undefined)
        throw new Failure(
          exitCodes.usage,
          "SAGE9502",
          `\`${graph.strategy}\` reads the market ${other.symbol} as \`${name}\`, and no candles were given for it`,
          `--data ${name}=FILE`,
        );
      put(other, await open(path, other.interval));
    }
  }
  return [...recordings.values()];
}

function refuseOther(graph: Graph, { information }: BarFeed, path: string): void {
  if (information.interval === graph.market.timeframe) return;
  throw new Failure(
    exitCodes.usage,
    "SAGE8003",
    `\`${graph.strategy}\` works on faster bars than those of ${path}`,
    "replay candles of its own interval, or faster ones",
  );
}
