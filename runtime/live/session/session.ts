import { loadKernelModule } from "../../engine/index.js";
import { assetOf } from "../../broker/asset.js";
import { canTrade } from "../../broker/bind.js";
import type { SwitchChange } from "../../broker/switches.js";
import { Engine, type EngineOptions } from "../../engine/engine.js";
import { RunError } from "../../engine/error.js";
import { EngineGroup, type GroupLimits } from "../../engine/group.js";
import type { GroupSnapshot, Snapshot } from "../../engine/snapshot.js";
import type { LiveBar } from "../bar.js";
import { marketKey, type Market } from "../market.js";
import type { Standing } from "../store/live-store.js";
import { MemberWay, type MemberStep, type QueuedBar, type SessionMember } from "./member.js";

/** One strategy, or the members of a portfolio on one clock. */
export interface SessionPlan {
  readonly members: readonly (SessionMember & {
    /** The part of a shared account's equity that its sizes are counted from, and its part of the money. */
    readonly share: number;
    readonly stake: number;
  })[];
  readonly capital: number;
  /** One account for all members, or one each. */
  readonly shared: boolean;
  readonly limits?: GroupLimits;
}

/** What happened at one moment: a step of each member whose bar closed then. */
export interface Moment {
  /** Close of the bars, epoch milliseconds. */
  readonly close: number;
  readonly steps: readonly MemberStep[];
  readonly isLate: boolean;
}

/** A multiple of the bars whose conditions are looked at together; live there is one at a time. */
const capacity = 64;
/** As many changes of the kill switch as may come while one bar is under way, and more. */
const switchRoom = 256;

/**
 * The engine of a backtest, fed bar by bar as bars become known. The same bars give the same ledger as a backtest over
 * them, to the last bit, wherever the session is saved and gone on with.
 */
export class LiveSession {
  readonly members: readonly MemberWay[];
  readonly #group: EngineGroup | null;
  readonly #engines: readonly Engine[];

  /** @throws RunError where a member cannot be bound */
  constructor({ members, capital, shared, limits }: SessionPlan) {
    this.members = members.map((member) => new MemberWay(member));
    const module = loadKernelModule();
    const optionsOf = (way: MemberWay): Omit<EngineOptions, "module" | "capital"> => ({
      values: way.plan.values,
      feeds: way.inputs.feeds,
      ...(way.inputs.funding !== undefined && { funding: way.inputs.funding }),
      ...(way.inputs.magnify !== undefined && { magnify: way.inputs.magnify }),
      ...(way.plan.models !== undefined && { models: way.plan.models }),
      columns: { equity: true, cash: true, position: true },
      sinks: way.records.sinks,
      switchRoom,
    });
    if (members.every(({ graph }) => canTrade(graph))) {
      this.#group = new EngineGroup(
        members.map(({ graph, capital: own, share, stake, market }, k) => ({
          graph,
          options: optionsOf(at(this.members, k)),
          capital: own,
          share,
          stake,
          market: `${market.exchange} ${market.symbol}`,
          asset: assetOf(market.symbol),
        })),
        { module, capital, shared, capacity, rows: capacity, ...(limits !== undefined && { limits }) },
      );
      this.#engines = this.#group.engines;
    } else {
      this.#group = null;
      this.#engines = this.members.map(
        (way) =>
          new Engine(way.plan.graph, { ...optionsOf(way), module, capital: way.plan.capital, capacity }),
      );
    }
  }

  /** A closed bar of any market, for whoever trades or reads it. */
  offer(market: Market, queued: QueuedBar): void {
    const key = marketKey(market);
    for (const member of this.members) {
      member.inputs.put(key, market, queued.bar);
      if (member.key === key) member.queue(queued);
    }
  }

  /** Nothing more is to come of a market up to a time: it has no bars there. */
  known(market: Market, until: number): void {
    const key = marketKey(market);
    for (const member of this.members) {
      member.inputs.known(key, until);
      if (member.key === key) member.known(until);
    }
  }

  /** Close of the next moment for which all is known; null where something is still to come. */
  ready(): number | null {
    const close = Math.min(...this.members.map(({ next }) => next));
    const isKnown = close !== Number.POSITIVE_INFINITY && this.members.every((one) => one.isReadyFor(close));
    return isKnown ? close : null;
  }

  /**
   * Goes through the bars of the next moment for which all is known; null where something is still to come.
   * @param isTraded false: indicators see the bars, nothing is decided
   */
  async step(isTraded = true): Promise<Moment | null> {
    const close = this.ready();
    if (close === null) return null;
    const taken: { readonly member: number; readonly queued: QueuedBar }[] = [];
    for (const [k, way] of this.members.entries()) {
      if (way.next !== close) continue;
      const found = way.take();
      if (found === null) continue;
      await this.#see(k, found.columns, isTraded);
      taken.push({ member: k, queued: found.queued });
    }
    if (isTraded) this.#group?.walk(() => false, { rows: () => {} });
    const steps = taken.map(({ member, queued }) =>
      at(this.members, member).step(member, at(this.#engines, member), queued, isTraded),
    );
    return { close, steps, isLate: taken.some(({ queued }) => queued.late) };
  }

  async #see(k: number, columns: Parameters<Engine["step"]>[0], isTraded: boolean): Promise<void> {
    const engine = at(this.#engines, k);
    const asks = at(this.members, k).plan.models !== undefined;
    if (this.#group === null || !isTraded) {
      if (asks) await engine.stepWithModels(columns, 0, 1, isTraded);
      else engine.step(columns, 0, 1, isTraded);
      return;
    }
    this.#group.reach(k, columns, 0, 1);
    if (asks) await this.#group.computeWithModels(k, columns, 0, 1);
    else this.#group.compute(k, columns, 0, 1);
  }

  /** The whole history of a member's kill switch, between two moments; who restores a session tells it again. */
  throwSwitch(member: number, history: readonly SwitchChange[]): void {
    if (this.#group !== null) at(this.#engines, member).throwSwitch(history);
  }

  /** All that matters between two moments. */
  save(): Uint8Array {
    if (this.#group !== null) return this.#group.snapshot().bytes;
    const parts = this.#engines.map((engine) => engine.snapshot().bytes);
    const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let end = 0;
    for (const part of parts) {
      all.set(part, end);
      end += part.length;
    }
    return all;
  }

  /**
   * Goes on where an earlier session ended.
   * @throws RunError SAGE8211 where the state is of another strategy, version or binding
   */
  restore(state: Uint8Array, standings: readonly Pick<Standing, "number" | "bar" | "counts">[]): void {
    if (this.#group !== null) {
      const stamp: GroupSnapshot = this.#group.snapshot();
      this.#group.restore({ ...stamp, bytes: state });
    } else {
      let end = 0;
      for (const engine of this.#engines) {
        const stamp: Snapshot = engine.snapshot();
        engine.restore({ ...stamp, bytes: state.subarray(end, end + stamp.bytes.length) });
        end += stamp.bytes.length;
      }
    }
    for (const [k, { number, bar, counts }] of standings.entries()) {
      const member = at(this.members, k);
      member.restore(number + 1, bar);
      member.records.restore(counts);
    }
  }
}

/** How far back a strategy must have seen before it decides: bars, by the compiler's figure. */
export function warmupBars({ graph }: Pick<SessionMember, "graph">): number {
  const { first, settled } = graph.warmup;
  return typeof settled === "number" ? Math.max(first, settled) : Math.max(4 * first, 1000);
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RunError("SAGE8213", `A session has no member ${index}.`);
  return item;
}

export type { LiveBar, QueuedBar };
