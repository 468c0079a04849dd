import { machineClock, type Clock } from "../clock.js";
import type { EventBus } from "../events.js";
import type { FeedEvent, LiveFeed } from "../feeds/feed.js";
import type { LiveBar } from "../bar.js";
import { marketKey } from "../market.js";
import type { Moment } from "../session/session.js";
import type { LiveNote, LiveStep, LiveStore } from "../store/live-store.js";
import { RunError } from "../../engine/error.js";
import { programVersion } from "../../modes/identity.js";
import { StoreError } from "../store/store-error.js";
import { noteOf } from "./feed-notes.js";
import { Mailbox } from "./mailbox.js";
import { shownName, type Stop } from "./stops.js";
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
/** How long a store that is away is waited for once it was said to stop: less than service managers wait. */
const lastPatience = 5000;

/**
 * Strategies and portfolios that trade on paper in one process. Every closed bar is stored with all that it did before
 * anybody hears of it, so that the process may end at any moment and go on from there.
 */
export class Desk {
  readonly #options: DeskOptions;
  readonly #entrants: Entrant[] = [];
  readonly #byMarket = new Map<string, Entrant[]>();
  readonly #aside = new Set<Entrant>();
  #stops: readonly Stop[] = [];
  /** When they last changed. */
  #noticed = Number.NEGATIVE_INFINITY;
  #signal: AbortSignal | undefined;
  /** When each bar arrived, and how long the decisions took that are not stored yet, by the machine's clock. */
  readonly #arrivals = new WeakMap<LiveBar, number>();
  #latencies: number[] = [];
  /** When it began to trade: what closed before was missed. */
  #started = Number.NEGATIVE_INFINITY;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  get entrants(): readonly Entrant[] {
    return this.#entrants;
  }

  /** Those that failed and are traded no further; the others go on. */
  get aside(): ReadonlySet<Entrant> {
    return this.#aside;
  }

  /** What is stopped by hand. */
  get stops(): readonly Stop[] {
    return this.#stops;
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

  /**
   * The kill switch, as all that stands of it: told again whenever it may have changed. It holds from the next bar to be
   * decided on; each change is stored with the strategies that it concerns, so that a backtest can do the same.
   */
  obey(stops: readonly Stop[]): void {
    const before = this.#stops;
    const same = (one: Stop, other: Stop): boolean => one.name === other.name && one.closes === other.closes;
    const thrown = stops.filter((stop) => !before.some((one) => same(one, stop)));
    const released = before.filter((stop) => !stops.some(({ name }) => name === stop.name));
    this.#stops = stops;
    if (thrown.length === 0 && released.length === 0) return;
    this.#noticed = this.#options.clock.now();
    for (const stop of thrown) this.#tellSwitch(stop, true);
    for (const stop of released) this.#tellSwitch(stop, false);
  }

  #tellSwitch({ name, closes, by, reason }: Stop, isStopped: boolean): void {
    this.#options.bus.tell({ kind: "switch", name, isStopped, closes: isStopped && closes, by, reason });
    const why = reason === "" ? "" : ` (${reason})`;
    const message = isStopped
      ? `${shownName(name)} is stopped by ${by}${closes ? ", and what is held is left" : ""}${why}.`
      : `${shownName(name)} goes on; it was stopped by ${by}.`;
    const event = isStopped ? "switch_stopped" : "switch_resumed";
    this.#noteLater(event, isStopped ? "warning" : "info", message, { name, closes, by, reason });
  }

  /**
   * Trades until the signal is aborted or the feed ends. Bars of one moment are stored together.
   * @throws StoreError where the store refuses for good, or is away when it is said to stop; FeedError where the feed
   *   refuses; what failed, where no strategy is left
   */
  async run(signal: AbortSignal): Promise<void> {
    const { feed, clock } = this.#options;
    this.#signal = signal;
    this.#started = clock.now();
    const wanted = await this.#begin(signal);
    const mailbox = new Mailbox<FeedEvent>();
    const reading = (async () => {
      try {
        for await (const event of feed.events(wanted, signal)) {
          if (event.kind === "bar") this.#arrivals.set(event.bar, performance.now());
          await mailbox.put(event);
        }
        mailbox.end();
      } catch (error) {
        mailbox.end(signal.aborted ? null : error);
      }
    })();
    try {
      for (let events = await mailbox.take(); events !== null; events = await mailbox.take()) {
        await this.#take(events);
        // What else has come is there again, from history, when it goes on.
        if (signal.aborted) break;
      }
    } finally {
      mailbox.refuse();
    }
    await reading;
    if (!signal.aborted) await this.#finish();
  }

  /** The feed has come to its end: what nothing more is to be known of holds nobody up, as at the end of a backtest. */
  async #finish(): Promise<void> {
    for (const entrant of this.#entrants) {
      if (this.#aside.has(entrant)) continue;
      for (const market of entrant.markets()) entrant.session.known(market, Number.POSITIVE_INFINITY);
      await this.#commit(await this.#goOn(entrant));
    }
  }

  /** Gives back what it holds; the store and the feed are their owner's to close. */
  async close(): Promise<void> {
    for (const entrant of this.#entrants) await entrant.close();
  }

  /** Does what stands of the kill switch, once it is stored. */
  async #throwSwitches(): Promise<void> {
    const { store, clock } = this.#options;
    const noticed = Math.max(this.#noticed, this.#started);
    const changes = this.#entrants.flatMap((entrant) => [
      ...entrant.switchesFor(this.#stops, Math.min(noticed, clock.now())),
    ]);
    if (changes.length === 0) return;
    await this.#patiently(() => store.switched(changes));
    for (const entrant of this.#entrants) entrant.throwSwitches(changes);
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
      } else {
        try {
          for (const one of await this.#warmUp(entrant, signal)) want(one);
        } catch (error) {
          if (!(error instanceof RunError)) throw error;
          await this.#setAside(entrant, error);
          continue;
        }
      }
      if (!entrant.isGoingOn || missed !== "watch") continue;
      const watched = entrant.watches(this.#started);
      if (watched.length > 0) await this.#patiently(() => this.#options.store.switched(watched));
      entrant.throwSwitches(watched);
    }
    return [...wanted.values()];
  }

  /** Shows an entry the history that it must have seen before it decides. */
  async #warmUp(entrant: Entrant, signal: AbortSignal): Promise<readonly Wanted[]> {
    const { feed, clock } = this.#options;
    const now = clock.now();
    const found = await Promise.all(
      entrant.warmup(now).map(async ({ market, after }) => {
        const to = Math.max(after, Math.floor(now / market.interval) * market.interval);
        return { market, to, bars: await feed.history(market, { from: after, to }, signal) };
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
  async #take(events: readonly FeedEvent[]): Promise<void> {
    const { clock, bus } = this.#options;
    await this.#throwSwitches();
    const touched = new Set<Entrant>();
    for (const event of events) {
      if (event.kind === "bar" || event.kind === "gap")
        for (const entrant of this.#byMarket.get(marketKey(event.market)) ?? [])
          if (await this.#offer(entrant, event)) touched.add(entrant);
      if (event.kind === "bar") continue;
      bus.tell({ kind: "feed", event });
      const note = noteOf(event, clock.now());
      if (note !== null) await this.#tell(note);
    }
    const steps: LiveStep[] = [];
    for (const entrant of touched) steps.push(...(await this.#goOn(entrant)));
    await this.#commit(steps);
  }

  async #offer(entrant: Entrant, event: FeedEvent & { readonly kind: "bar" | "gap" }): Promise<boolean> {
    if (this.#aside.has(entrant)) return false;
    try {
      if (event.kind === "gap") entrant.session.known(event.market, event.range.to);
      else entrant.session.offer(event.market, event);
      return true;
    } catch (error) {
      await this.#setAside(entrant, error);
      return false;
    }
  }

  /** Steps an entry through all that it can know now. One that fails leaves nothing of what it did since it was stored. */
  async #goOn(entrant: Entrant): Promise<readonly LiveStep[]> {
    const { clock, missed } = this.#options;
    const steps: LiveStep[] = [];
    const { session } = entrant;
    try {
      for (let close = session.ready(); close !== null; close = session.ready()) {
        const isMissed = close <= this.#started;
        const isWatched = isMissed && missed === "watch" && entrant.isGoingOn;
        const moment = await session.step();
        if (moment === null) break;
        const mode = isWatched ? "watched" : isMissed ? "late" : "live";
        steps.push(...entrant.steps(moment, mode, clock.now()));
        if (mode === "live") this.#measure(moment);
      }
      return entrant.withState(steps);
    } catch (error) {
      await this.#setAside(entrant, error);
      return [];
    }
  }

  #measure({ steps }: Moment): void {
    const now = performance.now();
    for (const { bar } of steps) {
      const arrival = this.#arrivals.get(bar);
      if (arrival !== undefined) this.#latencies.push(now - arrival);
    }
  }

  /**
   * An entry that cannot go on does not stop the others. Its ledger ends with what was stored; a restart tries again.
   * @throws what it failed with, where no other is left
   */
  async #setAside(entrant: Entrant, error: unknown): Promise<void> {
    this.#aside.add(entrant);
    const message = error instanceof Error ? error.message : String(error);
    await this.#note("strategy_failed", "error", `${entrant.name} is traded no further: ${message}`, entrant);
    if (this.#aside.size === this.#entrants.length) throw error;
  }

  /** Stores steps, and only then says what they were. */
  async #commit(steps: readonly LiveStep[]): Promise<void> {
    if (steps.length === 0) return;
    const { store, bus } = this.#options;
    await this.#patiently(() => store.commit(steps), steps.length);
    const records = new Map(this.#entrants.flatMap((entrant) => entrant.records.map((one) => [one.id, one])));
    for (const step of steps) {
      const strategy = records.get(step.strategy);
      if (strategy !== undefined) bus.tell({ kind: "step", strategy, step });
    }
    if (this.#latencies.length > 0) bus.tell({ kind: "decided", latencies: this.#latencies });
    this.#latencies = [];
  }

  /** Asks the store again and again while it is away: nothing goes on before it has what happened. */
  async #patiently<Answer>(ask: () => Promise<Answer>, waiting = 0): Promise<Answer> {
    const { bus } = this.#options;
    let isHeld = false;
    let patience = lastPatience;
    for (let pause = shortestPause; ; pause = Math.min(2 * pause, longestPause)) {
      try {
        const answer = await ask();
        if (isHeld) bus.tell({ kind: "store", state: "back", message: "The store is back.", waiting: 0 });
        return answer;
      } catch (error) {
        if (!(error instanceof StoreError) || !error.isPassing || patience <= 0) throw error;
        if (!isHeld) bus.tell({ kind: "store", state: "held", message: error.message, waiting });
        isHeld = true;
        // A store is away by the machine's clock, however fast a replay goes.
        if (this.#signal?.aborted === true) {
          pause = Math.min(pause, shortestPause * 4);
          patience -= pause;
          await machineClock.sleep(pause);
        } else await machineClock.sleep(pause, this.#signal).catch(() => {});
      }
    }
  }

  /** For what is said between bars; where it cannot be stored, the next bar cannot either, and that is told. */
  #noteLater(event: string, severity: LiveNote["severity"], message: string, data: LiveNote["data"]): void {
    this.#tell({
      time: this.#options.clock.now(),
      event,
      severity,
      strategy: null,
      market: null,
      message,
      data,
    }).catch(() => {});
  }

  async #note(
    event: string,
    severity: LiveNote["severity"],
    message: string,
    about?: Entrant,
  ): Promise<void> {
    const strategy = about?.records[0]?.id ?? null;
    const time = this.#options.clock.now();
    const data = event.startsWith("session_") ? { program: programVersion() } : {};
    await this.#tell({ time, event, severity, strategy, market: null, message, data });
  }

  async #tell(note: Omit<LiveNote, "id">): Promise<void> {
    await this.#patiently(() => this.#options.store.note(note));
    this.#options.bus.tell({ kind: "note", note });
  }
}
