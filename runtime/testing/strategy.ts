import type { ColumnReference, Graph, GraphScalar, Orders } from "../../compiler/graph/index.js";
import type { DraftGraph, DraftNode } from "../../compiler/graph/stages.js";
import { seal } from "../../compiler/hash.js";
import { schedule } from "../../compiler/optimise/schedule.js";
import { assignSlots } from "../../compiler/optimise/slots.js";
import { findOperation, price, ratio, type BarColumn } from "../../kernels/index.js";

const nowhere = { start: 0, end: 0 };

/** A number stands for a column that always holds it. */
export type Series = ColumnReference | number;

export interface LevelDraft {
  readonly base: Series;
  readonly slope: Series;
}

export interface EntryDraft {
  readonly side: "long" | "short";
  readonly when: Series;
  readonly stop?: LevelDraft;
  readonly takes?: readonly { readonly level: LevelDraft; readonly portion: number }[];
  readonly moves?: readonly { readonly level: LevelDraft; readonly after: LevelDraft }[];
  readonly trail?: {
    readonly distance: Series;
    readonly distanceSlope?: Series;
    readonly share?: boolean;
    readonly after?: Series;
    readonly afterSlope?: Series;
  };
  readonly expire?: number;
  readonly order?: {
    readonly type: "limit" | "stop";
    readonly price: Series;
    readonly limit?: Series;
    readonly validity?: number;
  };
}

/** What a test says of a strategy; the rest is without cost, limit or delay. */
export interface StrategyDraft {
  readonly entries: readonly EntryDraft[];
  readonly position?: { readonly target: Series; readonly rebalance: number };
  readonly pyramiding?: number;
  readonly entriesPerDay?: number;
  readonly exits?: readonly { readonly side: "long" | "short" | "all"; readonly when: Series }[];
  readonly size?: {
    readonly kind: "equity" | "notional" | "quantity" | "risk" | "kelly";
    readonly amount: Series;
    readonly kelly?: { readonly fraction: number; readonly trades: number; readonly otherwise: number };
    readonly limit?: number;
  };
  readonly costs?: {
    readonly taker?: number;
    readonly maker?: number;
    readonly fixed?: number;
    readonly slippage?: {
      readonly kind: "rate" | "ticks" | "range" | "square_root" | "linear";
      readonly amount: number;
    };
    readonly spread?: number;
    readonly liquidation?: number;
    /** Interest a year. */
    readonly borrow?: number;
    readonly funding?: "data" | { readonly rate: number; readonly every: number };
  };
  readonly cooldown?: { readonly length: number; readonly after: "any" | "loss" | "win" };
  readonly halts?: readonly {
    readonly quantity: "drawdown" | "daily loss" | "losing streak";
    readonly above: number;
    readonly inclusive?: boolean;
    readonly length?: number;
  }[];
  readonly path?: "pessimistic" | "ohlc" | "olhc";
  readonly protectFrom?: "fill" | "next";
  readonly opposite?: "reverse" | "ignore";
  readonly leverage?: number;
  readonly maintenance?: number;
  readonly magnify?: number;
  readonly participation?: number;
  readonly tick?: number;
  readonly lot?: number;
  readonly minimumNotional?: number;
  readonly timeframe?: number;
  readonly gaps?: "hold" | "fill" | "stop";
  readonly first?: number;
  readonly settled?: number;
  readonly plots?: readonly { readonly label: string; readonly series: ColumnReference }[];
  readonly alerts?: readonly { readonly when: Series; readonly values: readonly Series[] }[];
}

/** Builds graphs by hand, node by node, for tests of what runs them. */
export class StrategyBuilder {
  readonly #nodes: DraftNode[] = [];
  readonly #scalars: GraphScalar[] = [];
  readonly #constants = new Map<number, ColumnReference>();
  readonly #bars = new Map<BarColumn, ColumnReference>();

