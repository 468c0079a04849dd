import type { Clock } from "../clock.js";
import type { EventBus } from "../events.js";
import type { FeedEvent, LiveFeed } from "../feeds/feed.js";
import { marketKey } from "../market.js";
import type { LiveNote, LiveStep, LiveStore } from "../store/live-store.js";
import { StoreError } from "../store/store-error.js";
import { Mailbox } from "./mailbox.js";
import { Entrant, type DeskEntry, type Wanted } from "./entrant.js";

export interface DeskOptions {
  readonly feed: LiveFeed;
  readonly store: LiveStore;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** What becomes of bars that closed while nobody listened: traded as of their time, or without new entries. */
  readonly missed?: "trade" | "watch";
}

/** How a warm-up is cut for the store. */
const stepsPerCommit = 2000;
const shortestPause = 50;
const longestPause = 5000;

/**
 * Strategies and portfolios that trade on paper in one process. Every closed bar is stored with all that it did before
 * anybody hears of it, so that the process may end at any moment and go on from there.
 */
export class Desk {
  readonly #options: DeskOptions;
  readonly #entrants: Entrant[] = [];
  readonly #byMarket = new Map<string, Entrant[]>();
  #stopped: { readonly closes: boolean; readonly by: string } | null = null;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  get entrants(): readonly Entrant[] {
    return this.#entrants;
  }

  /** Who stopped trading by hand, if anybody did. */
  get stopped(): { readonly closes: boolean; readonly by: string } | null {
    return this.#stopped;
  }

  /** @throws StoreError, RunError where the entry cannot be traded here */
  async add(entry: DeskEntry): Promise<Entrant> {
    const entrant = await this.#patiently(() => Entrant.open(entry, this.#options.store));
    this.#entrants.push(entrant);
    for (const market of entrant.markets()) {
      const key = marketKey(market);
      this.#byMarket.set(key, [...(this.#byMarket.get(key) ?? []), entrant]);
    }
    return entrant;
  }

  /** The kill switch: nothing is entered any more; with `closes` everything is left at its next open. */
  stop(closes: boolean, by: string): void {
    if (this.#stopped?.closes === closes) return;
    this.#stopped = { closes, by };
    for (const { session } of this.#entrants) session.stop(closes);
    this.#options.bus.tell({ kind: "switch", isStopped: true, closes, by });
    void this.#note(
      "switch_stopped",
      "warning",
      `Stopped by ${by}${closes ? ", and everything is left" : ""}.`,
    );
  }

  resume(by: string): void {
    if (this.#stopped === null) return;
    this.#stopped = null;
    for (const { session } of this.#entrants) session.resume();
    this.#options.bus.tell({ kind: "switch", isStopped: false, closes: false, by });
    void this.#note("switch_resumed", "info", `Trading goes on; said by ${by}.`);
  }

  /**
   * Trades until the signal is aborted or the feed ends. Bars of one moment are stored together.
   * @throws StoreError where the store refuses for good, FeedError where the feed does
   */
  async run(signal: AbortSignal): Promise<void> {
    const { feed, clock } = this.#options;
    const wanted = await this.#begin(signal);
    const mailbox = new Mailbox<FeedEvent>();
    const reading = (async () => {
      try {
        for await (const event of feed.events(wanted, signal)) mailbox.put(event);
        mailbox.end();
      } catch (error) {
        mailbox.end(signal.aborted ? null : error);
      }
    })();
    const started = clock.now();
    for (let events = await mailbox.take(); events !== null; events = await mailbox.take())
      await this.#take(events, started);
    await reading;
  }

  /** Gives back what it holds; the store and the feed are their owner's to close. */
  async close(): Promise<void> {
    for (const entrant of this.#entrants) await entrant.close();
  }

  /** Warms new entries up; gives what is to be listened to, each market from the earliest that anybody needs. */
  async #begin(signal: AbortSignal): Promise<readonly Wanted[]> {
    const { missed = "trade" } = this.#options;
    const wanted = new Map<string, Wanted>();
    const want = (one: Wanted): void => {
      const key = marketKey(one.market);
      const known = wanted.get(key);
      if (known === undefined || one.after < known.after) wanted.set(key, one);
    };
    for (const entrant of this.#entrants) {
      if (entrant.isGoingOn) {
        for (const one of entrant.wanted()) want(one);
        await this.#note("session_resumed", "info", `${entrant.name} goes on from its ledger.`, entrant);
        if (missed === "watch") entrant.session.stop(false);
      } else for (const one of await this.#warmUp(entrant, signal)) want(one);
    }
    return [...wanted.values()];
  }

  /** Shows an entry the history that it must have seen before it decides. */
  async #warmUp(entrant: Entrant, signal: AbortSignal): Promise<readonly Wanted[]> {
    const { feed, clock } = this.#options;
    const now = clock.now();
    const from = entrant.warmupFrom(now);
    const markets = entrant.markets();
    const found = await Promise.all(
      markets.map(async (market) => {
        const to = Math.floor(now / market.interval) * market.interval;
        return { market, to, bars: await feed.history(market, { from, to }, signal) };
      }),
    );
    const inOrder = found
      .flatMap(({ market, bars }) => bars.map((bar) => ({ market, bar })))
      .toSorted((a, b) => a.bar.time + a.market.interval - (b.bar.time + b.market.interval));
    const { session } = entrant;
    const steps: LiveStep[] = [];
    const goOn = async (): Promise<void> => {
      for (let moment = await session.step(false); moment !== null; moment = await session.step(false)) {
        steps.push(...entrant.steps(moment, "warmup", clock.now()));
        if (steps.length >= stepsPerCommit) await this.#commit(entrant.withState(steps.splice(0)));
      }
    };
    for (const { market, bar } of inOrder) {
      session.offer(market, { bar, received: bar.time + market.interval, late: false });
      await goOn();
    }
    for (const { market, to } of found) session.known(market, to);
    await goOn();
    await this.#commit(entrant.withState(steps));
    await this.#note(
      "session_started",
      "info",
      `${entrant.name} begins; ${inOrder.length} bars of history seen.`,
      entrant,
    );
    return found.map(({ market, to }) => ({ market, after: to }));
  }

  /** Goes through what has come, and stores it at once. */
  async #take(events: readonly FeedEvent[], started: number): Promise<void> {
    const { clock, bus } = this.#options;
    const touched = new Set<Entrant>();
    for (const event of events) {
      if (event.kind === "bar") {
        const { market, bar, received, late } = event;
        for (const entrant of this.#byMarket.get(marketKey(market)) ?? []) {
          entrant.session.offer(market, { bar, received, late });
          touched.add(entrant);
        }
      } else {
        if (event.kind === "gap")
          for (const entrant of this.#byMarket.get(marketKey(event.market)) ?? []) {
            entrant.session.known(event.market, event.range.to);
            touched.add(entrant);
          }
        bus.tell({ kind: "feed", event });
        const note = noteOf(event, clock.now());
        if (note !== null) await this.#tell(note);
      }
    }
    const steps: LiveStep[] = [];
    for (const entrant of touched) {
      const pending: LiveStep[] = [];
      for (
        let moment = await entrant.session.step();
        moment !== null;
        moment = await entrant.session.step()
      ) {
        const isMissed = moment.close <= started;
        if (!isMissed && this.#options.missed === "watch" && this.#stopped === null) entrant.session.resume();
        pending.push(...entrant.steps(moment, isMissed ? "late" : "live", clock.now()));
      }
      steps.push(...entrant.withState(pending));
    }
    await this.#commit(steps);
  }

  /** Stores steps, and only then says what they were. */
  async #commit(steps: readonly LiveStep[]): Promise<void> {
    if (steps.length === 0) return;
    const { store, bus } = this.#options;
    await this.#patiently(() => store.commit(steps));
    const records = new Map(this.#entrants.flatMap((entrant) => entrant.records.map((one) => [one.id, one])));
    for (const step of steps) {
      const strategy = records.get(step.strategy);
      if (strategy !== undefined) bus.tell({ kind: "step", strategy, step });
    }
  }

  /** Asks the store again and again while it is away: nothing goes on before it has what happened. */
  async #patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const { clock, bus } = this.#options;
    let isHeld = false;
    for (let pause = shortestPause; ; pause = Math.min(2 * pause, longestPause)) {
      try {
        const answer = await ask();
        if (isHeld) bus.tell({ kind: "store", state: "back", message: "The store is back.", waiting: 0 });
        return answer;
      } catch (error) {
        if (!(error instanceof StoreError) || !error.isPassing) throw error;
        if (!isHeld) bus.tell({ kind: "store", state: "held", message: error.message, waiting: 1 });
        isHeld = true;
        await clock.sleep(pause);
      }
    }
  }

  async #note(
    event: string,
    severity: LiveNote["severity"],
    message: string,
    about?: Entrant,
  ): Promise<void> {
    const strategy = about?.records[0]?.id ?? null;
    const time = this.#options.clock.now();
    await this.#tell({ time, event, severity, strategy, market: null, message, data: {} });
  }

  async #tell(note: Omit<LiveNote, "id">): Promise<void> {
    await this.#patiently(() => this.#options.store.note(note));
    this.#options.bus.tell({ kind: "note", note });
  }
}

