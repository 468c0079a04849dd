import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumn } from "../../kernels/index.js";
import { canTrade, readsVolume } from "../broker/bind.js";
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
  for (const name of readsVolume(graph) ? [...brokerReads, "volume" as const] : brokerReads) {
    if (!bars.has(name)) bars.set(name, takeColumn(layout, capacity));
  }
  return bars;
}

/**
 * The only way of bars in: copied into the columns, or read in place where they already lie in the same memory. What
 * only the broker reads, at the few bars on which it trades, is copied even then: reading here and there in a large
 * memory costs more than copying all of it in order, unless the broker fetches those bars ahead (`fetches`).
 */
export class BarInlet {
  readonly #columns: readonly InletColumn[];
  /** The whole memory as numbers and as addresses. */
  readonly #numbers: Float64Array;
  readonly #words: Uint32Array;
  readonly #buffer: ArrayBuffer;
  #inPlace = false;

  constructor(
    bars: ReadonlyMap<BarColumn, number>,
    inGraph: ReadonlyMap<BarColumn, number>,
    cells: readonly BarCell[],
    buffer: ArrayBuffer,
    capacity: number,
    fetches: boolean,
  ) {
    const rare: readonly BarColumn[] = fetches ? [] : ["time", "open"];
    this.#columns = Array.from(bars, ([name, own]) => ({
      name,
      own,
      target: new Float64Array(buffer, own, capacity),
      copied: rare.includes(name) && !inGraph.has(name),
      cells: cells.filter((cell) => cell.name === name).map(({ address }) => address >> 2),
      address: own,
    }));
    this.#numbers = new Float64Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#buffer = buffer;
  }

  take(bars: BarColumns, from: number, count: number): void {
    const inPlace = bars.time.buffer === this.#buffer;
    for (const column of this.#columns) {
      const source = bars[column.name];
      if (!inPlace) {
        if (this.#inPlace) this.#point(column, column.own);
        column.target.set(source.subarray(from, from + count));
      } else if (column.copied) {
        const place = source.byteOffset / 8 + from;
        this.#numbers.copyWithin(column.own / 8, place, place + count);
      } else this.#point(column, source.byteOffset + from * 8);
    }
    this.#inPlace = inPlace;
  }

  /** Where the bars of the last step stand. */
  addressOf(name: BarColumn): number {
    return this.#columns.find((column) => column.name === name)?.address ?? 0;
  }

  /** Makes everything that reads a bar column read it at its new place. */
  #point(column: InletColumn, address: number): void {
    column.address = address;
    for (const cell of column.cells) this.#words[cell] = address;
  }
}

interface InletColumn {
  readonly name: BarColumn;
  /** Where it lies when it is copied, as an address and as a view. */
  readonly own: number;
  readonly target: Float64Array;
  /** Copied even where bars are read in place. */
  readonly copied: boolean;
  /** Places in memory (32-bit words) that say where the column lies. */
  readonly cells: readonly number[];
  address: number;
}
