import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Channel } from "./news.js";
import type { Ring, RingEntry } from "./ring.js";

export interface ChannelFilter {
  readonly strategies: ReadonlySet<number> | null;
  readonly markets: ReadonlySet<string> | null;
}

/** How many entries of the ring are looked at for one client at once: what others wait for, a desk's decisions too. */
const entriesAtOnce = 500;

const asText = { binary: false };

/**
 * One who listens: a place in the ring that all share. Who reads slowly falls behind there, costs nothing, and delays
 * nobody; what it falls out of it is told of.
 */
export class Client {
  readonly #channels = new Map<Channel, ChannelFilter>();
  /** Sequence number of the next event to look at. */
  #next: number;
  /** Whether it has answered since the last heartbeat. */
  isAlive = true;
  isKnown = false;

  constructor(
    readonly socket: WebSocket,
    /** What the WebSocket writes to. */
    readonly line: Duplex,
    readonly ring: Ring,
    /** Bytes that may wait before it is passed over. */
    readonly waiting: number,
    /** Whether what it came with still opens: a token may be revoked while it listens. */
    public mayListen: () => boolean,
  ) {
    this.#next = ring.last + 1;
  }

  get subscriptions(): ReadonlyMap<Channel, ChannelFilter> {
    return this.#channels;
  }

  subscribe(channel: Channel, filter: ChannelFilter): void {
    this.#channels.set(channel, filter);
  }

  unsubscribe(channel: Channel): void {
    this.#channels.delete(channel);
  }

  rewind(after: number): void {
    this.#next = Math.min(after, this.ring.last) + 1;
  }

  /** A message to this one alone: it has no sequence number. */
  send(message: object): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** Sends what is new for it, as far as it reads. Gives what is left: nothing, more at once, or more once it has read. */
  pump(now: number): "nothing" | "more" | "slow" {
    if (!this.isKnown || this.#channels.size === 0) this.#next = this.ring.last + 1;
    if (this.#next > this.ring.last) return "nothing";
    // One stroke for the system, instead of one a message.
    this.line.cork();
    try {
      return this.#sendOn(now);
    } finally {
      this.line.uncork();
    }
  }

  #sendOn(now: number): "nothing" | "more" | "slow" {
    for (let looked = 0; this.#next <= this.ring.last; looked++) {
      if (this.socket.bufferedAmount >= this.waiting) return "slow";
      if (looked >= entriesAtOnce) return "more";
      if (this.#next < this.ring.first) {
        const data = { from: this.#next, to: this.ring.first - 1 };
        this.send({ type: "missed", channel: null, timestamp: now, sequence: null, data });
        this.#next = this.ring.first;
      }
      const entry = this.ring.at(this.#next++);
      if (entry !== undefined && this.#wants(entry)) this.socket.send(entry.bytes, asText);
    }
    return "nothing";
  }

  #wants({ channel, strategy, market }: RingEntry): boolean {
    const filter = this.#channels.get(channel);
    if (filter === undefined) return false;
    // A filter leaves alone what is about no strategy or market in particular.
    const { strategies, markets } = filter;
    return (
      (strategies === null || strategy === null || strategies.has(strategy)) &&
      (markets === null || market === null || markets.has(market))
    );
  }
}