  scalar(value: number): number {
    return (
      this.#scalars.push({ operation: "constant", inputs: [], value: Number.isNaN(value) ? null : value }) - 1
    );
  }

  bar(name: BarColumn): ColumnReference {
    const known = this.#bars.get(name);
    if (known !== undefined) return known;
    const reference = this.#node(name, [], []);
    this.#bars.set(name, reference);
    return reference;
  }

  /** Any operation of the catalogue; bar columns it reads are added. Gives its first output. */
  call(name: string, inputs: readonly Series[], parameters: readonly number[] = []): ColumnReference {
    const bar = findOperation(name)?.bar ?? [];
    return this.#node(
      name,
      [...inputs.map((input) => this.series(input)), ...bar.map((column) => this.bar(column))],
      parameters,
    );
  }

  series(series: Series): ColumnReference {
    if (typeof series !== "number") return series;
    const known = this.#constants.get(series);
    if (known !== undefined) return known;
    const reference = this.#node("constant", [], [series]);
    this.#constants.set(series, reference);
    return reference;
  }

  graph(draft: StrategyDraft): Graph {
    const orders = this.#orders(draft);
    const body: DraftGraph = {
      schema: "sage.graph/1",
      stage: "draft",
      strategy: "by_hand",
      documentation: "",
      market: {
        symbol: "TEST",
        exchange: null,
        type: "spot",
        timeframe: draft.timeframe ?? 60_000,
        tick: draft.tick ?? null,
        lot: draft.lot ?? null,
        minimumNotional: draft.minimumNotional ?? null,
      },
      gaps: draft.gaps ?? "hold",
      parameters: [],
      requirements: [],
      scalars: this.#scalars,
      nodes: this.#nodes,
      orders,
      plots: [...(draft.plots ?? [])],
      alerts: (draft.alerts ?? []).map(({ when, values }) => ({
        when: this.series(when),
        parts: ["", ...values.map(() => "")],
        values: values.map((value) => this.series(value)),
        span: nowhere,
      })),
      names: [],
      models: [],
      warmup: { first: draft.first ?? 0, settled: draft.settled ?? draft.first ?? 0, dominatedBy: null },
      source: { path: "by_hand.sage", text: "" },
    };
    return seal(assignSlots(schedule(body)));
  }

  #node(
    operation: string,
    inputs: readonly ColumnReference[],
    parameters: readonly number[],
  ): ColumnReference {
    const outputs = findOperation(operation)?.outputs ?? [{ type: "number" as const }];
    const node: DraftNode = {
      operation,
      inputs,
      parameters: parameters.map((value) => this.scalar(value)),
      outputs: outputs.map(({ type }) => ({ type, unit: type === "truth" ? ratio : price })),
      knownAt: "close",
      first: 0,
      settled: 0,
      span: nowhere,
    };
    return { node: this.#nodes.push(node) - 1, output: 0 };
  }

  #level({ base, slope }: LevelDraft): { base: ColumnReference; slope: ColumnReference } {
    return { base: this.series(base), slope: this.series(slope) };
  }

  #entry(entry: EntryDraft): Orders["entries"][number] {
    const { trail } = entry;
    return {
      side: entry.side,
      when: this.series(entry.when),
      ...(entry.order && {
        order: {
          type: entry.order.type,
          price: this.series(entry.order.price),
          ...(entry.order.limit !== undefined && { limit: this.series(entry.order.limit) }),
          ...(entry.order.validity !== undefined && { validity: this.scalar(entry.order.validity) }),
        },
      }),
      ...(entry.stop && { stop: this.#level(entry.stop) }),
      ...(entry.moves && {
        moves: entry.moves.map(({ level, after }) => ({
          level: this.#level(level),
          after: this.#level(after),
        })),
      }),
      takes: (entry.takes ?? []).map((take) => ({
        level: this.#level(take.level),
        portion: this.scalar(take.portion),
      })),
      ...(trail && {
        trail: {
          distance: this.series(trail.distance),
          ...(trail.distanceSlope !== undefined && { distanceSlope: this.series(trail.distanceSlope) }),
          ...(trail.share === true && { share: true as const }),
          ...(trail.after !== undefined && { after: this.series(trail.after) }),
          ...(trail.afterSlope !== undefined && { afterSlope: this.series(trail.afterSlope) }),
        },
      }),
      ...(entry.expire !== undefined && { expire: this.scalar(entry.expire) }),
      span: nowhere,
      text: `enter ${entry.side}`,
    };
  }

  #funding(funding: "data" | { readonly rate: number; readonly every: number }) {
    if (funding === "data") return { source: "data", missing: "warn" } as const;
    const { rate, every } = funding;
    return { source: "constant", rate: this.scalar(rate), every, missing: "warn" } as const;
  }

  #costs(costs: NonNullable<StrategyDraft["costs"]>): Orders["costs"] {
    const zero = this.scalar(0);
    const optional = (value: number | undefined): number => (value === undefined ? zero : this.scalar(value));
    return {
      taker: optional(costs.taker),
      maker: optional(costs.maker),
      fixed: optional(costs.fixed),
      slippage: { kind: costs.slippage?.kind ?? "rate", amount: optional(costs.slippage?.amount) },
      spread: optional(costs.spread),
      ...(costs.liquidation !== undefined && { liquidation: this.scalar(costs.liquidation) }),
      ...(costs.borrow !== undefined && { borrow: this.scalar(costs.borrow) }),
      ...(costs.funding !== undefined && { funding: this.#funding(costs.funding) }),
    };
  }

  #fills(draft: StrategyDraft): Orders["fills"] {
    return {
      path: draft.path ?? "pessimistic",
      protectFrom: draft.protectFrom ?? "fill",
      ...(draft.opposite !== undefined && { opposite: draft.opposite }),
      leverage: this.scalar(draft.leverage ?? 1e9),
      ...(draft.maintenance !== undefined && { maintenance: this.scalar(draft.maintenance) }),
      ...(draft.magnify !== undefined && { magnify: draft.magnify }),
      ...(draft.participation !== undefined && { participation: this.scalar(draft.participation) }),
      ...(draft.entriesPerDay !== undefined && { entriesPerDay: this.scalar(draft.entriesPerDay) }),
      ...(draft.pyramiding !== undefined && { pyramiding: this.scalar(draft.pyramiding) }),
    };
  }

  #orders(draft: StrategyDraft): Orders {
    const { costs = {}, size = { kind: "quantity", amount: 1 }, cooldown } = draft;
    return {
      entries: draft.entries.map((entry) => this.#entry(entry)),
      exits: (draft.exits ?? []).map(({ side, when }) => ({
        side,
        when: this.series(when),
        span: nowhere,
        text: `exit ${side}`,
      })),
      ...(draft.position && {
        position: {
          target: this.series(draft.position.target),
          rebalance: this.scalar(draft.position.rebalance),
          span: nowhere,
          text: "position",
        },
      }),
      size: {
        kind: size.kind,
        amount: this.series(size.amount),
        ...(size.kelly && {
          kelly: {
            fraction: this.scalar(size.kelly.fraction),
            trades: this.scalar(size.kelly.trades),
            otherwise: this.scalar(size.kelly.otherwise),
          },
        }),
        ...(size.limit !== undefined && { limit: this.scalar(size.limit) }),
        span: nowhere,
      },
      costs: this.#costs(costs),
      ...(cooldown && { cooldown: { length: this.scalar(cooldown.length), after: cooldown.after } }),
      halts: (draft.halts ?? []).map(({ quantity, above, inclusive, length }) => ({
        quantity,
        above: this.scalar(above),
        inclusive: inclusive ?? false,
        ...(length !== undefined && { length: this.scalar(length) }),
        span: nowhere,
      })),
      fills: this.#fills(draft),
    };
  }
}
