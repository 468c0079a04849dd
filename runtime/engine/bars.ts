import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumn } from "../../kernels/index.js";
import type { BarColumns } from "../data/dataset.js";
import { takeColumn, type Layout } from "./layout.js";

const brokerReads: readonly BarColumn[] = ["time", "open", "high", "low", "close"];

/** Every bar column that the graph or its broker reads, and where it lies. */
export function placeBars(
  graph: Graph,
  inGraph: ReadonlyMap<BarColumn, number>,
  layout: Layout,
  capacity: number,
): ReadonlyMap<BarColumn, number> {
  const bars = new Map(inGraph);
  if (graph.orders.entries.length === 0) return bars;
  for (const name of brokerReads) {
    if (!bars.has(name)) bars.set(name, takeColumn(layout, capacity));
  }
  return bars;
}

/** Copies bars into linear memory: the only way in. */
export class BarInlet {
  readonly #columns: readonly { readonly name: BarColumn; readonly target: Float64Array }[];

  constructor(bars: ReadonlyMap<BarColumn, number>, buffer: ArrayBuffer, capacity: number) {
    this.#columns = Array.from(bars, ([name, address]) => ({
      name,
      target: new Float64Array(buffer, address, capacity),
    }));
  }

  copy(bars: BarColumns, from: number, count: number): void {
    for (const { name, target } of this.#columns) target.set(bars[name].subarray(from, from + count));
  }
}
