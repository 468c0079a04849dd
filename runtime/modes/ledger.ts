import type { Graph } from "../../compiler/graph/index.js";
import { orderRowLayout, signalRowLayout, tradeRowLayout } from "../broker/layout.js";
import { readOrder, readSignal, readTrade, rejectionOf, RowStore } from "../broker/records.js";
import type { EngineOptions } from "../engine/engine.js";
import type { Order, Signal, Trade } from "../record.js";

/** Takes the broker's records as they come: passes each trade on, counts, and keeps the rows that are wanted. */
export class Ledger {
  tradeCount = 0;
  unsettledTrades = 0;
  readonly rejected = new Map<string, number>();
  readonly #graph: Graph;
  readonly #onTrade: (trade: Trade) => void;
  readonly #trades: RowStore | null;
  readonly #orders: RowStore | null;
  readonly #signals: RowStore | null;

  constructor(
    graph: Graph,
    keep: { readonly trades: boolean; readonly orders: boolean; readonly signals: boolean },
    onTrade: (trade: Trade) => void,
  ) {
    this.#graph = graph;
    this.#onTrade = onTrade;
    this.#trades = keep.trades ? new RowStore(tradeRowLayout) : null;
    this.#orders = keep.orders ? new RowStore(orderRowLayout) : null;
    this.#signals = keep.signals ? new RowStore(signalRowLayout) : null;
  }

  get sinks(): NonNullable<EngineOptions["sinks"]> {
    return {
      trades: (buffer, address, count) => this.#takeTrades(buffer, address, count),
      orders: (buffer, address, count) => this.#takeOrders(buffer, address, count),
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

  #takeTrades(buffer: ArrayBuffer, address: number, count: number): void {
    const view = new DataView(buffer);
    const { settled } = this.#graph.warmup;
    const mature = typeof settled === "number" ? settled : 0;
    for (let k = 0; k < count; k++) {
      const trade = readTrade(this.#graph, view, address + k * tradeRowLayout.bytes, this.tradeCount);
      this.tradeCount++;
      if (trade.signalBar < mature) this.unsettledTrades++;
      this.#onTrade(trade);
    }
    this.#trades?.append(buffer, address, count);
  }

  #takeOrders(buffer: ArrayBuffer, address: number, count: number): void {
    const view = new DataView(buffer);
    for (let k = 0; k < count; k++) {
      const reason = rejectionOf(view, address + k * orderRowLayout.bytes);
      if (reason !== null) this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
    }
    this.#orders?.append(buffer, address, count);
  }
}
