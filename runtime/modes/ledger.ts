import type { Graph } from "../../compiler/graph/index.js";
import { orderRowLayout, signalRowLayout, tradeRowLayout } from "../broker/layout.js";
import {
  isIgnored,
  isUnfilled,
  readOrder,
  readSignal,
  readTrade,
  RowStore,
  signalBarAt,
} from "../broker/records.js";
import type { EngineOptions } from "../engine/engine.js";
import type { NumberedSignal, Order, RefusedRecords, Signal, Trade } from "../record.js";

/** Where a run's numbers are gathered. */
interface Gatherer {
  addTradeRows(address: number, count: number): void;
  addOrderRows(address: number, count: number): void;
}

/** Takes the broker's records as they come: passes their rows on, and keeps those that are wanted. */
export class Ledger {
  readonly #graph: Graph;
  readonly #gatherer: () => Gatherer;
  readonly #trades: RowStore | null;
  readonly #orders: RowStore | null;
  readonly #signals: RowStore | null;

  /** @param gatherer asked for when the first rows come */
  constructor(
    graph: Graph,
    keep: { readonly trades: boolean; readonly orders: boolean; readonly signals: boolean },
    gatherer: () => Gatherer,
  ) {
    this.#graph = graph;
    this.#gatherer = gatherer;
    this.#trades = keep.trades ? new RowStore(tradeRowLayout) : null;
    this.#orders = keep.orders ? new RowStore(orderRowLayout) : null;
    this.#signals = keep.signals ? new RowStore(signalRowLayout) : null;
  }

  get sinks(): NonNullable<EngineOptions["sinks"]> {
    return {
      trades: (buffer, address, count) => {
        this.#gatherer().addTradeRows(address, count);
        this.#trades?.append(buffer, address, count);
      },
      orders: (buffer, address, count) => {
        this.#gatherer().addOrderRows(address, count);
        this.#orders?.append(buffer, address, count);
      },
      ...(this.#signals && { signals: this.#signals.append.bind(this.#signals) }),
    };
  }

  trades(): readonly Trade[] {
    return this.#trades?.map((view, at, index) => readTrade(this.#graph, view, at, index)) ?? [];
  }

  orders(): readonly Order[] {
    return this.#orders?.map(readOrder) ?? [];
  }

  signals(): readonly Signal[] {
    return this.#signals?.map(readSignal) ?? [];
  }

  /** What came to nothing, without making records of all that did not. */
  refused(): RefusedRecords {
    const orders: Order[] = [];
    const caused = new Set<number>();
    this.#orders?.each((view, at, index) => {
      if (!isUnfilled(view, at)) return;
      const order = readOrder(view, at, index);
      orders.push(order);
      caused.add(order.signalBar);
    });
    const signals: NumberedSignal[] = [];
    this.#signals?.each((view, at, index) => {
      if (isIgnored(view, at) || caused.has(signalBarAt(view, at)))
        signals.push({ id: index + 1, signal: readSignal(view, at) });
    });
    return { orders, signals };
  }
}
