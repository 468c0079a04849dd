import { synthesize } from "../runtime/data/synthesize/synthesize.js";
import type { LiveBar } from "../runtime/live/bar.js";
import type { Clock } from "../runtime/live/clock.js";
import type { FeedEvent, LiveFeed } from "../runtime/live/feeds/feed.js";
import { barsOf } from "../runtime/live/feeds/recorded.js";
import { marketKey, type Market } from "../runtime/live/market.js";
import { wall } from "./live-clients.js";

export const minute = 60_000;

/** Minutes that come when they are asked for, each of all markets at once. */
export class MinuteFeed implements LiveFeed {
  readonly #bars: ReadonlyMap<string, ReadonlyMap<number, LiveBar>>;
  /** Of each minute: its close by the market's time and by the machine's. */
  readonly closes: (readonly [number, number])[] = [];
  /** Goes on from the close of the last minute as time does. */
  readonly clock: Clock = {
    now: () => this.now + Math.round(performance.now() - this.#closed),
    sleep: () => Promise.resolve(),
  };
  now: number;
  #closed = performance.now();
  /** Resolves when somebody listens. */
  readonly listened: Promise<void>;
  #listen: () => void = () => {};
  #wake: (() => void) | null = null;
  #asked = 0;
  #isOver = false;

  constructor(all: readonly Market[], warmup: number, minutes: number) {
    this.listened = new Promise((resolve) => (this.#listen = resolve));
    const from = Date.UTC(2026, 2, 2);
    this.#bars = new Map(
      all.map((market, seed) => [
        marketKey(market),
        new Map(
          [...barsOf(synthesize({ bars: warmup + minutes, interval: minute, seed, start: from }))].map(
            (bar) => [bar.time, bar],
          ),
        ),
      ]),
    );
    this.now = from + warmup * minute;
  }

  history(market: Market, { from, to }: { from: number; to: number }): Promise<readonly LiveBar[]> {
    const bars = this.#bars.get(marketKey(market))?.values() ?? [];
    return Promise.resolve([...bars].filter(({ time }) => time >= from && time < to));
  }

  async *events(wanted: readonly { readonly market: Market }[]): AsyncGenerator<FeedEvent> {
    this.#listen();
    for (;;) {
      while (this.#asked === 0) {
        if (this.#isOver) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      this.#asked--;
      const time = this.now;
      this.now += minute;
      this.#closed = performance.now();
      this.closes.push([this.now, wall()]);
      for (const { market } of wanted) {
        const bar = this.#bars.get(marketKey(market))?.get(time);
        const received = this.clock.now();
        if (bar !== undefined) yield { kind: "bar", market, bar, received, via: "stream", late: false };
      }
    }
  }

  next(): void {
    this.#asked++;
    this.#wake?.();
  }

  close(): Promise<void> {
    this.#isOver = true;
    this.#wake?.();
    return Promise.resolve();
  }
}
