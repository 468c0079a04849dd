import type { Market } from "../market.js";
import type { FeedEvent } from "./feed.js";

/** Messages of which the least delayed is believed. */
const remembered = 8;

/** How far the venue's clock goes ahead of ours. Delay on the way only makes it look slower, so the largest of a few is nearest. */
export class Skew {
  #seen: number[] = [];
  #last = -Infinity;
  #told = 0;

  /** @param tolerable milliseconds that are not told */
  constructor(private readonly tolerable: number) {}

  get milliseconds(): number {
    return this.#seen.length === 0 ? 0 : Math.max(...this.#seen);
  }

  take(time: number, now: number, market: Market): readonly FeedEvent[] {
    if (!Number.isFinite(time)) return [{ kind: "fault", market: null, message: "The venue told no time." }];
    if (time < this.#last - this.tolerable) {
      const back = Math.round(this.#last - time);
      this.#last = time;
      this.#seen = [];
      return [{ kind: "fault", market: null, message: `The venue's time went back by ${back} ms.` }];
    }
    this.#last = time;
    this.#seen = [...this.#seen, time - now].slice(-remembered);
    const milliseconds = this.milliseconds;
    const isBad = Math.abs(milliseconds) > this.tolerable;
    const wasBad = this.#told !== 0;
    if (isBad === wasBad && Math.abs(milliseconds - this.#told) <= (isBad ? this.tolerable : Infinity))
      return [];
    this.#told = isBad ? milliseconds : 0;
    return [{ kind: "skew", market, milliseconds }];
  }
}