/** What of a feed's news is worth keeping; null: nothing. */
function noteOf(event: Exclude<FeedEvent, { kind: "bar" }>, time: number): Omit<LiveNote, "id"> | null {
  const note = (
    name: string,
    severity: LiveNote["severity"],
    message: string,
    data: LiveNote["data"] = {},
  ) => ({
    time,
    event: name,
    severity,
    strategy: null,
    market: event.market,
    message,
    data,
  });
  switch (event.kind) {
    case "forming":
      return null;
    case "gap": {
      const { bars, range } = event;
      return note(
        "feed_gap",
        "warning",
        `${bars === 1 ? "1 bar is" : `${bars} bars are`} missing at the venue.`,
        {
          from: range.from,
          to: range.to,
        },
      );
    }
    case "revision": {
      const { before, after } = event;
      const message = `The venue says something else of the bar of ${new Date(before.time).toISOString()}.`;
      return note("bar_revised", "warning", message, { before, after });
    }
    case "state":
      return note(
        `feed_${event.state}`,
        event.state === "live" || event.state === "connecting" ? "info" : "warning",
        event.message,
      );
    case "skew":
      return note(
        "clock_skew",
        "warning",
        `The clock is ${Math.round(event.milliseconds)} ms off the venue's.`,
        {
          milliseconds: event.milliseconds,
        },
      );
    case "fault":
      return note("feed_fault", "warning", event.message);
  }
}
