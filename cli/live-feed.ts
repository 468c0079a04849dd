import type { Graph } from "../compiler/graph/index.js";
import type { BarFeed } from "../runtime/index.js";
import type { Clock } from "../runtime/live/clock.js";
import type { LiveFeed } from "../runtime/live/feeds/feed.js";
import type { Recording } from "../runtime/live/feeds/recorded.js";
import type { Market } from "../runtime/live/market.js";
import { openBars } from "./bars.js";
import { exitCodes, Failure } from "./failure.js";
import { marketAt, type Group } from "./live-entries.js";
import { parseTime } from "./values.js";

/** A feed as a desk needs it. */
export interface OpenedFeed {
  /** How its markets are called. */
  readonly exchange: string;
  readonly feed: LiveFeed;
  readonly clock: Clock;
  /** A graph with the tick of the venue's prices, where it counts in ticks. */
  readonly prepare: (graph: Graph, market: Market) => Promise<Graph>;
}

/** `replay:candles.parquet?speed=60&from=2021-01-01`. */
export interface ReplayRequest {
  readonly path: string;
  readonly speed: number;
  readonly from: number | null;
}

const example =
  "for example --feed replay:BTCUSDT_1h.parquet, or replay:candles.csv?speed=60&from=2022-01-01";

/** @throws Failure that says which feeds there are */
export function parseReplay(text: string): ReplayRequest {
  const [, rest] = /^replay:(.+)$/s.exec(text) ?? [];
  if (rest === undefined)
    throw new Failure(exitCodes.usage, "SAGE9502", `--feed ${text} is no feed that there is`, example);
  const [path = "", query = ""] = rest.split("?");
  const options = new URLSearchParams(query);
  const unknown = [...options.keys()].find((name) => name !== "speed" && name !== "from");
  if (unknown !== undefined)
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `a replay has no option "${unknown}"`,
      "it has: speed, from",
    );
  const speed = options.get("speed") ?? "fastest";
  const times = speed === "fastest" ? Number.POSITIVE_INFINITY : Number(speed);
  if (!(times > 0))
    throw new Failure(exitCodes.usage, "SAGE9502", `speed "${speed}" is not a number above zero`, example);
  const from = options.get("from");
  return { path, speed: times, from: from === null ? null : parseTime(from, "--feed …from=") };
}

/**
 * Recorded candles as the feed of all strategies; other markets that they read come from files of their own.
 * @param others files of other markets, by the name of the strategy's feed
 */
export async function openReplay(
  request: ReplayRequest,
  groups: readonly Group[],
  others: Readonly<Record<string, string>>,
  note: (sentence: string) => void,
): Promise<OpenedFeed> {
  const { RecordedFeed } = await import("../runtime/live/feeds/recorded.js");
  const { inputMarkets } = await import("../runtime/live/session/inputs.js");
  const { withTick } = await import("../runtime/modes/tick.js");
  const exchange = "replay";
  const opened = new Map<string, BarFeed>();
  const open = async (path: string, interval: number): Promise<BarFeed> => {
    const key = `${interval} ${path}`;
    const feed = opened.get(key) ?? (await openBars(path, interval, note));
    opened.set(key, feed);
    return feed;
  };
  const recordings: Recording[] = [];
  const feeds = new Map<string, BarFeed>();
  for (const { graph } of groups.flatMap(({ members }) => members)) {
    const market = marketAt(graph, exchange);
    const feed = await open(request.path, market.interval);
    refuseOther(graph, feed, request.path);
    recordings.push({ market, feed });
    feeds.set(graph.hash, feed);
    for (const input of inputMarkets(graph, market)) {
      const path = others[input.name] ?? (input.name === "magnify" ? request.path : undefined);
      if (path === undefined)
        throw new Failure(
          exitCodes.usage,
          "SAGE9502",
          `\`${graph.strategy}\` reads the market ${input.market.symbol} as \`${input.name}\`, and no candles were given for it`,
          `--data ${input.name}=FILE`,
        );
      recordings.push({ market: input.market, feed: await open(path, input.market.interval) });
    }
  }
  const starts = recordings.map(({ feed }) => feed.information.from);
  const feed = new RecordedFeed(recordings, {
    start: request.from ?? Math.min(...starts),
    speed: request.speed,
  });
  return {
    exchange,
    feed,
    clock: feed.clock,
    prepare: (graph) => {
      const own = feeds.get(graph.hash);
      return Promise.resolve(own === undefined ? graph : withTick(graph, own));
    },
  };
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
