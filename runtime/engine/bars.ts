import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumn } from "../../kernels/index.js";
import { canTrade } from "../broker/bind.js";
import type { BarColumns } from "../data/dataset.js";
import { takeColumn, type Layout } from "./layout.js";
import type { BarCell } from "./program.js";

const brokerReads: readonly BarColumn[] = ["time", "open", "high", "low", "close"];

/** Every bar column that the graph or its broker reads, and where it lies. */
export function placeBars(
  graph: Graph,
  inGraph: ReadonlyMap<BarColumn, number>,
  layout: Layout,
  capacity: number,
): ReadonlyMap<BarColumn, number> {
  const bars = new Map(inGraph);
  if (!canTrade(graph)) return bars;
  for (const name of brokerReads) {
    if (!bars.has(name)) bars.set(name, takeColumn(layout, capacity));
  }
  return bars;
}

/**
 * The only way of bars in: copied into the columns, or read in place where they already lie in the same memory. What
 * only the broker reads, at the few bars on which it trades, is copied even then: reading here and there in a large
 * memory costs more than copying all of it in order.
 */
export class BarInlet {
  readonly #columns: readonly { readonly name: BarColumn; readonly target: Float64Array }[];
  readonly #readHereAndThere: ReadonlySet<BarColumn>;
  readonly #cells: readonly BarCell[];
  readonly #view: DataView;
  readonly #addresses: Map<BarColumn, number>;
  #inPlace = false;

  constructor(
    bars: ReadonlyMap<BarColumn, number>,
    inGraph: ReadonlyMap<BarColumn, number>,
    cells: readonly BarCell[],
    buffer: ArrayBuffer,
    capacity: number,
  ) {
    this.#columns = Array.from(bars, ([name, address]) => ({
      name,
      target: new Float64Array(buffer, address, capacity),
    }));
    const rare: readonly BarColumn[] = ["time", "open"];
    this.#readHereAndThere = new Set(rare.filter((name) => !inGraph.has(name)));
    this.#cells = cells;
    this.#view = new DataView(buffer);
    this.#addresses = new Map(bars);
  }

  take(bars: BarColumns, from: number, count: number): void {
    const inPlace = bars.time.buffer === this.#view.buffer;
    if (inPlace) this.#point((name) => bars[name].byteOffset + from * 8);
    else if (this.#inPlace) {
      const own = new Map(this.#columns.map(({ name, target }) => [name, target.byteOffset]));
      this.#point((name) => own.get(name) ?? 0);
    }
    this.#inPlace = inPlace;
    for (const { name, target } of this.#columns) {
      if (inPlace && !this.#readHereAndThere.has(name)) continue;
      target.set(bars[name].subarray(from, from + count));
    }
  }

  /** Where the bars of the last step stand. */
  addressOf(name: BarColumn): number {
    return this.#addresses.get(name) ?? 0;
  }

  /** Makes everything that reads a bar column read it at its new place. */
  #point(place: (name: BarColumn) => number): void {
    for (const { name } of this.#columns) {
      if (!this.#readHereAndThere.has(name)) this.#addresses.set(name, place(name));
    }
    for (const { name, address } of this.#cells)
      this.#view.setUint32(address, this.#addresses.get(name) ?? 0, true);
  }
}
