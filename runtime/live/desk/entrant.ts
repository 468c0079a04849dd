import type { SwitchChange } from "../../broker/switches.js";
import type {
  LiveStep,
  LiveStore,
  Standing,
  StrategyRecord,
  StrategySwitch,
  WriteLock,
} from "../store/live-store.js";
import { LiveSession, warmupBars, type Moment, type SessionPlan } from "../session/session.js";
import { inputMarkets } from "../session/inputs.js";
import { marketKey, type Market } from "../market.js";
import { RunError } from "../../engine/error.js";
import { StoreError } from "../store/store-error.js";
import { stopOf, type Stop } from "./stops.js";

/** A strategy or a portfolio as it is given to a desk. */
export interface DeskEntry {
  readonly plan: SessionPlan;
  /** What the store is to know of each member, in their order. */
  readonly records: readonly Pick<StrategyRecord, "name" | "models" | "path" | "portfolio">[];
  /** Called when the desk has done with it: closes models. */
  readonly close?: () => Promise<void>;
}

/** A market that is to be listened to, from the bars on that open at `after` or later. */
export interface Wanted {
  readonly market: Market;
  readonly after: number;
}

/** One entry at a desk: its session, its records in the store, and its right to write them. */
export class Entrant {
  readonly entry: DeskEntry;
  readonly records: readonly StrategyRecord[];
  readonly session: LiveSession;
  readonly #locks: readonly WriteLock[];
  readonly #standings: readonly Standing[];
  readonly #switches: (readonly SwitchChange[])[];

  private constructor(
    entry: DeskEntry,
    records: readonly StrategyRecord[],
    locks: readonly WriteLock[],
    standings: readonly Standing[],
    switches: readonly (readonly SwitchChange[])[],
  ) {
    this.entry = entry;
    this.records = records;
    this.#locks = locks;
    this.#standings = standings;
    this.#switches = [...switches];
    this.session = new LiveSession(entry.plan);
    const [newest] = standings
      .map(({ bar, state }, k) => ({
        close: bar.time + (entry.plan.members[k]?.market.interval ?? 0),
        state,
      }))
      .toSorted((one, other) => other.close - one.close);
    if (newest !== undefined) this.session.restore(newest.state, standings);
    for (const [k, history] of switches.entries()) this.session.throwSwitch(k, history);
  }

  /**
   * Finds where an entry stands, takes the right to go on, and goes back to its last state.
   * @throws StoreError SAGE8522 where another process trades it, RunError SAGE8540 where its members stand apart
   */
  static async open(entry: DeskEntry, store: LiveStore): Promise<Entrant> {
    const { members } = entry.plan;
    const records: StrategyRecord[] = [];
    const locks: WriteLock[] = [];
    const standings: (Standing | null)[] = [];
    const switches: (readonly SwitchChange[])[] = [];
    try {
      for (const [k, { graph, market, values, capital }] of members.entries()) {
        const about = entry.records[k];
        if (about === undefined) throw new RangeError(`the member ${k} has no record`);
        const parameters = Object.fromEntries(
          graph.parameters.map(({ name }, place) => [name, values[place] ?? Number.NaN]),
        );
        const record = await store.strategy({ ...about, graphHash: graph.hash, market, parameters, capital });
        records.push(record);
        locks.push(await store.lock(record.id));
        standings.push(await store.standing(record.id));
        switches.push(await store.switchHistory(record.id));
      }
      const known = standings.filter((standing) => standing !== null);
      if (known.length > 0 && known.length < members.length)
        throw new RunError(
          "SAGE8540",
          `Of the members of ${entry.records[0]?.portfolio ?? "a portfolio"} some have a ledger in ${store.shown} and some have none.`,
          "Trade it under another name, or with a store of its own: `--store FILE`.",
        );
      return new Entrant(entry, records, locks, known, switches);
    } catch (error) {
      for (const lock of locks) await lock.release();
      throw error;
    }
  }

  /** Whether it goes on trading from a ledger, rather than beginning one; a warm-up that was cut short is no trading. */
  get isGoingOn(): boolean {
    return this.#standings.length > 0 && this.records.some(({ tradedFrom }) => tradedFrom !== null);
  }

