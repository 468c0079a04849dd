import { marketSeries, type MarketSeries } from "../../../kernels/catalog/series.js";
import { bucketOpen } from "../../data/interval.js";
import type { LiveBar } from "../bar.js";
import type { Market } from "../market.js";
import type { FeedEvent, FeedState } from "./feed.js";
import type { SourceMessage } from "./source.js";

/** Released bars that are kept to notice when the venue says something else of them. */
const keptBars = 64;
/** Closed bars that may wait for one before them; what is beyond comes again through history. */
const waitingBars = 256;

const keptValues = 64;

type SeriesValue = Pick<Extract<SourceMessage, { readonly kind: "value" }>, "series" | "time" | "value">;

/** One market of a feed: which bar comes next, what waits for it, and what was let out. Knows no time of its own. */
export class Lane {
  /** Open of the next bar to be released. */
  next: number;
  /** Every bar that opens before this is closed, as the stream shows. */
  shownClosed = -Infinity;
  isFilling = false;
  /** Not to be filled by the clock before this time. */
  fillAt = -Infinity;
  failures = 0;
  state: FeedState | null = null;
  /** When the stream last spoke of this market. */
  heard: number;
  /** Bars with trades that history told since the stream last spoke of this market. */
  unheard = 0;
  /** Released as they closed and not yet compared with what history says later. */
  unchecked = 0;
  #waiting = new Map<number, LiveBar>();
  readonly #kept = new Map<number, LiveBar>();
  #formingTime = -Infinity;
  #values: readonly SeriesValue[] = [];
  /** Time of the last value of each series. */
  readonly #told = new Map<MarketSeries, number>();
  readonly #begun: number;

  constructor(
    readonly market: Market,
    after: number,
    now: number,
  ) {
    const open = bucketOpen(after, market.interval);
    this.next = open < after ? open + market.interval : open;
    this.#begun = this.next;
    this.heard = now;
  }

  get firstWaiting(): number | null {
    let first: number | null = null;
    for (const time of this.#waiting.keys()) if (first === null || time < first) first = time;
    return first;
  }

  /** Whether a forming bar is news. */
  takeForming(time: number): boolean {
    if (time < this.next || time < this.#formingTime) return false;
    if (time > this.#formingTime) this.fillAt = -Infinity;
    this.#formingTime = time;
    this.shownClosed = Math.max(this.shownClosed, time);
    return true;
  }

  takeClosed(bar: LiveBar): void {
    this.fillAt = -Infinity;
    this.shownClosed = Math.max(this.shownClosed, bar.time + this.market.interval);
    if (this.#waiting.size < waitingBars) this.#waiting.set(bar.time, bar);
  }

  /** The next bar, where the stream has told it. */
  takeWaiting(): LiveBar | null {
    const bar = this.#waiting.get(this.next) ?? null;
    this.#waiting.delete(this.next);
    return bar;
  }

  /** A value beside bars, to be told with the bar in which it became known: each once, and none of before this began. */
  takeValue({ series, time, value }: SeriesValue): void {
    if (time < this.#begun || !Number.isFinite(value) || time <= (this.#told.get(series) ?? -Infinity))
      return;
    this.#told.set(series, time);
    this.#values = [...this.#values, { series, time: Math.max(time, this.next), value }].slice(-keptValues);
  }

  /** What the venue told with the bar goes before what was told beside it. */
  #withValues(bar: LiveBar): LiveBar {
    const end = bar.time + this.market.interval;
    for (const series of marketSeries)
      if (bar.series?.[series] !== undefined)
        this.#told.set(series, Math.max(this.#told.get(series) ?? -Infinity, end - 1));
    const told = this.#values
      .filter(({ time }) => time >= bar.time && time < end)
      .toSorted((a, b) => a.time - b.time)
      .map(({ series, value }): [MarketSeries, number] => [series, value]);
    this.#values = this.#values.filter(({ time }) => time >= end);
    return told.length === 0 ? bar : { ...bar, series: { ...Object.fromEntries(told), ...bar.series } };
  }

  release(plain: LiveBar, received: number, via: "stream" | "history", patience: number): FeedEvent {
    const { market } = this;
    const bar = this.#withValues(plain);
    this.next = bar.time + market.interval;
    for (const time of this.#waiting.keys()) if (time < this.next) this.#waiting.delete(time);
    this.#kept.set(bar.time, bar);
    for (const time of this.#kept.keys()) {
      if (this.#kept.size <= keptBars) break;
      this.#kept.delete(time);
    }
    const late = received > bar.time + 2 * market.interval + patience;
    if (!late) this.unchecked = Math.min(keptBars, this.unchecked + 1);
    return { kind: "bar", market, bar, received, via, late };
  }

  skipTo(time: number): FeedEvent {
    const { market, next: from } = this;
    this.next = time;
    return { kind: "gap", market, range: { from, to: time }, bars: (time - from) / market.interval };
  }

  /** A released bar of which the venue now says something else; null where it says the same, or it is long ago. */
  compare(after: LiveBar, received: number): FeedEvent | null {
    const before = this.#kept.get(after.time);
    if (before === undefined || isSame(before, after)) return null;
    this.#kept.set(after.time, after);
    return { kind: "revision", market: this.market, before, after, received };
  }
}

function isSame(a: LiveBar, b: LiveBar): boolean {
  return (
    a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume
  );
}

/** Why a bar cannot be one of this market; null where it can. */
export function faultOf(bar: LiveBar, { interval }: Market): string | null {
  const { time, open, high, low, close, volume } = bar;
  if (!Number.isSafeInteger(time) || bucketOpen(time, interval) !== time) {
    return "a bar opens at a time where none of this interval can";
  }
  if (![open, high, low, close, volume].every(Number.isFinite)) return "a bar has a price that is no number";
  if (high < Math.max(open, close, low) || low > Math.min(open, close)) {
    return "a bar has a price outside its high and low";
  }
  return volume < 0 ? "a bar has a negative volume" : null;
}
