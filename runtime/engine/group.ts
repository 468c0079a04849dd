import { firstFreeAddress, loadKernels, pageBytes, type Kernels } from "../../kernels/index.js";
import { canTrade } from "../broker/bind.js";
import { portfolioKernel, type PortfolioKernel } from "../broker/exports.js";
import {
  accountLayout,
  memberLayout,
  memberStateLayout,
  portfolioLayout,
  portfolioStateLayout,
  tradeRowLayout,
} from "../broker/layout.js";
import { viewAt, type Record64 } from "../broker/structure.js";
import type { BarColumns } from "../data/dataset.js";
import type { Graph } from "../../compiler/graph/index.js";
import { Engine, type EngineOptions } from "./engine.js";
import { RunError } from "./error.js";
import { Layout, takeColumn } from "./layout.js";
import { placeEngine, placeState } from "./placement.js";
import { snapshotVersion, refuseForeignGroup, type GroupSnapshot } from "./snapshot.js";

/** One strategy on one market of a group. */
export interface GroupMember {
  readonly graph: Graph;
  readonly options: Omit<
    EngineOptions,
    "module" | "capital" | "capacity" | "resident" | "keepEquity" | "keepTrades"
  >;
  /** Its own money, or of a shared account the part that it is compared with. */
  readonly capital: number;
  /** The part of a shared account's equity that its sizes are counted from. */
  readonly share: number;
  /** Its part of the money, were it held in its market instead. */
  readonly stake: number;
  /** Name of its market: limits of one market hold for all members with the same name. */
  readonly market: string;
  /** The coin that is traded there; left out: one of its own. */
  readonly asset?: string;
}

/** Limits of a group; left out or null: none. Exposures are fractions of equity. */
export interface GroupLimits {
  readonly positions?: number | null;
  readonly exposure?: number | null;
  readonly netExposure?: number | null;
  readonly perMarket?: number | null;
  readonly perStrategy?: number | null;
  readonly perAsset?: number | null;
  readonly positionsPerAsset?: number | null;
  readonly reserve?: number | null;
  readonly correlation?: number | null;
  readonly correlationBars?: number | null;
  readonly drawdown?: number | null;
  readonly dailyLoss?: number | null;
  /** Whether a limit on losses closes what is held; default it only keeps new entries out. */
  readonly closes?: boolean;
}

export interface GroupOptions {
  readonly module: WebAssembly.Module;
  readonly capital: number;
  /** One account for all members, or one each. */
  readonly shared: boolean;
  readonly limits?: GroupLimits;
  /** Whether what is held when a member's data ends is closed; default true. */
  readonly closes?: boolean;
  /** Bars of a member in one pass; results do not depend on it. */
  readonly capacity?: number;
  /** Moments that are collected at a time; results do not depend on it. */
  readonly rows?: number;
  /** Zeroed bytes of the memory that are left to the caller (`EngineGroup.reserved`). */
  readonly reserve?: number;
}

const rowNames = ["time", "equity", "cash", "positions", "gross", "net", "benchmark"] as const;

/** What all members together were worth at each moment; good until the next ones are collected. */
export type GroupRows = Readonly<Record<(typeof rowNames)[number], Float64Array>>;

/** Who is told what happened. Addresses and columns lie in the group's memory and are good until it is told more. */
export interface GroupCollector {
  readonly rows: (rows: GroupRows) => void;
  readonly trade?: (address: number, member: number) => void;
}

/** Bars of all members together in one pass: their columns then stay in the second-level cache. */
const passBars = 32_768;
const defaultRows = 4096;
/** From how many returns a correlation is found where nothing is said. */
export const usualCorrelationBars = 100;

/**
 * Strategies on one clock, each with its broker, and one account for all or one each. Everything lies in one memory,
 * and all that matters between two steps in one arena of it.
 */
export class EngineGroup {
  readonly engines: readonly Engine[];
  readonly capacity: number;
  /** What the group has been through, live. */
  readonly state: Record64<typeof portfolioStateLayout.fields>;
  readonly reserved: { readonly buffer: ArrayBuffer; readonly kernels: Kernels; readonly address: number };
  readonly #buffer: ArrayBuffer;
  readonly #kernel: PortfolioKernel;
  readonly #block: number;
  readonly #portfolio: Record64<typeof portfolioLayout.fields>;
  readonly #members: readonly Record64<typeof memberLayout.fields>[];
  readonly #columns: Readonly<Record<(typeof rowNames)[number], number>>;
  readonly #arena: { readonly start: number; readonly end: number };
  readonly #capital: number;

