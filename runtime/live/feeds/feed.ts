import type { LiveBar } from "../bar.js";
import type { Market } from "../market.js";
import type { TimeRange } from "./source.js";

export type FeedState = "connecting" | "live" | "silent" | "reconnecting" | "refused";

/** What a dependable feed says of a market. */
export type FeedEvent =
  | {
      /** A closed bar: each exactly once, in order. */
      readonly kind: "bar";
      readonly market: Market;
      readonly bar: LiveBar;
      /** When it was known here, epoch milliseconds. */
      readonly received: number;
      readonly via: "stream" | "history";
      /** Whether it came after the next bar had begun by more than the feed's patience: a hole that was filled. */
      readonly late: boolean;
    }
  /** How the bar looks that is not closed; for eyes only, never for a strategy. */
  | { readonly kind: "forming"; readonly market: Market; readonly bar: LiveBar; readonly received: number }
  /** The venue says something else of a bar than it did. What was decided on stands. */
  | {
      readonly kind: "revision";
      readonly market: Market;
      readonly before: LiveBar;
      readonly after: LiveBar;
      readonly received: number;
    }
  /** Bars that the venue itself does not have; the next bar comes after them. */
  | { readonly kind: "gap"; readonly market: Market; readonly range: TimeRange; readonly bars: number }
  | {
      readonly kind: "state";
      readonly market: Market;
      readonly state: FeedState;
      readonly message: string;
      readonly at: number;
    }
  /** How far the venue's clock goes ahead of ours, in milliseconds; told when it is more than can be borne. */
  | { readonly kind: "skew"; readonly market: Market; readonly milliseconds: number }
  /** A message that could not be read. */
  | { readonly kind: "fault"; readonly market: Market | null; readonly message: string };

/** Bars of markets, live. */
export interface LiveFeed {
  /** Closed bars, ascending; what is missing is missing at the venue. */
  history(market: Market, range: TimeRange, signal: AbortSignal): Promise<readonly LiveBar[]>;
  /**
   * Events of these markets from the bars on that open at `after` or later, for ever, or until a replay ends. What closed
   * between `after` and now comes first, from history.
   */
  events(
    markets: readonly { readonly market: Market; readonly after: number }[],
    signal: AbortSignal,
  ): AsyncIterable<FeedEvent>;
  close(): Promise<void>;
}
