import type { Graph } from "../../compiler/graph/index.js";
import type { Order, Signal, Trade } from "../record.js";
import { exitReasons, orderKinds, orderStatuses, reasons } from "./codes.js";
import { orderRowLayout, signalRowLayout, tradeRowLayout } from "./layout.js";
import type { Fields, Structure } from "./structure.js";

/** Small enough to be taken from memory that was used before: larger pieces come as new pages, which cost more than the copy. */
const blockBytes = 1 << 15;

/** Rows of one kind as the kernel wrote them, in blocks, so that a long ledger costs little more than its bytes. */
export class RowStore {
  readonly #shape: Structure<Fields>;
  readonly #blocks: Uint8Array[] = [];
  readonly #rowsPerBlock: number;
  #count = 0;

  constructor(shape: Structure<Fields>) {
    this.#shape = shape;
    this.#rowsPerBlock = Math.floor(blockBytes / shape.bytes);
  }

  get count(): number {
    return this.#count;
  }

  /** Copies `count` rows that lie at `address`. */
  append(buffer: ArrayBuffer, address: number, count: number): void {
    const { bytes } = this.#shape;
    let from = 0;
    while (from < count) {
      const used = this.#count % this.#rowsPerBlock;
      if (used === 0) this.#blocks.push(new Uint8Array(this.#rowsPerBlock * bytes));
      const rows = Math.min(count - from, this.#rowsPerBlock - used);
      this.#blocks.at(-1)?.set(new Uint8Array(buffer, address + from * bytes, rows * bytes), used * bytes);
      this.#count += rows;
      from += rows;
    }
  }

  /** Calls `visit` with each row's block, place in it and number; nothing is made of those that it passes over. */
  each(visit: (view: DataView, at: number, index: number) => void): void {
    let index = 0;
    for (const block of this.#blocks) {
      const view = new DataView(block.buffer);
      for (let k = 0; k < this.#rowsPerBlock && index < this.#count; k++, index++)
        visit(view, k * this.#shape.bytes, index);
    }
  }

  /** Each row read by `read`, which gets the block and the row's place in it. */
  map<Row>(read: (view: DataView, at: number, index: number) => Row): Row[] {
    const rows: Row[] = [];
    for (const block of this.#blocks) {
      const view = new DataView(block.buffer);
      for (let k = 0; k < this.#rowsPerBlock && rows.length < this.#count; k++) {
        rows.push(read(view, k * this.#shape.bytes, rows.length));
      }
    }
    return rows;
  }
}

/** Whether an order row tells of one that was not filled. */
export function isUnfilled(view: DataView, at: number): boolean {
  return orderStatuses[orderParts(view.getInt32(at + orderAt.what, true)).status] !== "filled";
}

/** Whether a signal row tells of one that no order followed. */
export function isIgnored(view: DataView, at: number): boolean {
  return (view.getInt32(at + signalAt.what, true) & 4) === 0;
}

/** The bar of a signal row. */
export function signalBarAt(view: DataView, at: number): number {
  return view.getInt32(at + signalAt.bar, true);
}

const optional = (value: number): number | null => (Number.isNaN(value) ? null : value);

const tradeAt = tradeRowLayout.offsets;
const orderAt = orderRowLayout.offsets;
const signalAt = signalRowLayout.offsets;

/** One trade row in the form of the records; `index` counts from 0. */
export function readTrade(graph: Graph, view: DataView, at: number, index: number): Trade {
  const side = view.getInt32(at + tradeAt.side, true);
  const quantity = view.getFloat64(at + tradeAt.quantity, true);
  const entryPrice = view.getFloat64(at + tradeAt.entryPrice, true);
  const exitPrice = view.getFloat64(at + tradeAt.exitPrice, true);
  const fees = view.getFloat64(at + tradeAt.fees, true);
  const funding = view.getFloat64(at + tradeAt.funding, true);
  const entryBar = view.getInt32(at + tradeAt.entryBar, true);
  const exitBar = view.getInt32(at + tradeAt.exitBar, true);
  const entryRule = view.getInt32(at + tradeAt.entryRule, true);
  const exitRule = view.getInt32(at + tradeAt.exitRule, true);
  const grossProfit = side * (exitPrice - entryPrice) * quantity;
  const borrow = view.getFloat64(at + tradeAt.borrow, true);
  const profit = grossProfit - fees - funding - borrow;
  return {
    id: index + 1,
    side: side > 0 ? "long" : "short",
    quantity,
    entryTime: view.getFloat64(at + tradeAt.entryTime, true),
    entryBar,
    entryPrice,
    exitTime: view.getFloat64(at + tradeAt.exitTime, true),
    exitBar,
    exitPrice,
    profit,
    grossProfit,
    fees,
    slippage: view.getFloat64(at + tradeAt.slippage, true),
    funding,
    borrow,
    return: profit / (entryPrice * quantity),
    bars: exitBar - entryBar,
    mae: view.getFloat64(at + tradeAt.mae, true),
    mfe: view.getFloat64(at + tradeAt.mfe, true),
    entryReason: (graph.orders.entries[entryRule] ?? graph.orders.position)?.text ?? "",
    exitReason: exitReasons[view.getInt32(at + tradeAt.exitReason, true)] ?? "rule",
    entryRule,
    exitRule: exitRule < 0 ? null : exitRule,
    signalBar: view.getInt32(at + tradeAt.signalBar, true),
    position: view.getInt32(at + tradeAt.position, true),
    stop: optional(view.getFloat64(at + tradeAt.stop, true)),
    take: optional(view.getFloat64(at + tradeAt.take, true)),
    liquidationPrice: optional(view.getFloat64(at + tradeAt.liquidation, true)),
  };
}

/** Parts of `what` in an order row. */
const orderParts = (what: number) => ({
  buys: (what & 1) === 1,
  kind: (what >> 1) & 15,
  status: (what >> 5) & 7,
  reason: (what >> 8) & 255,
});

export function readOrder(view: DataView, at: number, index: number): Order {
  const { buys, kind, status, reason } = orderParts(view.getInt32(at + orderAt.what, true));
  return {
    id: index + 1,
    signalBar: view.getInt32(at + orderAt.signalBar, true),
    bar: view.getInt32(at + orderAt.bar, true),
    time: view.getFloat64(at + orderAt.time, true),
    side: buys ? "buy" : "sell",
    kind: orderKinds[kind] ?? "market",
    quantity: view.getFloat64(at + orderAt.quantity, true),
    status: orderStatuses[status] ?? "filled",
    price: optional(view.getFloat64(at + orderAt.price, true)),
    fee: view.getFloat64(at + orderAt.fee, true),
    slippage: view.getFloat64(at + orderAt.slippage, true),
    reason: reasons[reason] ?? "",
  };
}

export function readSignal(view: DataView, at: number): Signal {
  const what = view.getInt32(at + signalAt.what, true);
  return {
    bar: view.getInt32(at + signalAt.bar, true),
    time: view.getFloat64(at + signalAt.time, true),
    action: (what & 1) === 1 ? "exit" : "enter",
    side: (what & 2) === 2 ? "long" : "short",
    rule: what >>> 16,
    outcome: (what & 4) === 4 ? "order" : "ignored",
    reason: reasons[(what >> 8) & 255] ?? "",
  };
}
