import type { z } from "zod";
import type { LiveBar } from "../bar.js";
import { machineClock, type Clock } from "../clock.js";
import { FeedError } from "../feeds/feed-error.js";
import type { BarSource, SourceMessage, TimeRange } from "../feeds/source.js";
import { marketKey, type Market } from "../market.js";
import { Budget } from "../venues/budget.js";
import { readConnections } from "../venues/connections.js";
import { connectionError, retryAfterOf, statusError } from "../venues/socket.js";
import { Fundings } from "./fundings.js";
import { candlesSchema, starlistingSchema, type Starlisting } from "./messages.js";
import { kirbyDialect, kirbyRefusal } from "./protocol.js";

export interface KirbyOptions {
  /** `http://host:8000` */
  readonly rest: string;
  /** `ws://host:8000` */
  readonly ws: string;
  /** Begins with `kb_`; from SAGE_KIRBY_KEY, and never told to anyone but Kirby. */
  readonly key: string;
  /** The number of each market's starlisting, by its key (`marketKey`). */
  readonly starlistings: Readonly<Record<string, number>>;
  readonly clock?: Clock;
}

/** Rows of one answer of history. */
const most = 5000;

const slow = 20_000;

/** Bars, funding and open interest from a Kirby market-data service. */
export class KirbySource implements BarSource {
  readonly exchange = "kirby";
  readonly #options: KirbyOptions;
  readonly #clock: Clock;
  readonly #known = new Map<number, Starlisting>();
  readonly #fundings = new Fundings();
  #attempts: Budget | null = null;

  /** @throws FeedError SAGE8501 for what cannot be a key */
  constructor(options: KirbyOptions) {
    if (!/^kb_[\w-]{7,}$/.test(options.key)) {
      throw new FeedError(
        "SAGE8501",
        "The key for Kirby is missing or is none.",
        "Put a key that begins with kb_ into SAGE_KIRBY_KEY.",
      );
    }
    this.#options = options;
    this.#clock = options.clock ?? machineClock;
  }

  async history(market: Market, { from, to }: TimeRange, signal: AbortSignal): Promise<readonly LiveBar[]> {
    const { interval } = market;
    const { exchange, coin, quote, market_type, interval: name } = await this.#starlisting(market, signal);
    const path = ["candles", exchange, coin, quote, market_type, name].map(encodeURIComponent).join("/");
    const bars = new Map<number, LiveBar>();
    const end = Math.min(to, this.#clock.now());
    for (let since = from; since < end; since += most * interval) {
      const until = Math.min(end, since + most * interval) - 1;
      const query = new URLSearchParams({
        start_time: new Date(since).toISOString(),
        end_time: new Date(until).toISOString(),
        limit: String(most),
      });
      const { value, now } = await this.#get(`${path}?${query}`, candlesSchema, signal);
      for (const bar of value) {
        if (bar.time >= from && bar.time < to && bar.time + interval <= now) bars.set(bar.time, bar);
      }
    }
    return [...bars.values()].toSorted((a, b) => a.time - b.time);
  }

  async *stream(markets: readonly Market[], signal: AbortSignal): AsyncGenerator<SourceMessage> {
    const listings = [];
    for (const market of markets) {
      await this.#starlisting(market, signal);
      listings.push({ market, id: String(this.#numberOf(market)) });
    }
    const dialect = kirbyDialect(this.#options.key, this.#fundings);
    this.#attempts ??= new Budget(dialect.attempts, this.#clock);
    const base = this.#options.ws.replace(/\/+$/, "");
    const closeError = kirbyRefusal;
    yield* readConnections(dialect, listings, {
      base,
      clock: this.#clock,
      signal,
      attempts: this.#attempts,
      socket: { closeError, hasKey: true },
    });
  }

  close(): Promise<void> {
    this.#known.clear();
    return Promise.resolve();
  }

  #numberOf(market: Market): number {
    const number = this.#options.starlistings[marketKey(market)];
    if (number !== undefined) return number;
    const help = "Name its starlisting in the description of the feed.";
    throw new FeedError("SAGE8502", `Kirby has no starlisting for ${marketKey(market)}.`, help);
  }

  /** What Kirby knows of a starlisting, which must be the market that is meant. */
  async #starlisting(market: Market, signal: AbortSignal): Promise<Starlisting> {
    const number = this.#numberOf(market);
    const known = this.#known.get(number);
    if (known !== undefined) return known;
    const { value } = await this.#get(`starlistings/${number}`, starlistingSchema, signal);
    const pair = `${value.coin}/${value.quote}`;
    const isSame =
      market.symbol.split(":")[0] === pair &&
      (market.marketType === "spot") === (value.market_type === "spot") &&
      value.interval_seconds * 1000 === market.interval;
    if (!isSame || !value.active) {
      throw new FeedError(
        "SAGE8502",
        `Kirby's starlisting ${number} is ${pair} (${value.market_type}) at ${value.interval}${value.active ? "" : ", and not active"}, not ${marketKey(market)}.`,
        "Name the starlisting of this market.",
      );
    }
    this.#known.set(number, value);
    return value;
  }

  async #get<Value>(
    path: string,
    schema: z.ZodType<Value>,
    signal: AbortSignal,
  ): Promise<{ readonly value: Value; readonly now: number }> {
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(`${this.#options.rest.replace(/\/+$/, "")}/${path}`, {
        headers: { Authorization: `Bearer ${this.#options.key}` },
        signal: AbortSignal.any([signal, AbortSignal.timeout(slow)]),
      });
      const text = await response.text();
      body = response.ok ? parse(text) : undefined;
    } catch (error) {
      signal.throwIfAborted();
      const cause = error instanceof Error ? error.cause : undefined;
      const reason = connectionError(cause, "Kirby");
      if (reason.help !== null) throw reason;
      throw new FeedError("SAGE8500", "Kirby cannot be reached.", "Check its address and that it runs.");
    }
    const date = Date.parse(response.headers.get("date") ?? "");
    const now = Number.isNaN(date) ? this.#clock.now() : date;
    if (response.status === 404) throw new FeedError("SAGE8502", "Kirby does not know the market.");
    if (!response.ok) {
      const retryAfter = retryAfterOf(response.headers.get("retry-after") ?? undefined, now);
      throw statusError(response.status, retryAfter);
    }
    const read = schema.safeParse(body);
    if (read.success) return { value: read.data, now };
    throw new FeedError("SAGE8504", "Kirby answered with something that is not in its protocol.");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
