import { z } from "zod";
import { FeedError } from "../feeds/feed-error.js";
import type { Clock } from "../clock.js";
import { Budget } from "./budget.js";
import { connectionError, retryAfterOf, statusError } from "./socket.js";

/** A market as ccxt lists it. */
export interface ListedMarket {
  readonly id: string;
  readonly symbol: string;
  readonly type?: string;
  readonly swap?: boolean;
  readonly baseName?: string;
  readonly active?: boolean | undefined;
  /** Steps of price and quantity, and what an order must be worth at least. */
  readonly precision?: { readonly price?: number | undefined; readonly amount?: number | undefined };
  readonly limits?: { readonly cost?: { readonly min?: number | undefined } };
}

/** What is used of a ccxt exchange. */
export interface Exchange {
  readonly id: string;
  readonly has: Record<string, unknown>;
  readonly timeframes: Readonly<Record<string, unknown>>;
  readonly urls: Record<string, unknown>;
  readonly markets: Readonly<Record<string, ListedMarket>> | undefined;
  loadMarkets(): Promise<unknown>;
  fetchOHLCV(
    symbol: string,
    timeframe: string,
    since?: number,
    limit?: number,
    parameters?: Readonly<Record<string, unknown>>,
  ): Promise<unknown>;
  fetchFundingRateHistory(
    symbol: string,
    since: number,
    limit: number,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<unknown>;
  fetchOpenInterest(symbol: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
  fetchOpenInterestHistory(
    symbol: string,
    timeframe: string,
    since: number,
    limit: number,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<unknown>;
  watchOHLCV(symbol: string, timeframe: string): Promise<unknown>;
  /** Milliseconds that one unit of cost stands for, and of the stretch that it is counted over; 0 for none. */
  readonly rateLimit: number;
  readonly rollingWindowSize: number;
  throttle(cost?: number): Promise<void>;
  loadHttpProxyAgent(): Promise<unknown>;
  handleErrors(...told: readonly unknown[]): unknown;
  close(): Promise<unknown>;
}

export interface ExchangeOptions {
  /** Address in place of the venue's own, as `https://host`. */
  readonly rest?: string;
  /** The same for its sockets, as `wss://host`. */
  readonly ws?: string;
}

/** The kinds of markets that are listed, in ccxt's option of each exchange. */
const listed: Readonly<Record<string, readonly string[]>> = {
  binance: ["spot"],
  binanceusdm: ["linear"],
  hyperliquid: ["swap", "spot"],
  bybit: ["spot", "linear"],
};

/** Puts another host into every address of a tree, and leaves the paths. */
function moveHosts(tree: unknown, scheme: RegExp, host: string): unknown {
  if (typeof tree === "string") return tree.replace(scheme, host.replace(/\/+$/, ""));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, moveHosts(value, scheme, host)]),
  );
}

const headersSchema = z.record(z.string(), z.string());

/** When each response was given, by the venue's clock: the `Date` of the newest one. */
export interface VenueTime {
  /** Epoch milliseconds; null before the first response. */
  latest: number | null;
}

/**
 * Makes failures of HTTP what they are before ccxt reads the body: ccxt takes a body that is no JSON for an empty answer,
 * and forgets how long the venue wants to be left alone.
 */
function guard(exchange: Exchange, name: string, time: VenueTime): void {
  const inner = exchange.handleErrors.bind(exchange);
  exchange.handleErrors = (...told) => {
    const [status, , , , headers, , body] = told;
    const known = Object.fromEntries(
      Object.entries(headersSchema.safeParse(headers).data ?? {}).map(([key, value]) => [
        key.toLowerCase(),
        value,
      ]),
    );
    const date = Date.parse(known["date"] ?? "");
    time.latest = Number.isNaN(date) ? null : date;
    const retryAfter = retryAfterOf(known["retry-after"], Number.isNaN(date) ? 0 : date);
    if (typeof status === "number") {
      if (status === 403 && name === "bybit") throw statusError(429, retryAfter ?? 600_000);
      if (status === 429 || status === 418 || status >= 500) throw statusError(status, retryAfter);
    }
    if (status === 200 && (typeof body !== "object" || body === null)) {
      throw new FeedError("SAGE8504", "The venue's answer breaks off or is no JSON.");
    }
    return inner(...told);
  };
}

