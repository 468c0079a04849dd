import { marketKey } from "../market.js";
import type { FeedEvent } from "./feed.js";

/**
 * What waits for one consumer. A forming bar replaces the one before it of its market; everything else stays in order and
 * is never dropped: who adds waits for `room` instead.
 */
export class EventQueue implements AsyncIterable<FeedEvent> {
  readonly #events: FeedEvent[] = [];
  #head = 0;
  readonly #forming = new Map<string, FeedEvent>();
  #wakeReader: (() => void) | null = null;
  readonly #wakeWriters: (() => void)[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  #letGo: (() => void) | null = null;

  /**
   * @param limit events that may wait before `room` holds the writer back
   * @param hold keeps a replay's time still while the consumer works; returns what lets it go on
   */
  constructor(
    private readonly limit: number,
    private readonly hold: () => () => void = () => () => undefined,
  ) {}

  get size(): number {
    return this.#events.length - this.#head + this.#forming.size;
  }

  add(event: FeedEvent): void {
    if (this.#ended) return;
    if (event.kind === "forming") this.#forming.set(marketKey(event.market), event);
    else {
      if (event.kind === "bar") this.#dropOutdated(event.market, event.bar.time);
      this.#events.push(event);
    }
    this.#letGo ??= this.hold();
    this.#wakeReader?.();
  }

  /** Resolves as soon as fewer than the limit wait, or nobody reads any more. */
  async room(): Promise<void> {
    while (!this.#ended && this.size >= this.limit) {
      await new Promise<void>((resolve) => this.#wakeWriters.push(resolve));
    }
  }

  /** What waits is still read. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FeedEvent> {
    try {
      for (;;) {
        const event = this.#take();
        if (event !== null) {
          yield event;
          continue;
        }
        this.#release();
        if (this.#ended) {
          if (this.#failure !== null) throw this.#failure.error;
          return;
        }
        await new Promise<void>((resolve) => (this.#wakeReader = resolve));
      }
    } finally {
      this.#events.length = this.#head = 0;
      this.#forming.clear();
      this.end();
      this.#release();
    }
  }

  #take(): FeedEvent | null {
    const event = this.#events[this.#head];
    if (event !== undefined) {
      this.#head++;
      if (this.#head > 1024) {
        this.#events.splice(0, this.#head);
        this.#head = 0;
      }
      this.#wakeWriters.shift()?.();
      return event;
    }
    this.#events.length = this.#head = 0;
    for (const [key, forming] of this.#forming) {
      this.#forming.delete(key);
      this.#wakeWriters.shift()?.();
      return forming;
    }
    return null;
  }

  #dropOutdated(market: Parameters<typeof marketKey>[0], time: number): void {
    const key = marketKey(market);
    const forming = this.#forming.get(key);
    if (forming?.kind === "forming" && forming.bar.time <= time) this.#forming.delete(key);
  }

  #release(): void {
    this.#letGo?.();
    this.#letGo = null;
  }

  #wake(): void {
    this.#wakeReader?.();
    for (const wake of this.#wakeWriters.splice(0)) wake();
  }
}
