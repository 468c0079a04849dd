import { z } from "zod";
import type { LiveBar } from "../bar.js";
import { FeedError } from "../feeds/feed-error.js";
import type { SourceMessage } from "../feeds/source.js";
import type { Market } from "../market.js";
import type { Allowance } from "./budget.js";

/** A market, and what the venue's socket calls it. */
export interface Listing {
  readonly market: Market;
  readonly id: string;
}

/** What a venue's socket says: a message of the source, or that a subscription stands. */
export type WireMessage = SourceMessage | { readonly kind: "confirmed" };

/** How one venue's socket is spoken to. */
export interface Dialect {
  /** Where its sockets live, as `wss://host`. */
  readonly host: string;
  /** Markets that one connection may carry. */
  readonly marketsPerConnection: number;
  /** New connections that the venue bears from one address. */
  readonly attempts: Allowance;
  /** Milliseconds between two messages that are sent, by the venue's limit. */
  readonly pace: number;
  /** Markets of different paths need different connections. */
  path(listing: Listing): string;
  subscriptions(listings: readonly Listing[]): readonly string[];
  /** Confirmations that these subscriptions bring. */
  confirmations(listings: readonly Listing[]): number;
  /** What the client must say to be kept; null where the venue's own ping frames are answered. */
  readonly ping: { readonly every: number; readonly text: string } | null;
  /**
   * Reads one connection's messages, in their order.
   * @throws FeedError where the connection can no longer be trusted
   */
  reader(listings: readonly Listing[]): (text: string) => readonly WireMessage[];
}

/** A number, as number or as text. */
export const decimal = z
  .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?(e[-+]?\d+)?$/i)])
  .transform(Number)
  .refine(Number.isFinite);

export const unreadable: SourceMessage = {
  kind: "fault",
  market: null,
  message: "The venue sent a message that is not in its protocol.",
};

export const notAskedFor: SourceMessage = {
  kind: "fault",
  market: null,
  message: "The venue sent a bar of a market that was not asked for.",
};

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The part of a bar that every venue tells. */
export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export function barMessage(
  market: Market,
  time: number,
  { open, high, low, close, volume }: Candle,
  state: "forming" | "closed" | "unknown",
): SourceMessage {
  const bar: LiveBar = { time, open, high, low, close, volume };
  return { kind: "bar", market, bar, state };
}

/** One market is refused; the others of the connection go on. */
export function refusal(market: Market): WireMessage {
  return { kind: "fault", market, refused: true, message: `The venue refuses to stream ${market.symbol}.` };
}

export function lost(message: string, retryAfter: number | null = null): FeedError {
  return new FeedError("SAGE8500", message, null, { retryAfter });
}