  /** Close of the last bar that it has seen; −Infinity before the first. */
  get lastClose(): number {
    const closes = this.#standings.map(
      ({ bar }, k) => bar.time + (this.entry.plan.members[k]?.market.interval ?? 0),
    );
    return Math.max(Number.NEGATIVE_INFINITY, ...closes);
  }

  /** The name that a person knows it by. */
  get name(): string {
    const [first] = this.entry.records;
    return first?.portfolio ?? first?.name ?? "";
  }

  /** What it must see before it trades at `now`; of a warm-up that was cut short, what is left. */
  warmup(now: number): readonly Wanted[] {
    if (this.#standings.length > 0) return this.wanted();
    const after = Math.min(
      ...this.entry.plan.members.map((member) => {
        const { interval } = member.market;
        return (Math.floor(now / interval) - warmupBars(member)) * interval;
      }),
    );
    return this.markets().map((market) => ({ market, after }));
  }

  /** All markets that it trades or reads. */
  markets(): readonly Market[] {
    const all = this.entry.plan.members.flatMap(({ graph, market }) => [
      market,
      ...inputMarkets(graph, market).map((input) => input.market),
    ]);
    return [...new Map(all.map((market) => [marketKey(market), market])).values()];
  }

  /** From where on it needs each market, to go on from its ledger. */
  wanted(): readonly Wanted[] {
    const { members } = this.entry.plan;
    const own = new Map(
      members.map(
        ({ market }, k) => [marketKey(market), this.#standings[k]?.bar.time ?? Number.NaN] as const,
      ),
    );
    return this.markets().map((market) => {
      const last = own.get(marketKey(market)) ?? this.lastClose - market.interval;
      return { market, after: last + 1 };
    });
  }

  /** Puts what happened at a moment into the form of the store. */
  steps({ steps }: Moment, mode: LiveStep["mode"], decided: number): readonly LiveStep[] {
    return steps.flatMap(({ member, ...step }) => {
      const record = this.records[member];
      if (record === undefined) return [];
      return [{ ...step, strategy: record.id, decided, mode, state: null }];
    });
  }

  /** Adds the state after them to the last step of each member: what a restart goes on from. */
  withState(steps: readonly LiveStep[]): readonly LiveStep[] {
    if (steps.length === 0) return steps;
    const state = this.session.save();
    const last = new Map(steps.map(({ strategy }, k) => [strategy, k]));
    return steps.map((step, k) => (last.get(step.strategy) === k ? { ...step, state } : step));
  }

  /**
   * What stands of the kill switch, as changes of what each member was told before: never of a moment that it has gone
   * through, nor of one that lies ahead.
   */
  switchesFor(stops: readonly Stop[], noticed: number): readonly StrategySwitch[] {
    return this.records.flatMap(({ id, name, portfolio }, k): readonly StrategySwitch[] => {
      const stop = stopOf(stops, [name, portfolio]);
      const wanted = stop?.stops ?? "nothing";
      if (wanted === (this.#switches[k]?.at(-1)?.stops ?? "nothing")) return [];
      const time = this.#nextChange(k, Math.min(stop?.at ?? noticed, noticed));
      return [{ strategy: id, time, stops: wanted, by: stop?.by ?? "", reason: stop?.reason ?? "" }];
    });
  }

  /** Nothing is entered on the bars that close until then. */
  watches(until: number): readonly StrategySwitch[] {
    return this.records.flatMap(({ id }, k): readonly StrategySwitch[] => {
      if ((this.#switches[k]?.at(-1)?.stops ?? "nothing") !== "nothing") return [];
      const time = this.#nextChange(k, Number.NEGATIVE_INFINITY);
      if (time > until) return [];
      const what = { strategy: id, by: "--missed watch", reason: "bars that were missed" };
      return [
        { ...what, time, stops: "entries" },
        { ...what, time: until + 1, stops: "nothing" },
      ];
    });
  }

  #nextChange(member: number, wanted: number): number {
    const way = this.session.members[member];
    const last = way?.last ?? null;
    const seen = last === null ? 0 : last.time + (way?.plan.market.interval ?? 0) + 1;
    const before = (this.#switches[member]?.at(-1)?.time ?? 0) + 1;
    return Math.round(Math.max(seen, before, wanted));
  }

  /** They are stored: from now on they hold. */
  throwSwitches(changes: readonly StrategySwitch[]): void {
    for (const [k, { id }] of this.records.entries()) {
      const own = changes.filter(({ strategy }) => strategy === id);
      if (own.length === 0) continue;
      const history = [...(this.#switches[k] ?? []), ...own.map(({ time, stops }) => ({ time, stops }))];
      this.#switches[k] = history;
      this.session.throwSwitch(k, history);
    }
  }

  async close(): Promise<void> {
    try {
      for (const lock of this.#locks) await lock.release();
    } catch (error) {
      // With the store away the right to write ends with the process.
      if (!(error instanceof StoreError)) throw error;
    } finally {
      await this.entry.close?.();
    }
  }
}
