import type { MarketSeries } from "../../../kernels/catalog/series.js";
import { formatInterval } from "../../data/interval.js";
import type { LiveBar } from "../bar.js";
import { machineClock, type Clock } from "../clock.js";
import { FeedError } from "../feeds/feed-error.js";
import type { BarSource, MarketRules, SourceMessage, TimeRange } from "../feeds/source.js";
import { marketKey, type Market } from "../market.js";
import { Budget } from "./budget.js";
import { readConnections, type Teller } from "./connections.js";
import { binanceFutures, binanceSpot } from "./dialects/binance.js";
import { bybit } from "./dialects/bybit.js";
import { coinbase } from "./dialects/coinbase.js";
import { hyperliquid } from "./dialects/hyperliquid.js";
import { kraken } from "./dialects/kraken.js";
import {
  nearest,
  openExchange,
  translateError,
  type Exchange,
  type ExchangeOptions,
  type ListedMarket,
  type VenueTime,
} from "./exchange.js";
import { pageHistory } from "./history.js";
import { watchValues, withHistory } from "./values.js";
import { watchMarkets } from "./watch-markets.js";
import type { Dialect, Listing } from "./wire.js";

/** Venues whose sockets are spoken to directly: ccxt's one form hides whether a bar is closed and what time it is there. */
const dialects: Readonly<Record<string, Dialect>> = {
  binance: binanceSpot,
  binanceusdm: binanceFutures,
  hyperliquid,
  kraken,
  coinbase,
  bybit,
};

export interface VenueOptions extends ExchangeOptions {
  readonly clock?: Clock;
  /** What strategies read of each market beside its bars, by the market's key. */
  readonly series?: ReadonlyMap<string, readonly MarketSeries[]>;
}

interface Opened {
  readonly exchange: Exchange;
  readonly time: VenueTime;
}

/** Bars of an exchange: what markets there are and what was, through ccxt; what comes, through the venue's socket. */
export class Venue implements BarSource {
  readonly #options: VenueOptions;
  readonly #clock: Clock;
  readonly #opened = new Map<string, Promise<Opened>>();
  readonly #attempts = new Map<Dialect, Budget>();
  readonly #life = new AbortController();

  constructor(
    readonly exchange: string,
    options: VenueOptions = {},
  ) {
    this.#options = options;
    this.#clock = options.clock ?? machineClock;
  }

  async history(market: Market, range: TimeRange, signal: AbortSignal): Promise<readonly LiveBar[]> {
    const bars: LiveBar[] = [];
    for await (const page of this.pages(market, range, signal)) bars.push(...page);
    return bars;
  }

  /** The same, page by page. @throws FeedError */
  async *pages(market: Market, range: TimeRange, signal: AbortSignal): AsyncGenerator<readonly LiveBar[]> {
    const { name, exchange, time } = await this.#open(market);
    findMarket(exchange, market);
    const wanted = this.#wantedOf(market);
    const clock = this.#clock;
    for await (const page of pageHistory(market, range, { name, exchange, time, clock, signal }))
      yield wanted.length === 0 ? page : await withHistory(exchange, market, page, wanted, clock.now());
  }

  async *stream(markets: readonly Market[], signal: AbortSignal): AsyncGenerator<SourceMessage> {
    const [first] = markets;
    if (first === undefined) return;
    const { name, exchange } = await this.#open(first);
    const found = markets.map((market) => ({ market, listed: findMarket(exchange, market) }));
    const dialect = dialects[name];
    if (dialect === undefined) return yield* watchMarkets(exchange, markets, this.#clock, signal);
    const listings = found.map(({ market, listed }): Listing => ({ market, id: socketName(name, listed) }));
    const base = (this.#options.ws ?? dialect.host).replace(/\/+$/, "");
    const attempts = this.#attemptsOf(dialect);
    const clock = this.#clock;
    const beside = markets.flatMap((market): readonly Teller[] => {
      const wanted = this.#wantedOf(market);
      if (wanted.length === 0) return [];
      return [(tell, until) => watchValues(exchange, market, wanted, clock, tell, until)];
    });
    yield* readConnections(dialect, listings, { base, clock, signal, attempts, beside });
  }

  #wantedOf(market: Market): readonly MarketSeries[] {
    return this.#options.series?.get(marketKey(market)) ?? [];
  }

  /** Counted from one life of a stream to the next. */
  #attemptsOf(dialect: Dialect): Budget {
    const attempts = this.#attempts.get(dialect) ?? new Budget(dialect.attempts, this.#clock);
    this.#attempts.set(dialect, attempts);
    return attempts;
  }

  async rules(market: Market): Promise<MarketRules> {
    const { exchange } = await this.#open(market);
    const { precision, limits } = findMarket(exchange, market);
    const known = (value: number | undefined): number | null =>
      value !== undefined && Number.isFinite(value) && value > 0 ? value : null;
    return {
      tick: known(precision?.price),
      lot: known(precision?.amount),
      minimum: known(limits?.cost?.min),
    };
  }

  async close(): Promise<void> {
    this.#life.abort();
    for (const opened of this.#opened.values()) {
      await opened.then(({ exchange }) => exchange.close()).catch(() => undefined);
    }
    this.#opened.clear();
  }

  async #open({ marketType }: Market): Promise<Opened & { readonly name: string }> {
    // Binance's futures are an exchange of their own to ccxt.
    const name = this.exchange === "binance" && marketType !== "spot" ? "binanceusdm" : this.exchange;
    let opening = this.#opened.get(name);
    if (opening === undefined) {
      opening = this.#load(name);
      this.#opened.set(name, opening);
      opening.catch(() => this.#opened.delete(name));
    }
    return { ...(await opening), name };
  }

  async #load(name: string): Promise<Opened> {
    const opened = await openExchange(name, this.#options, this.#clock, this.#life.signal);
    try {
      await opened.exchange.loadMarkets();
    } catch (error) {
      throw translateError(error);
    }
    return opened;
  }
}

/** The name that the venue's socket knows a market by. */
function socketName(name: string, { id, symbol, swap, baseName }: ListedMarket): string {
  if (name === "kraken") return symbol;
  return name === "hyperliquid" && swap === true ? (baseName ?? id) : id;
}

/** @throws FeedError SAGE8502 */
function findMarket(exchange: Exchange, { exchange: venue, symbol, interval }: Market): ListedMarket {
  const found = exchange.markets?.[symbol];
  if (found === undefined) {
    const near = nearest(symbol, Object.keys(exchange.markets ?? {}));
    throw new FeedError(
      "SAGE8502",
      `${venue} has no market ${symbol}.`,
      near.length === 0 ? null : `Markets with a similar name: ${near.join(", ")}.`,
    );
  }
  if (!Object.hasOwn(exchange.timeframes, formatInterval(interval))) {
    throw new FeedError(
      "SAGE8502",
      `${venue} has no bars of ${formatInterval(interval)}.`,
      `It has ${Object.keys(exchange.timeframes).join(", ")}; sage makes longer bars from shorter ones.`,
    );
  }
  return found;
}