/** Has requests wait by the feed's own clock, within what ccxt says of the exchange, and no longer than the feed lives. */
function pace(exchange: Exchange, clock: Clock, signal: AbortSignal): void {
  const { rateLimit, rollingWindowSize } = exchange;
  if (rateLimit <= 0) return;
  const window = rollingWindowSize > 0 ? rollingWindowSize : Math.max(1000, rateLimit);
  const budget = new Budget({ most: Math.max(1, Math.floor(window / rateLimit)), window }, clock);
  exchange.throttle = (cost = 1) => budget.take(cost, signal);
}

/** @throws FeedError SAGE8502 for a name that ccxt does not know */
export async function openExchange(
  name: string,
  { rest, ws }: ExchangeOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ readonly exchange: Exchange; readonly time: VenueTime }> {
  const { default: ccxt } = await import("ccxt");
  const known: Readonly<Record<string, unknown>> = { ...ccxt };
  const live: Readonly<Record<string, unknown>> = { ...ccxt.pro };
  const Constructor = live[name] ?? known[name];
  if (typeof Constructor !== "function" || !ccxt.exchanges.includes(name)) {
    throw new FeedError(
      "SAGE8502",
      `There is no exchange "${name}".`,
      `Exchanges with a similar name: ${nearest(name, ccxt.exchanges).join(", ")}.`,
    );
  }
  const types = listed[name];
  // The constructor was looked up by a name that ccxt lists among its exchanges.
  const exchange = Reflect.construct(Constructor, [
    {
      enableRateLimit: true,
      timeout: 20_000,
      newUpdates: true,
      options: {
        ...(types !== undefined && { fetchMarkets: { types } }),
        warnOnFetchOpenOrdersWithoutSymbol: false,
      },
    },
  ]) as Exchange;
  exchange.has["fetchCurrencies"] = false;
  if (rest !== undefined) exchange.urls["api"] = moveHosts(exchange.urls["api"], /^https?:\/\/[^/]+/, rest);
  if (ws !== undefined) exchange.urls["api"] = moveHosts(exchange.urls["api"], /^wss?:\/\/[^/]+/, ws);
  // ccxt's own streams need it for an address without TLS.
  if (ws?.startsWith("ws://") === true) await exchange.loadHttpProxyAgent();
  const time: VenueTime = { latest: null };
  guard(exchange, name, time);
  pace(exchange, clock, signal);
  return { exchange, time };
}

function pairsOf(text: string): Set<string> {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return new Set(Array.from(plain.slice(1), (letter, index) => `${plain[index] ?? ""}${letter}`));
}

/** Up to five names that share most letters, side by side, with the one written. */
export function nearest(name: string, names: readonly string[]): readonly string[] {
  const wanted = pairsOf(name);
  return names
    .map((other) => {
      const pairs = pairsOf(other);
      const shared = [...pairs].filter((pair) => wanted.has(pair)).length;
      return { other, likeness: (2 * shared) / (pairs.size + wanted.size || 1) };
    })
    .filter(({ likeness }) => likeness > 0.2)
    .toSorted((a, b) => b.likeness - a.likeness)
    .slice(0, 5)
    .map(({ other }) => other);
}

/** ccxt's classes of errors by name, the special before the general. */
const meanings: readonly (readonly [RegExp, (cause: unknown) => FeedError])[] = [
  [
    /^(RateLimitExceeded|DDoSProtection)$/,
    () => new FeedError("SAGE8503", "The venue asks for fewer requests."),
  ],
  [
    /^(OnMaintenance|ExchangeNotAvailable)$/,
    () => new FeedError("SAGE8505", "The venue is being maintained or overloaded."),
  ],
  [
    /^(AuthenticationError|PermissionDenied|AccountSuspended|AccountNotEnabled)$/,
    () => new FeedError("SAGE8501", "The venue refuses: it wants a key or a right that is not there."),
  ],
  [/^BadSymbol$/, () => new FeedError("SAGE8502", "The venue does not know the market.")],
  [
    /^(NetworkError|RequestTimeout|ExchangeClosedByUser|InvalidNonce)$/,
    () => new FeedError("SAGE8500", "The venue cannot be reached, or the connection was lost."),
  ],
];

/** Never passes on ccxt's own text: it holds addresses. */
export function translateError(error: unknown): FeedError {
  if (error instanceof FeedError) return error;
  // What ccxt does not name is as Node throws it: a certificate, most of all.
  if (error instanceof Error && "code" in error) return connectionError(error, "the venue");
  const name = error instanceof Error ? error.constructor.name : "";
  const meaning = meanings.find(([pattern]) => pattern.test(name));
  return (
    meaning?.[1](error) ??
    new FeedError("SAGE8504", "The venue answered with something that is not understood.")
  );
}
