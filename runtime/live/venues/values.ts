import { z } from "zod";
import type { MarketSeries } from "../../../kernels/catalog/series.js";
import type { LiveBar } from "../bar.js";
import type { Clock } from "../clock.js";
import type { SourceMessage, TimeRange } from "../feeds/source.js";
import type { Market } from "../market.js";
import { translateError, type Exchange } from "./exchange.js";
import { day, minute } from "./spans.js";

/** A value beside bars, at the time at which it was so. */
interface Point {
  readonly time: number;
  readonly value: number;
}

const hour = 60 * minute;

const rates = z.array(z.object({ timestamp: z.number(), fundingRate: z.number() }));
const interest = z.object({ timestamp: z.number().nullish(), openInterestAmount: z.number() });

/** Rows of one answer that every exchange gives. */
const rows = 200;

/** How long Binance keeps the history of open interest, less a day to be safe. */
const keptInterest = 29 * day;

/** Exchanges pay at whole hours and stamp it a few milliseconds off. */
const atMinute = (time: number): number => Math.round(time / minute) * minute;

/** What was paid in a stretch of time. @throws FeedError */
async function fundings(
  exchange: Exchange,
  symbol: string,
  { from, to }: TimeRange,
): Promise<readonly Point[]> {
  const points: Point[] = [];
  // Fundings are an hour apart or more.
  for (let since = from; since < to; since += rows * hour) {
    const until = Math.min(to, since + rows * hour) - 1;
    const answer = await exchange.fetchFundingRateHistory(symbol, since - minute, rows, { until });
    for (const { timestamp, fundingRate } of rates.parse(answer))
      points.push({ time: atMinute(timestamp), value: fundingRate });
  }
  return points;
}

/** What was held, as coarsely as history has it: every five minutes, or every hour. @throws FeedError */
async function interests(
  exchange: Exchange,
  { symbol, interval }: Market,
  { from, to }: TimeRange,
  now: number,
): Promise<readonly Point[]> {
  const [step, name] = interval < hour ? [5 * minute, "5m"] : [hour, "1h"];
  const points: Point[] = [];
  for (let since = Math.max(from, now - keptInterest); since < to; since += rows * step) {
    const until = Math.min(to, since + rows * step) - 1;
    const answer = await exchange.fetchOpenInterestHistory(symbol, name, since, rows, { until });
    for (const one of z.array(interest).parse(answer))
      points.push({ time: one.timestamp ?? Number.NaN, value: one.openInterestAmount });
  }
  return points;
}

/** Whether a stretch holds a whole multiple of a step, at which there may be a value. */
const holds = ({ from, to }: TimeRange, step: number): boolean => Math.ceil(from / step) * step < to;

/** Bars with the last value inside each, as far as the exchange has a history of it. @throws FeedError */
export async function withHistory(
  exchange: Exchange,
  market: Market,
  bars: readonly LiveBar[],
  wanted: readonly MarketSeries[],
  now: number,
): Promise<readonly LiveBar[]> {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return bars;
  const range = { from: first.time, to: last.time + market.interval };
  const values = new Map<number, Partial<Record<MarketSeries, number>>>();
  const put = (series: MarketSeries, points: readonly Point[]): void => {
    for (const { time, value } of points.toSorted((a, b) => a.time - b.time)) {
      const open = Math.floor(time / market.interval) * market.interval;
      values.set(open, { ...values.get(open), [series]: value });
    }
  };
  try {
    if (wanted.includes("funding") && exchange.has["fetchFundingRateHistory"] === true && holds(range, hour))
      put("funding", await fundings(exchange, market.symbol, range));
    if (
      wanted.includes("open_interest") &&
      exchange.has["fetchOpenInterestHistory"] === true &&
      holds(range, 5 * minute)
    )
      put("open_interest", await interests(exchange, market, range, now));
  } catch (error) {
    // What has just closed is told without: the stream's own questions bring it with the next bar.
    if (bars.length > 2) throw translateError(error);
  }
  return bars.map((bar) => {
    const series = values.get(bar.time);
    return series === undefined ? bar : { ...bar, series };
  });
}

/** Which of what is wanted the exchange does not tell. */
export function lacking(exchange: Exchange, wanted: readonly MarketSeries[]): readonly MarketSeries[] {
  const methods = { funding: "fetchFundingRateHistory", open_interest: "fetchOpenInterest" } as const;
  return wanted.filter((series) => series === "trades" || exchange.has[methods[series]] !== true);
}

/** Asks once a minute, shortly before its end, so that a bar knows what was so at its close. */
const before = 10_000;

/** Minutes of an hour in which it is asked whether there was a funding: exchanges tell it a little later. */
const asked: ReadonlySet<number> = new Set([0, 1, 2, 5, 15]);

/** Tells a market's values as they change, until the signal is aborted. */
export async function watchValues(
  exchange: Exchange,
  market: Market,
  wanted: readonly MarketSeries[],
  clock: Clock,
  tell: (message: SourceMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const missing = lacking(exchange, wanted);
  for (const series of missing) {
    const message = `${market.exchange} tells no ${series.replace("_", " ")} of ${market.symbol}; conditions that read it stay unknown.`;
    tell({ kind: "fault", market, message });
  }
  const value = (series: "funding" | "open_interest", point: Point): void =>
    tell({ kind: "value", market, series, ...point });
  const ask = async (now: number): Promise<void> => {
    if (wanted.includes("open_interest") && !missing.includes("open_interest")) {
      // Bybit has it by the hour where nothing else is asked for.
      const parameters = exchange.id === "bybit" ? { interval: "5m" } : {};
      const answer = await exchange.fetchOpenInterest(market.symbol, parameters);
      const { timestamp, openInterestAmount } = interest.parse(answer);
      value("open_interest", { time: timestamp ?? now, value: openInterestAmount });
    }
    if (
      wanted.includes("funding") &&
      !missing.includes("funding") &&
      asked.has(new Date(now).getUTCMinutes())
    ) {
      const range = { from: Math.floor(now / hour) * hour, to: now };
      for (const point of await fundings(exchange, market.symbol, range)) value("funding", point);
    }
  };
  if (missing.length === wanted.length) return;
  for (;;) {
    const now = clock.now();
    await clock.sleep(minute - ((now + before) % minute), signal);
    try {
      await ask(clock.now());
    } catch (error) {
      signal.throwIfAborted();
      tell({ kind: "fault", market, message: `Values beside bars: ${translateError(error).message}` });
    }
  }
}
