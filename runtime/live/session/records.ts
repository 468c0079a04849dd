import type { Graph } from "../../../compiler/graph/index.js";
import { orderRowLayout, signalRowLayout, tradeRowLayout } from "../../broker/layout.js";
import { readOrder, readSignal, readTrade } from "../../broker/records.js";
import type { EngineOptions } from "../../engine/engine.js";
import type { Order, Signal, Trade } from "../../record.js";
import type { Standing } from "../store/live-store.js";

/** What the broker has written since it was last taken, numbered on from what was before. */
export class RecordTray {
  readonly #graph: Graph;
  #counts: Standing["counts"] = { orders: 0, trades: 0, signals: 0, alerts: 0 };
  #orders: Order[] = [];
  #trades: Trade[] = [];
  #signals: Signal[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** How many there have been. */
  get counts(): Standing["counts"] {
    return this.#counts;
  }

  /** Goes on where an earlier process ended. */
  restore(counts: Standing["counts"]): void {
    this.#counts = counts;
  }

  get sinks(): NonNullable<EngineOptions["sinks"]> {
    const each = (buffer: ArrayBuffer, bytes: number, address: number, count: number) => {
      const view = new DataView(buffer);
      return Array.from({ length: count }, (_, k) => [view, address + k * bytes] as const);
    };
    return {
      orders: (buffer, address, count) => {
        for (const [view, at] of each(buffer, orderRowLayout.bytes, address, count))
          this.#orders.push(readOrder(view, at, this.#counts.orders + this.#orders.length));
      },
      trades: (buffer, address, count) => {
        for (const [view, at] of each(buffer, tradeRowLayout.bytes, address, count))
          this.#trades.push(readTrade(this.#graph, view, at, this.#counts.trades + this.#trades.length));
      },
      signals: (buffer, address, count) => {
        for (const [view, at] of each(buffer, signalRowLayout.bytes, address, count))
          this.#signals.push(readSignal(view, at));
      },
    };
  }

  /** Gives what has come, and begins anew. */
  take(alerts: number): {
    readonly orders: readonly Order[];
    readonly trades: readonly Trade[];
    readonly signals: readonly Signal[];
  } {
    const taken = { orders: this.#orders, trades: this.#trades, signals: this.#signals };
    this.#counts = {
      orders: this.#counts.orders + taken.orders.length,
      trades: this.#counts.trades + taken.trades.length,
      signals: this.#counts.signals + taken.signals.length,
      alerts: this.#counts.alerts + alerts,
    };
    [this.#orders, this.#trades, this.#signals] = [[], [], []];
    return taken;
  }
}
