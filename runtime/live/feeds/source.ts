import type { LiveBar } from "../bar.js";
import type { Market } from "../market.js";

/** Open times of bars, epoch milliseconds: from the first to before the end. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** What a venue says, as it says it: bars may come twice, late, in any order or not at all. */
export type SourceMessage =
  | {
      readonly kind: "bar";
      readonly market: Market;
      readonly bar: LiveBar;
      /** Whether the venue says that it is closed; "unknown" where its protocol has no such flag. */
      readonly state: "forming" | "closed" | "unknown";
    }
  | {
      /** A value beside bars, told when it changes. */
      readonly kind: "value";
      readonly market: Market;
      readonly series: "funding" | "open_interest";
      readonly time: number;
      readonly value: number;
    }
  /** Proof that the connection lives, without news. */
  | { readonly kind: "alive" }
  /** What the venue's own clock says. */
  | { readonly kind: "time"; readonly time: number }
  /** A message that could not be read, or a refusal that concerns one market only. */
  | {
      readonly kind: "fault";
      readonly market: Market | null;
      readonly message: string;
      /** Whether the venue will not serve this market at all; the others go on. */
      readonly refused?: boolean;
    };

/** What a venue prescribes for orders of a market; null where it says nothing. */
export interface MarketRules {
  /** Smallest step of a price. */
  readonly tick: number | null;
  /** Smallest step of a quantity. */
  readonly lot: number | null;
  /** Smallest order, in money. */
  readonly minimum: number | null;
}

/**
 * A venue's own protocol, and nothing of what makes a feed dependable: that is the one supervisor's work, which
 * reconnects, orders, completes and reports (`supervise.ts`).
 */
export interface BarSource {
  readonly exchange: string;
  /**
   * Closed bars whose open lies in the range, ascending, as far as the venue still has them. Pages by itself and keeps the
   * venue's limits.
   * @throws FeedError
   */
  history(market: Market, range: TimeRange, signal: AbortSignal): Promise<readonly LiveBar[]>;
  /**
   * One life of the connections that these markets need. Ends by throwing FeedError when any of them is lost, or when the
   * signal is aborted; ends by itself only where there is nothing more to come, as at the end of a replay.
   */
  stream(markets: readonly Market[], signal: AbortSignal): AsyncIterable<SourceMessage>;
  /** @throws FeedError */
  rules?(market: Market): Promise<MarketRules>;
  close(): Promise<void>;
}
