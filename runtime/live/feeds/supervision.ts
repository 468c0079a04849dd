import type { Clock } from "../clock.js";
import { marketKey, type Market } from "../market.js";
import { Backoff } from "./backoff.js";
import { EventQueue } from "./event-queue.js";
import type { FeedState } from "./feed.js";
import { FeedError } from "./feed-error.js";
import { fillLane } from "./fill.js";
import { faultOf, Lane } from "./lane.js";
import { Skew } from "./skew.js";
import type { BarSource, SourceMessage } from "./source.js";
import type { SuperviseOptions } from "./supervise.js";

/** History requests at once; the source keeps the venue's limits, this keeps its queue short. */
const fillsAtOnce = 8;

/** One consumer's markets on one venue, from the first connection to the last. */
export class Supervision {
  readonly queue: EventQueue;
  readonly clock: Clock;
  readonly seed: number;
  readonly patience: number;
  readonly signal: AbortSignal;
  readonly skew: Skew;
  /** No history before this time: the venue asked to be left alone. */
  pausedUntil = -Infinity;
  isEnding = false;
  readonly #lanes = new Map<string, Lane>();
  readonly #backoff: Backoff;
  readonly #heartbeat: number;
  readonly #checkEvery: number;
  readonly #fills = new Set<Promise<void>>();
  readonly #turns: (() => void)[] = [];
  #filling = 0;
  #spoke: number;
  #isConnected = false;
  /** Whether reading waits for the consumer: that is not the venue's silence. */
  #isHeldBack = false;
  #cut: () => void = () => undefined;

