import type { Graph } from "../../compiler/graph/index.js";
import type { Order, Signal, Trade } from "../record.js";
import { exitReasons, orderKinds, orderStatuses, reasons } from "./codes.js";
import { orderRowLayout, signalRowLayout, tradeRowLayout } from "./layout.js";
import { viewAt, type Fields, type Structure } from "./structure.js";

const blockBytes = 1 << 18;

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

const optional = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** One trade row in the form of the records; `index` counts from 0. */
export function readTrade(graph: Graph, view: DataView, at: number, index: number): Trade {
  const { get } = viewAt(view, tradeRowLayout, at);
  const side = get("side");
  const quantity = get("quantity");
  const entryPrice = get("entryPrice");
  const exitPrice = get("exitPrice");
  const fees = get("fees");
  const funding = get("funding");
  const grossProfit = side * (exitPrice - entryPrice) * quantity;
  const profit = grossProfit - fees - funding;
  const exitRule = get("exitRule");
  return {
    id: index + 1,
    side: side > 0 ? "long" : "short",
    quantity,
    entryTime: get("entryTime"),
    entryBar: get("entryBar"),
    entryPrice,
    exitTime: get("exitTime"),
    exitBar: get("exitBar"),
    exitPrice,
    profit,
    grossProfit,
    fees,
    slippage: get("slippage"),
    funding,
    return: profit / (entryPrice * quantity),
    bars: get("exitBar") - get("entryBar"),
    mae: get("mae"),
    mfe: get("mfe"),
    entryReason: graph.orders.entries[get("entryRule")]?.text ?? "",
    exitReason: exitReasons[get("exitReason")] ?? "rule",
    entryRule: get("entryRule"),
    exitRule: exitRule < 0 ? null : exitRule,
    signalBar: get("signalBar"),
    stop: optional(get("stop")),
    take: optional(get("take")),
  };
}

export function readOrder(view: DataView, at: number, index: number): Order {
  const { get } = viewAt(view, orderRowLayout, at);
  const what = get("what");
  return {
    id: index + 1,
    signalBar: get("signalBar"),
    bar: get("bar"),
    time: get("time"),
    side: (what & 1) === 1 ? "buy" : "sell",
    kind: orderKinds[(what >> 1) & 7] ?? "market",
    quantity: get("quantity"),
    status: orderStatuses[(what >> 4) & 15] ?? "filled",
    price: optional(get("price")),
    fee: get("fee"),
    slippage: get("slippage"),
    reason: reasons[(what >> 8) & 255] ?? "",
  };
}

export function readSignal(view: DataView, at: number): Signal {
  const { get } = viewAt(view, signalRowLayout, at);
  const what = get("what");
  return {
    bar: get("bar"),
    time: get("time"),
    action: (what & 1) === 1 ? "exit" : "enter",
    side: (what & 2) === 2 ? "long" : "short",
    rule: what >>> 16,
    outcome: (what & 4) === 4 ? "order" : "ignored",
    reason: reasons[(what >> 8) & 255] ?? "",
  };
}
