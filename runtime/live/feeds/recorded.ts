import type { BarFeed } from "../../data/dataset.js";
import type { LiveBar } from "../bar.js";
import { machineClock, type Clock } from "../clock.js";
import { marketKey, type Market } from "../market.js";
import type { FeedEvent, LiveFeed } from "./feed.js";
import type { TimeRange } from "./source.js";

/** Bars of a market, from a file. */
export interface Recording {
  readonly market: Market;
  readonly feed: BarFeed;
}

export interface RecordedOptions {
  /** What the time is when the replay begins, epoch milliseconds; bars that close until then are history. */
  readonly start: number;
  /** How many times as fast as it was; Infinity: as fast as what listens can follow. */
  readonly speed: number;
}

/** Bars that come before anybody else has a turn, where a replay goes as fast as it can. */
const barsAtOnce = 64;

/**
 * Recorded bars as if they came now: each when it closes, by a clock of its own that runs faster than time. The same bars
 * come in the same order however fast it is.
 */
export class RecordedFeed implements LiveFeed {
  readonly #recordings: readonly Recording[];
  readonly #speed: number;
  #now: number;
  #hurried = 0;

  constructor(recordings: readonly Recording[], { start, speed }: RecordedOptions) {
    this.#recordings = recordings;
    this.#now = start;
    this.#speed = speed;
  }

  /** The time of the replay. */
  get clock(): Clock {
    return {
      now: () => this.#now,
      sleep: (milliseconds, signal) =>
        machineClock.sleep(Number.isFinite(this.#speed) ? milliseconds / this.#speed : 0, signal),
    };
  }

  history(market: Market, { from, to }: TimeRange): Promise<readonly LiveBar[]> {
    const found = this.#find(market);
    const bars: LiveBar[] = [];
    for (const bar of found === undefined ? [] : barsOf(found.feed)) {
      if (bar.time >= to || bar.time + market.interval > this.#now) break;
      if (bar.time >= from) bars.push(bar);
    }
    return Promise.resolve(bars);
  }

  async *events(
    wanted: readonly { readonly market: Market; readonly after: number }[],
    signal: AbortSignal,
  ): AsyncGenerator<FeedEvent> {
    const heads = wanted.flatMap(({ market, after }) => {
      const found = this.#find(market);
      return found === undefined ? [] : [new Head(market, barsOf(found.feed), after)];
    });
    // Who goes on from a ledger does not wait until all is played again that stands there.
    const opens = Math.min(...heads.map((head) => head.opens));
    if (Number.isFinite(opens)) this.#now = Math.max(this.#now, opens);
    for (;;) {
      const next = heads.reduce<Head | null>(
        (best, head) => (head.close < (best?.close ?? Number.POSITIVE_INFINITY) ? head : best),
        null,
      );
      if (next === null || signal.aborted) return;
      const { market, close } = next;
      const bar = next.take();
      const late = close <= this.#now;
      if (!late) await this.#until(close, signal);
      if (signal.aborted || bar === null) return;
      yield { kind: "bar", market, bar, received: this.#now, via: late ? "history" : "stream", late };
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #until(time: number, signal: AbortSignal): Promise<void> {
    if (Number.isFinite(this.#speed)) {
      const pause = (time - this.#now) / this.#speed;
      await machineClock.sleep(pause, signal).catch(() => {});
    } else if (++this.#hurried % barsAtOnce === 0)
      await new Promise<void>((resolve) => setImmediate(resolve));
    this.#now = time;
  }

  #find(market: Market): Recording | undefined {
    const key = marketKey(market);
    return this.#recordings.find((one) => marketKey(one.market) === key);
  }
}

/** The next bar of a market. */
class Head {
  readonly market: Market;
  readonly #bars: Iterator<LiveBar>;
  #next: LiveBar | null = null;

  constructor(market: Market, bars: Iterable<LiveBar>, after: number) {
    this.market = market;
    this.#bars = bars[Symbol.iterator]();
    do this.#pull();
    while (this.#next !== null && this.#next.time < after);
  }

  /** When its next bar begins. */
  get opens(): number {
    return this.#next?.time ?? Number.POSITIVE_INFINITY;
  }

  get close(): number {
    return this.opens + this.market.interval;
  }

  take(): LiveBar | null {
    const bar = this.#next;
    this.#pull();
    return bar;
  }

  #pull(): void {
    const { done, value } = this.#bars.next();
    this.#next = done === true ? null : value;
  }
}

/** Bars one by one, with all that comes beside them. */
export function* barsOf(feed: BarFeed): Generator<LiveBar> {
  const names = feed.information.series ?? [];
  for (const { time, open, high, low, close, volume, series } of feed.chunks(names)) {
    for (let k = 0; k < time.length; k++) {
      const of = (column: Float64Array | undefined): number => column?.[k] ?? Number.NaN;
      const beside =
        series === undefined
          ? {}
          : { series: Object.fromEntries(names.map((name) => [name, of(series[name])])) };
      const prices = { open: of(open), high: of(high), low: of(low), close: of(close) };
      yield { time: of(time), ...prices, volume: of(volume), ...beside };
    }
  }
}
