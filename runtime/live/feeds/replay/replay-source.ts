import type { BarPiece } from "../../../data/dataset.js";
import { isMarketSeries, type MarketSeries } from "../../../../kernels/catalog/series.js";
import type { LiveBar } from "../../bar.js";
import type { Clock } from "../../clock.js";
import { marketKey, type Market } from "../../market.js";
import { draw } from "../draw.js";
import { FeedError } from "../feed-error.js";
import type { BarSource, SourceMessage, TimeRange } from "../source.js";
import { replayFaultNames, replayFaults, type ReplayFault } from "./faults.js";

/** The closed bars of a market, as a file has them. */
export interface ReplayMarket {
  readonly market: Market;
  readonly bars: BarPiece;
}

export interface ReplayOptions {
  readonly clock: Clock;
  readonly faults?: readonly ReplayFault[];
  readonly seed?: number;
  /** Milliseconds between two tellings of the venue's time; default the shortest interval, at most a minute. */
  readonly heartbeat?: number;
}

interface Planned {
  readonly at: number;
  readonly message: SourceMessage | "disconnect" | "silence";
}

/** Answers of a market's history that break off, one after another. */
const brokenInARow = 4;

/** Candle files as if they were a venue, with its faults. */
export function replaySource(markets: readonly ReplayMarket[], options: ReplayOptions): BarSource {
  const byKey = new Map(markets.map((each) => [marketKey(each.market), each]));
  const faults = new Set(options.faults ?? []);
  const seed = options.seed ?? 1;
  const happens = (fault: ReplayFault, ...keys: readonly number[]): boolean =>
    faults.has(fault) && draw(seed, replayFaultNames.indexOf(fault), ...keys) < replayFaults[fault];
  let requests = 0;
  let lives = 0;
  const breaksOff = breakingOff((request) => happens("truncated-history", request));
  const find = (market: Market): ReplayMarket => {
    const found = byKey.get(marketKey(market));
    if (found !== undefined) return found;
    throw new FeedError(
      "SAGE8502",
      `The replay has no market ${marketKey(market)}.`,
      `It has ${[...byKey.keys()].join(", ")}.`,
    );
  };
  return {
    exchange: "replay",
    async history(market: Market, range: TimeRange): Promise<readonly LiveBar[]> {
      const { bars } = find(market);
      const request = requests++;
      if (happens("rate-limits", request)) {
        throw new FeedError("SAGE8503", "The replay asks for fewer requests.", null, { retryAfter: 2000 });
      }
      const closed = Math.min(range.to, options.clock.now() - market.interval + 1);
      const [from, to] = [firstFrom(bars.time, range.from), firstFrom(bars.time, closed)];
      const end = breaksOff(market, request) ? from + ((to - from) >> 1) : to;
      return Array.from({ length: Math.max(0, end - from) }, (_, i) => barAt(bars, from + i));
    },
    async *stream(wanted: readonly Market[], signal: AbortSignal): AsyncGenerator<SourceMessage> {
      const life = lives++;
      const plan = new Plan(
        wanted.map(find),
        options.clock.now(),
        happens,
        faults.has("unflagged"),
        seed,
        life,
        options.heartbeat ?? Math.min(60_000, ...wanted.map(({ interval }) => interval)),
      );
      const offset = faults.has("skew") ? Math.round((draw(seed, 99) - 0.5) * 10_000) : 0;
      for (let next = plan.next(); next !== null; next = plan.next()) {
        const wait = next.at - options.clock.now();
        if (wait > 0) await options.clock.sleep(wait, signal);
        signal.throwIfAborted();
        const { message } = next;
        if (message === "disconnect") throw new FeedError("SAGE8500", "The replay cut the connection.");
        if (message === "silence") await untilAborted(signal);
        else yield message.kind === "time" ? { ...message, time: message.time + offset } : message;
      }
    },
    close: () => Promise.resolve(),
  };
}

/** An answer may break off, but not for ever: a venue that always says that it has nothing is to be believed. */
function breakingOff(happens: (request: number) => boolean): (market: Market, request: number) => boolean {
  const broken = new Map<string, number>();
  return (market, request) => {
    const key = marketKey(market);
    const before = broken.get(key) ?? 0;
    const does = before < brokenInARow && happens(request);
    broken.set(key, does ? before + 1 : 0);
    return does;
  };
}

type Happens = (fault: ReplayFault, ...keys: readonly number[]) => boolean;

/** What one connection will send, made bar by bar. */
class Plan {
  readonly #planned: Planned[] = [];
  readonly #positions: number[];
  #beat: number;

