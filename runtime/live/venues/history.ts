import { z } from "zod";
import { formatInterval } from "../../data/interval.js";
import type { LiveBar } from "../bar.js";
import type { Clock } from "../clock.js";
import { FeedError } from "../feeds/feed-error.js";
import type { TimeRange } from "../feeds/source.js";
import type { Market } from "../market.js";
import { translateError, type Exchange, type VenueTime } from "./exchange.js";

export interface Paging {
  /** Rows of one answer. */
  readonly rows: number;
  /** Whether an answer ends where its window ends, so that an empty one says nothing of what comes later. */
  readonly isWindowed: boolean;
  /** Newest rows that the venue still has; null for all. */
  readonly kept: number | null;
}

/** Limits as the venues state them. */
const pagings: Readonly<Record<string, Paging>> = {
  binance: { rows: 1000, isWindowed: false, kept: null },
  binanceusdm: { rows: 1500, isWindowed: false, kept: null },
  hyperliquid: { rows: 500, isWindowed: true, kept: 5000 },
  kraken: { rows: 720, isWindowed: false, kept: 720 },
  coinbase: { rows: 300, isWindowed: true, kept: null },
  bybit: { rows: 1000, isWindowed: true, kept: null },
};

const otherwise: Paging = { rows: 500, isWindowed: true, kept: null };

const number = z.number();
const rowsSchema = z.array(z.tuple([number, number, number, number, number, number]).rest(z.unknown()));

export interface HistoryOptions {
  readonly name: string;
  readonly exchange: Exchange;
  readonly time: VenueTime;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Pages through a venue's bars, ascending; each page's closed bars as they come. @throws FeedError */
export async function* pageHistory(
  market: Market,
  { from, to }: TimeRange,
  { name, exchange, time, clock, signal }: HistoryOptions,
): AsyncGenerator<readonly LiveBar[]> {
  const { interval } = market;
  const { rows, isWindowed, kept } = pagings[name] ?? otherwise;
  const end = Math.min(to, clock.now() + interval);
  let since = Math.ceil(from / interval) * interval;
  if (kept !== null) since = Math.max(since, Math.floor(clock.now() / interval) * interval - kept * interval);
  while (since < end) {
    signal.throwIfAborted();
    // One more than is needed, since a venue may count the bar that is open.
    const limit = Math.min(rows, Math.ceil((end - since) / interval) + 1);
    const windowEnd = since + limit * interval;
    const page = await fetchPage(exchange, market, since, limit, isWindowed ? windowEnd - 1 : null);
    signal.throwIfAborted();
    // By the venue's clock, so that a fast clock here does not take an open bar for a closed one.
    const now = time.latest ?? clock.now();
    const bars = page.filter((bar) => bar.time >= since && bar.time < end && bar.time + interval <= now);
    if (bars.length > 0) yield bars;
    const last = page.at(-1)?.time ?? -Infinity;
    if (last >= since) since = last + interval;
    else if (!isWindowed) return;
    else since = windowEnd;
  }
}

async function fetchPage(
  exchange: Exchange,
  { symbol, interval }: Market,
  since: number,
  limit: number,
  until: number | null,
): Promise<readonly LiveBar[]> {
  let answer: unknown;
  try {
    const parameters = until === null ? {} : { until };
    answer = await exchange.fetchOHLCV(symbol, formatInterval(interval), since, limit, parameters);
  } catch (error) {
    throw translateError(error);
  }
  const rows = rowsSchema.safeParse(answer);
  if (!rows.success) throw new FeedError("SAGE8504", "The venue's history has a row that is no bar.");
  const bars = new Map<number, LiveBar>();
  for (const [time, open, high, low, close, volume] of rows.data) {
    bars.set(time, { time, open, high, low, close, volume });
  }
  return [...bars.values()].toSorted((a, b) => a.time - b.time);
}
