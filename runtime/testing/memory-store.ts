import { marketKey } from "../live/market.js";
import type {
  LiveNote,
  LiveStep,
  LiveStore,
  Standing,
  StrategyRecord,
  WriteLock,
} from "../live/store/live-store.js";

type Wanted = Parameters<LiveStore["strategy"]>[0];

const nothing: WriteLock = { release: () => Promise.resolve() };

/** A ledger that lies nowhere: what a process stores in it, the next one finds, as long as this object lives. */
export class MemoryStore implements LiveStore {
  readonly kind = "sqlite";
  readonly shown = "memory";
  readonly notes: Omit<LiveNote, "id">[] = [];
  readonly #records: StrategyRecord[] = [];
  readonly #steps = new Map<number, LiveStep[]>();
  readonly #states = new Map<number, Uint8Array>();
  readonly #counts = new Map<number, Standing["counts"]>();

  /** The steps of a strategy, in order. */
  stepsOf(strategy: number): readonly LiveStep[] {
    return this.#steps.get(strategy) ?? [];
  }

  strategy(wanted: Wanted): Promise<StrategyRecord> {
    const isMeant = ({ name, market }: StrategyRecord): boolean =>
      name === wanted.name && marketKey(market) === marketKey(wanted.market);
    const known = this.#records.find(isMeant);
    if (known !== undefined) return Promise.resolve(known);
    const id = this.#records.length + 1;
    const record = { ...wanted, id, isActive: true, createdAt: 0, warmupFrom: null, tradedFrom: null };
    this.#records.push(record);
    return Promise.resolve(record);
  }

  lock(): Promise<WriteLock> {
    return Promise.resolve(nothing);
  }

  commit(steps: readonly LiveStep[]): Promise<void> {
    for (const step of steps) this.#put(step);
    return Promise.resolve();
  }

  #put(step: LiveStep): void {
    const { strategy, number, mode, state, ...rest } = step;
    const all = this.#steps.get(strategy) ?? [];
    this.#steps.set(strategy, all);
    if (number < all.length) return;
    if (number > all.length) throw new RangeError(`the step ${all.length} is missing`);
    // The state is kept once, not with each step.
    all.push({ ...step, state: null });
    const counts = this.#counts.get(strategy) ?? { orders: 0, trades: 0, signals: 0, alerts: 0 };
    this.#counts.set(strategy, {
      orders: counts.orders + rest.orders.length,
      trades: counts.trades + rest.trades.length,
      signals: counts.signals + rest.signals.length,
      alerts: counts.alerts + rest.alerts.length,
    });
    if (state !== null) this.#states.set(strategy, state);
    if (mode === "warmup") return;
    const at = this.#records.findIndex(({ id }) => id === strategy);
    const record = this.#records[at];
    if (record !== undefined && record.tradedFrom === null)
      this.#records[at] = { ...record, tradedFrom: rest.bar.time };
  }

  standing(strategy: number): Promise<Standing | null> {
    const last = this.stepsOf(strategy).at(-1);
    const state = this.#states.get(strategy);
    const counts = this.#counts.get(strategy);
    if (last === undefined || state === undefined || counts === undefined) return Promise.resolve(null);
    const { number, bar, account } = last;
    return Promise.resolve({ number, bar, account, state, counts });
  }

  note(note: Omit<LiveNote, "id">): Promise<void> {
    this.notes.push(note);
    return Promise.resolve();
  }

  /** Nobody throws a switch here. */
  switched(): Promise<void> {
    return Promise.resolve();
  }

  switchHistory(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