  constructor(
    private readonly markets: readonly ReplayMarket[],
    private readonly start: number,
    private readonly happens: Happens,
    private readonly isUnflagged: boolean,
    private readonly seed: number,
    private readonly life: number,
    private readonly heartbeat: number,
  ) {
    this.#positions = markets.map(({ market, bars }) => firstFrom(bars.time, start - market.interval + 1));
    this.#beat = start;
    for (const at of markets.keys()) this.#planBar(at);
  }

  next(): Planned | null {
    const first = this.#planned.shift();
    if (first === undefined) return null;
    const beat = this.heartbeat;
    if (first.at > this.#beat + beat) {
      this.#planned.unshift(first);
      this.#beat += beat;
      const isBack = this.happens("time-backwards", this.#beat / beat, this.life);
      return { at: this.#beat, message: { kind: "time", time: this.#beat - (isBack ? 5000 : 0) } };
    }
    if (first.message === this.#marker) return this.#advance(first.at);
    return first;
  }

  readonly #marker: SourceMessage = { kind: "alive" };
  readonly #owners: { readonly at: number; readonly market: number }[] = [];

  #advance(at: number): Planned | null {
    const position = this.#owners.findIndex((owner) => owner.at === at);
    const [owner] = this.#owners.splice(position, 1);
    if (owner !== undefined) this.#planBar(owner.market);
    return { at, message: { kind: "time", time: at } };
  }

  /** Everything that is said of the market's next bar; behind it a marker, upon which the one after is planned. */
  #planBar(index: number): void {
    const entry = this.markets[index];
    const position = this.#positions[index];
    if (entry === undefined || position === undefined || position >= entry.bars.time.length) return;
    this.#positions[index] = position + 1;
    const { market, bars } = entry;
    const bar = barAt(bars, position);
    const close = bar.time + market.interval;
    const happens = (fault: ReplayFault): boolean => this.happens(fault, index, position, this.life);
    const say = (at: number, said: LiveBar, state: "forming" | "closed" | "unknown"): void =>
      this.#add({ at, message: { kind: "bar", market, bar: said, state } });
    const [soft, hard] = this.isUnflagged
      ? (["unknown", "unknown"] as const)
      : (["forming", "closed"] as const);
    if (happens("forming")) {
      for (const share of [0.25, 0.5, 0.75]) {
        const at = bar.time + share * market.interval;
        if (at > this.start) say(at, partOf(bar, share), soft);
      }
    }
    if (happens("malformed")) {
      say(close - 1, { ...bar, close: NaN }, hard);
      this.#add({
        at: close - 1,
        message: { kind: "fault", market, message: "A message could not be read." },
      });
    }
    if (happens("disconnects")) this.#add({ at: close - 2, message: "disconnect" });
    if (happens("silence")) this.#add({ at: close - 2, message: "silence" });
    const share = draw(this.seed, 77, index, position);
    const delay = happens("late") ? 0.1 + 3 * share : happens("out-of-order") ? 1 + 1 / market.interval : 0;
    if (!happens("gaps")) say(close + Math.round(delay * market.interval), bar, hard);
    if (happens("duplicates")) say(close + Math.round(share * market.interval), bar, hard);
    if (happens("revisions")) {
      const high = bar.high + Math.abs(bar.high) * 0.001 + 0.01;
      say(close + Math.round((1 + share) * market.interval), { ...bar, high }, hard);
    }
    this.#owners.push({ at: close, market: index });
    this.#add({ at: close, message: this.#marker });
  }

  #add(planned: Planned): void {
    let place = this.#planned.length;
    while (place > 0 && (this.#planned[place - 1]?.at ?? 0) > planned.at) place--;
    this.#planned.splice(place, 0, planned);
  }
}

/** A bar as it may have looked before its end. */
function partOf(bar: LiveBar, share: number): LiveBar {
  const close = bar.open + (bar.close - bar.open) * share * 0.5;
  const { time, open, volume } = bar;
  return {
    time,
    open,
    close,
    high: Math.max(open, close),
    low: Math.min(open, close),
    volume: volume * share,
  };
}

function barAt(bars: BarPiece, at: number): LiveBar {
  const of = (column: Float64Array): number => column[at] ?? NaN;
  const bar = {
    time: of(bars.time),
    open: of(bars.open),
    high: of(bars.high),
    low: of(bars.low),
    close: of(bars.close),
    volume: of(bars.volume),
  };
  const told: Partial<Record<MarketSeries, number>> = {};
  for (const [name, column] of Object.entries(bars.series ?? {})) {
    const value = of(column);
    if (isMarketSeries(name) && !Number.isNaN(value)) told[name] = value;
  }
  return Object.keys(told).length === 0 ? bar : { ...bar, series: told };
}

/** Position of the first time that is not before `time`. */
function firstFrom(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