  /** @throws RunError when a member cannot be bound, or never trades */
  constructor(members: readonly GroupMember[], options: GroupOptions) {
    for (const { graph } of members) refuseIdle(graph);
    this.#capital = options.capital;
    this.capacity = options.capacity ?? capacityFor(members.length);
    const memory = new WebAssembly.Memory({ initial: firstFreeAddress / pageBytes });
    const kernels = loadKernels(options.module, memory);
    const layout = new Layout(firstFreeAddress);
    const state = layout.take(portfolioStateLayout.bytes);
    const states = layout.take(memberStateLayout.bytes * members.length);
    const prices = placePrices(layout, members.length, options.limits ?? {});
    const account = options.shared ? layout.take(accountLayout.bytes) : undefined;
    const bound = members.map(({ graph, options: own }) => placeState(graph, own.values, layout, account));
    this.#arena = { start: firstFreeAddress, end: layout.end };
    this.#block = layout.take(portfolioLayout.bytes);
    const rows = layout.take(memberLayout.bytes * members.length);
    const active = layout.take(4 * members.length);
    const limit = options.rows ?? defaultRows;
    const column = (): number => takeColumn(layout, limit);
    this.#columns = {
      time: column(),
      equity: column(),
      cash: column(),
      positions: column(),
      gross: column(),
      net: column(),
      benchmark: column(),
    };
    const { module } = options;
    const { capacity } = this;
    const own = members.map((each) => ({ ...each.options, module, capital: each.capital, capacity }));
    const placements = members.map((member, k) =>
      placeEngine(at(bound, k), at(own, k), kernels, layout, {
        portfolio: this.#block,
        member: k,
        share: member.share,
      }),
    );
    const reserved = layout.take(options.reserve ?? 0);
    const pages = Math.ceil(layout.end / pageBytes) - memory.buffer.byteLength / pageBytes;
    if (pages > 0) memory.grow(pages);
    const { buffer } = memory;
    this.#buffer = buffer;
    this.#kernel = portfolioKernel(kernels);
    this.reserved = { buffer, kernels, address: reserved };
    this.engines = members.map(
      ({ graph }, k) => new Engine(graph, at(own, k), { placement: at(placements, k), buffer, kernels }),
    );
    const view = new DataView(buffer);
    this.state = viewAt(view, portfolioStateLayout, state);
    this.#portfolio = viewAt(view, portfolioLayout, this.#block);
    this.#members = members.map((_, k) => viewAt(view, memberLayout, rows + k * memberLayout.bytes));
    this.#writePortfolio(members, options, { state, prices, members: rows, active, rows: limit });
    this.#writeMembers(
      members,
      states,
      placements.map(({ broker }) => broker.block),
    );
  }

  /** Bytes of the memory of all members. */
  get bytes(): number {
    return this.#buffer.byteLength;
  }

  /** Shows a member bars before the first of the run: nothing is decided. */
  pass(member: number, bars: BarColumns, from: number, count: number): void {
    this.engines[member]?.step(bars, from, count, false);
  }

  /**
   * How many bars of a chunk from `from` on, at most up to `limit`, a member can take in one pass: `capacity`, and no
   * more than there is room for their finer bars, which are laid ready.
   */
  reach(member: number, bars: BarColumns, from: number, limit: number): number {
    const to = Math.min(limit, from + this.capacity);
    return this.engines[member]?.stage(bars.time, from, to) ?? to;
  }

  /** Runs a member's graph over `count` bars, no further than `reach`; `walk` then does what its broker does with them. */
  compute(member: number, bars: BarColumns, from: number, count: number): void {
    this.engines[member]?.compute(bars, from, count);
    this.#members[member]?.set("count", count);
  }

  /** As `compute`, of a member that may ask models. */
  async computeWithModels(member: number, bars: BarColumns, from: number, count: number): Promise<void> {
    await this.engines[member]?.computeWithModels(bars, from, count);
    this.#members[member]?.set("count", count);
  }

  /**
   * Walks over the bars that were computed since the last time: of each member all that close before any bar that is
   * still to come. `ends` says whose data ends with them. What happened is told as it is collected: the moments, and
   * the trades in the order of their exits; the records of each member go to its sinks.
   */
  walk(ends: (member: number) => boolean, collector: GroupCollector): void {
    for (const [k, { set }] of this.#members.entries()) set("ends", ends(k) ? 1 : 0);
    this.#kernel.take(this.#block);
    let more = 1;
    while (more === 1) {
      more = this.#kernel.step(this.#block);
      this.#tellTrades(collector);
      for (const engine of this.engines) engine.collect();
      const count = this.#portfolio.get("rows");
      if (count > 0) collector.rows(this.#rows(count));
      this.#portfolio.set("rows", 0);
    }
  }

  #tellTrades({ trade }: GroupCollector): void {
    if (trade === undefined) return;
    const waiting: { readonly close: number; readonly address: number; readonly member: number }[] = [];
    const view = new DataView(this.#buffer);
    for (const [member, { graph, waitingTrades }] of this.engines.entries()) {
      const { address, count } = waitingTrades;
      for (let k = 0; k < count; k++) {
        const row = address + k * tradeRowLayout.bytes;
        const exit = view.getFloat64(row + tradeRowLayout.offsets.exitTime, true);
        waiting.push({ close: exit + graph.market.timeframe, address: row, member });
      }
    }
    // Of one moment in the order of the members: sorting keeps it.
    for (const { address, member } of waiting.sort((one, other) => one.close - other.close))
      trade(address, member);
  }

  /** A copy of all state between two steps. */
  snapshot(): GroupSnapshot {
    const { start, end } = this.#arena;
    return { ...this.#stamp(), bytes: new Uint8Array(this.#buffer).slice(start, end) };
  }

  /** @throws RunError when the snapshot is of other strategies, another format, or another binding */
  restore(snapshot: GroupSnapshot): void {
    const { start, end } = this.#arena;
    refuseForeignGroup(snapshot, this.#stamp(), end - start);
    new Uint8Array(this.#buffer, start, end - start).set(snapshot.bytes);
  }

  #stamp(): Omit<GroupSnapshot, "bytes"> {
    return {
      version: snapshotVersion,
      capital: this.#capital,
      shared: this.#portfolio.get("shared") === 1,
      members: this.engines.map(({ graph, values, capital }) => ({ graphHash: graph.hash, values, capital })),
    };
  }

  #rows(count: number): GroupRows {
    const column = (name: (typeof rowNames)[number]) =>
      new Float64Array(this.#buffer, this.#columns[name], count);
    return {
      time: column("time"),
      equity: column("equity"),
      cash: column("cash"),
      positions: column("positions"),
      gross: column("gross"),
      net: column("net"),
      benchmark: column("benchmark"),
    };
  }

  #writePortfolio(
    members: readonly GroupMember[],
    { capital, shared, closes = true, limits = {} }: GroupOptions,
    places: {
      readonly state: number;
      readonly prices: number;
      readonly members: number;
      readonly active: number;
      readonly rows: number;
    },
  ): void {
    const { set } = this.#portfolio;
    const orNone = (limit: number | null | undefined) => limit ?? Number.POSITIVE_INFINITY;
    set("capital", capital);
    const given = members.reduce((sum, member) => sum + member.capital, 0);
    // What rounding leaves of shares that together are the whole is not left.
    set("idle", !shared && given < capital * (1 - 1e-9) ? capital - given : 0);
    for (const name of [
      "exposure",
      "netExposure",
      "perMarket",
      "perStrategy",
      "perAsset",
      "drawdown",
      "dailyLoss",
    ] as const)
      set(name, orNone(limits[name]));
    const { reserve = null, positionsPerAsset, correlation } = limits;
    set("bindable", reserve === null ? Number.POSITIVE_INFINITY : 1 - reserve);
    set("assetLimit", positionsPerAsset ?? 0x7fff_ffff);
    set("correlation", orNone(correlation));
    set("correlationBars", correlationBarsOf(limits));
    set("prices", places.prices);
    const timeframes = members.map(({ graph }) => graph.market.timeframe);
    set("interval", Math.min(...timeframes));
    set("longest", Math.max(...timeframes));
    set("state", places.state);
    set("members", places.members);
    set("active", places.active);
    for (const name of rowNames) set(name, this.#columns[name]);
    set("count", members.length);
    set("shared", shared ? 1 : 0);
    set("positionLimit", limits.positions ?? 0x7fff_ffff);
    set("flattens", limits.closes === true ? 1 : 0);
    set("closes", closes ? 1 : 0);
    set("rowLimit", places.rows);
  }

  #writeMembers(members: readonly GroupMember[], states: number, blocks: readonly number[]): void {
    const markets = [...new Set(members.map(({ market }) => market))];
    const assets = [...new Set(members.map(({ asset, market }) => asset ?? market))];
    for (const [k, { graph, stake, market, asset }] of members.entries()) {
      const { set } = at(this.#members, k);
      set("interval", graph.market.timeframe);
      set("stake", stake);
      set("broker", at(blocks, k));
      set("state", states + k * memberStateLayout.bytes);
      set("market", markets.indexOf(market));
      set("asset", assets.indexOf(asset ?? market));
    }
  }
}

const correlationBarsOf = ({ correlation = null, correlationBars = null }: GroupLimits): number =>
  correlation === null ? 0 : (correlationBars ?? usualCorrelationBars);

/** Room for the prices that correlations are found from (`kernels/assembly/broker/likeness.ts`); 0: none are. */
function placePrices(layout: Layout, members: number, limits: GroupLimits): number {
  const bars = correlationBarsOf(limits);
  return bars === 0 ? 0 : layout.take(8 * (2 + members * (bars + 1)));
}

const at = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index];
  if (item === undefined) throw new RangeError(`there is no member ${index}`);
  return item;
};

/** A multiple of the bars whose conditions are looked at together. */
const capacityFor = (members: number): number =>
  Math.max(256, Math.min(4096, 64 * Math.floor(passBars / Math.max(1, members) / 64)));

function refuseIdle(graph: Graph): void {
  if (canTrade(graph)) return;
  throw new RunError(
    "SAGE8214",
    `\`${graph.strategy}\` has no entries; a member of a portfolio must be able to trade.`,
    "Take it out of the portfolio, or give it an `enter` statement.",
  );
}
