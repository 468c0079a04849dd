import type { FeedEvent } from "./feeds/feed.js";
import type { LiveNote, LiveStep, StrategyRecord } from "./store/live-store.js";

/** What a running desk tells whoever listens: the API, the terminal, metrics, notifications. Told after it was stored. */
export type DeskEvent =
  | { readonly kind: "step"; readonly strategy: StrategyRecord; readonly step: LiveStep }
  | { readonly kind: "feed"; readonly event: Exclude<FeedEvent, { readonly kind: "bar" }> }
  | { readonly kind: "note"; readonly note: Omit<LiveNote, "id"> }
  /** Milliseconds, of the machine and not of a replay's clock, from the arrival of each live bar to the decision on it. */
  | { readonly kind: "decided"; readonly latencies: readonly number[] }
  | {
      readonly kind: "store";
      readonly state: "held" | "back";
      readonly message: string;
      readonly waiting: number;
    }
  | {
      readonly kind: "switch";
      /** "all", or the strategy or portfolio that is stopped or goes on. */
      readonly name: string;
      readonly isStopped: boolean;
      readonly closes: boolean;
      readonly by: string;
      readonly reason: string;
    };

/** Listeners never delay a decision: they are called one after another and must not wait. */
export class EventBus {
  readonly #listeners = new Set<(event: DeskEvent) => void>();

  /** Returns what ends the listening. */
  listen(listener: (event: DeskEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(event: DeskEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