  constructor(
    readonly source: BarSource,
    markets: readonly { readonly market: Market; readonly after: number }[],
    options: SuperviseOptions,
    private readonly stop: AbortController,
  ) {
    this.clock = options.clock;
    this.seed = options.seed ?? 1;
    this.patience = options.patience ?? 2000;
    this.signal = stop.signal;
    this.queue = new EventQueue(options.waitingEvents ?? 4096, options.hold);
    this.skew = new Skew(options.tolerableSkew ?? 1000);
    const now = (this.#spoke = this.clock.now());
    for (const { market, after } of markets) this.#lanes.set(marketKey(market), new Lane(market, after, now));
    const shortest = Math.min(60_000, ...markets.map(({ market }) => market.interval));
    this.#heartbeat = options.heartbeat ?? shortest;
    this.#checkEvery = options.checkEvery ?? 16;
    this.#backoff = new Backoff({ first: 500, longest: 60_000, seed: this.seed });
  }

  async run(): Promise<void> {
    try {
      for (const lane of this.#lanes.values()) this.enter(lane, "connecting", "Connecting.");
      const watching = this.#watch().catch((error: unknown) => {
        this.queue.fail(error);
        this.stop.abort();
      });
      await this.#connectForEver();
      if (this.signal.aborted) return this.queue.end();
      this.isEnding = true;
      for (const lane of this.#active()) this.#startFill(lane);
      while (this.#fills.size > 0) await Promise.all(this.#fills);
      this.queue.end();
      this.stop.abort();
      await watching;
    } catch (error) {
      if (this.signal.aborted) this.queue.end();
      else this.queue.fail(error);
      this.stop.abort();
    }
    await Promise.allSettled(this.#fills);
  }

  /** Opens before which every bar of the market is closed. */
  closedBefore({ market: { interval }, shownClosed }: Lane): number {
    const grace = this.isEnding ? 0 : Math.min(this.patience, interval / 4);
    // Where nothing more comes, a venue's slow clock is no reason to leave its last bar.
    const now = this.isEnding ? Math.max(this.clock.now(), this.venueNow()) : this.venueNow();
    const byClock = Math.floor((now - grace) / interval) * interval;
    return Math.max(shownClosed, byClock);
  }

  venueNow(): number {
    return this.clock.now() + this.skew.milliseconds;
  }

  enter(lane: Lane, state: FeedState, message: string): void {
    if (lane.state === state || lane.state === "refused") return;
    lane.state = state;
    this.queue.add({ kind: "state", market: lane.market, state, message, at: this.clock.now() });
  }

  /** History has trades of which the stream said nothing: it is made anew, if it still stands. */
  distrust(lane: Lane): void {
    lane.unheard++;
    // Ever more seldom: the other markets of the connection should not suffer for one that stays mute.
    const isDue = (lane.unheard & (lane.unheard - 1)) === 0;
    if (isDue && this.#isConnected) this.#cut();
  }

  /** Waits for a turn among the history requests. */
  async turn<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#filling >= fillsAtOnce) await new Promise<void>((resolve) => this.#turns.push(resolve));
    this.#filling++;
    try {
      const pause = this.pausedUntil - this.clock.now();
      if (pause > 0) await this.clock.sleep(pause, this.signal);
      return await work();
    } finally {
      this.#filling--;
      this.#turns.shift()?.();
    }
  }

  #active(): readonly Lane[] {
    return [...this.#lanes.values()].filter(({ state }) => state !== "refused");
  }

  async #connectForEver(): Promise<void> {
    while (!this.signal.aborted && this.#active().length > 0) {
      let wait: number;
      let message: string;
      try {
        if (await this.#readStream()) return;
        if (this.signal.aborted) return;
        [message, wait] = ["Nothing was heard from the venue; connecting anew.", this.#backoff.next()];
      } catch (error) {
        if (this.signal.aborted) throw error;
        if (!(error instanceof FeedError)) {
          this.queue.add({ kind: "fault", market: null, message: "The connection broke off unexpectedly." });
        }
        if (error instanceof FeedError && !error.isPassing) await this.#refuse(error);
        message = error instanceof FeedError ? error.message : "The connection was lost; connecting anew.";
        wait = this.#backoff.next(error instanceof FeedError ? (error.retryAfter ?? 0) : 0);
      }
      for (const lane of this.#active()) this.enter(lane, "reconnecting", message);
      if (this.#active().length > 0) await this.clock.sleep(wait, this.signal);
    }
  }

  /** One life of the connection; true where the source has come to its end, false where it fell silent. */
  async #readStream(): Promise<boolean> {
    const life = new AbortController();
    const ended = new Promise<null>((resolve) =>
      life.signal.addEventListener("abort", () => resolve(null), { once: true }),
    );
    const cut = (): void => life.abort();
    this.signal.addEventListener("abort", cut, { once: true });
    this.#cut = cut;
    this.#spoke = this.clock.now();
    this.#isConnected = true;
    const markets = this.#active().map(({ market }) => market);
    const stream = this.source.stream(markets, life.signal);
    const messages = stream[Symbol.asyncIterator]();
    try {
      for (;;) {
        // A half-open socket never answers: its iterator is left behind rather than waited for.
        const coming = messages.next();
        coming.catch(() => undefined);
        const message = await Promise.race([coming, ended]);
        if (message === null) return false;
        if (message.done === true) return true;
        this.#spoke = this.clock.now();
        this.#take(message.value);
        this.#isHeldBack = true;
        await this.queue.room();
        this.#isHeldBack = false;
        this.#spoke = this.clock.now();
      }
    } finally {
      this.#isConnected = this.#isHeldBack = false;
      this.signal.removeEventListener("abort", cut);
      life.abort();
      messages.return?.()?.catch(() => undefined);
    }
  }

  #take(message: SourceMessage): void {
    if (message.kind === "bar") return this.#takeBar(message);
    if (message.kind === "value") return this.#lanes.get(marketKey(message.market))?.takeValue(message);
    if (message.kind === "time") {
      const [market] = this.#active();
      if (market === undefined) return;
      for (const event of this.skew.take(message.time, this.clock.now(), market.market))
        this.queue.add(event);
    }
    if (message.kind === "fault") {
      const lane = message.market === null ? undefined : this.#lanes.get(marketKey(message.market));
      this.queue.add({ kind: "fault", market: message.market, message: message.message });
      if (lane !== undefined && message.refused === true) this.enter(lane, "refused", message.message);
    }
  }

  #takeBar({ market, bar, state }: Extract<SourceMessage, { readonly kind: "bar" }>): void {
    const lane = this.#lanes.get(marketKey(market));
    const now = this.clock.now();
    const early = bar.time > this.venueNow() + market.interval;
    const fault =
      lane === undefined
        ? "a bar of a market that was not asked for"
        : (faultOf(bar, market) ?? (early ? "a bar opens in the future; is the clock right?" : null));
    if (lane === undefined || fault !== null) {
      return this.queue.add({ kind: "fault", market, message: `The venue sent ${fault}.` });
    }
    if (lane.state === "refused") return;
    this.#backoff.reset();
    lane.heard = now;
    lane.unheard = 0;
    this.enter(lane, "live", "Bars flow.");
    if (bar.time < lane.next) {
      const revision = state === "closed" ? lane.compare(bar, now) : null;
      if (revision !== null) this.queue.add(revision);
      return;
    }
    if (state === "closed") {
      lane.takeClosed(bar);
      if (!lane.isFilling) this.releaseWaiting(lane);
    } else if (lane.takeForming(bar.time)) {
      this.queue.add({ kind: "forming", market: lane.market, bar, received: now });
    }
    if (lane.next < lane.shownClosed || this.#isCheckDue(lane)) this.#startFill(lane);
  }

  releaseWaiting(lane: Lane): void {
    for (let bar = lane.takeWaiting(); bar !== null; bar = lane.takeWaiting()) {
      this.queue.add(lane.release(bar, this.clock.now(), "stream", this.patience));
    }
  }

  #isCheckDue(lane: Lane): boolean {
    return this.#checkEvery > 0 && lane.unchecked >= this.#checkEvery;
  }

  #startFill(lane: Lane): void {
    if (lane.isFilling || (lane.fillAt > this.clock.now() && !this.isEnding)) return;
    lane.isFilling = true;
    const work = fillLane(this, lane, this.#isCheckDue(lane)).finally(() => {
      lane.isFilling = false;
      this.#fills.delete(work);
    });
    work.catch((error: unknown) => {
      if (this.signal.aborted) return;
      this.queue.fail(error);
      this.stop.abort();
    });
    this.#fills.add(work);
  }

  /** One timer for all markets: what is overdue, and who has fallen silent. */
  async #watch(): Promise<void> {
    try {
      while (!this.signal.aborted) {
        const now = this.clock.now();
        const silence = 1.5 * this.#heartbeat;
        let wake = this.#spoke + silence;
        if (this.#isHeldBack) wake = now + silence;
        if (this.#isConnected && now >= wake) {
          for (const lane of this.#active()) this.enter(lane, "silent", "The venue says nothing.");
          this.#cut();
          wake = now + silence;
        }
        for (const lane of this.#active()) {
          if (lane.next < this.closedBefore(lane)) this.#startFill(lane);
          const heardBy = lane.heard + 1.5 * Math.max(lane.market.interval, this.#heartbeat);
          if (lane.state === "live" && now > heardBy) {
            this.enter(lane, "silent", "The stream says nothing of this market; history is asked instead.");
          }
          const grace = Math.min(this.patience, lane.market.interval / 4);
          const due = lane.next + lane.market.interval + grace - this.skew.milliseconds;
          wake = Math.min(wake, Math.max(due, lane.fillAt));
        }
        await this.clock.sleep(Math.max(wake - now, this.#heartbeat / 8, 1), this.signal);
      }
    } catch (error) {
      if (!this.signal.aborted) throw error;
    }
  }

  /** Ends the markets that the venue refuses: each is asked for alone; all, where none of them is refused alone. */
  async #refuse(error: FeedError): Promise<void> {
    const lanes = this.#active();
    let found = false;
    for (const lane of lanes.length > 1 ? lanes : []) {
      const to = Math.floor(this.venueNow() / lane.market.interval) * lane.market.interval;
      try {
        await this.source.history(lane.market, { from: to - lane.market.interval, to }, this.signal);
      } catch (reason) {
        if (!(reason instanceof FeedError) || reason.isPassing) continue;
        found = true;
        this.enter(lane, "refused", reason.message);
      }
    }
    if (!found) for (const lane of lanes) this.enter(lane, "refused", error.message);
  }
}
