import type { Channel, News } from "./news.js";

export interface RingEntry {
  readonly channel: Channel;
  readonly strategy: number | null;
  readonly market: string | null;
  /** The message as it is sent, made once for all clients. */
  readonly bytes: Buffer;
}

/** The last events, by their sequence numbers, which begin with 1. */
export class Ring {
  readonly #entries: (RingEntry | undefined)[];
  #last = 0;

  constructor(readonly size: number) {
    this.#entries = Array.from({ length: size });
  }

  /** Sequence number of the newest; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Sequence number of the oldest that is still there; one above the newest where there is none. */
  get first(): number {
    return Math.max(1, this.#last - this.size + 1);
  }

  add({ type, channel, timestamp, data, strategy, market }: News): void {
    const sequence = ++this.#last;
    const text = JSON.stringify({ type, channel, timestamp, sequence, data });
    this.#entries[sequence % this.size] = { channel, strategy, market, bytes: Buffer.from(text) };
  }

  at(sequence: number): RingEntry | undefined {
    return sequence < this.first || sequence > this.#last ? undefined : this.#entries[sequence % this.size];
  }
}
