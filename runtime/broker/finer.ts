import type { Graph } from "../../compiler/graph/index.js";
import type { RowSource } from "../engine/feeds.js";
import { takeColumn, type Layout } from "../engine/layout.js";
import { brokerLayout } from "./layout.js";
import { viewAt, type Record64 } from "./structure.js";

/** Finer bars that lie ready at once; results do not depend on it. */
const readyBars = 16_384;

const cells = ["finerTime", "finerOpen", "finerHigh", "finerLow", "finerClose"] as const;

/** Where finer bars are laid for the broker. */
export interface FinerPlaces {
  readonly columns: readonly number[];
  readonly room: number;
}

/** Room for finer bars: never less than one bar is made of. Null where none are asked for, or none are there. */
export function placeFiner(graph: Graph, source: RowSource | undefined, layout: Layout): FinerPlaces | null {
  const { magnify } = graph.orders.fills;
  if (magnify === undefined || source === undefined) return null;
  const room = Math.max(readyBars, 2 * Math.ceil(graph.market.timeframe / magnify));
  return { columns: cells.map(() => takeColumn(layout, room)), room };
}

type Piece = { readonly time: Float64Array; readonly columns: readonly Float64Array[] };

/** Lays finer bars ready, for as many bars of a step as there is room for. */
export class FinerInlet {
  readonly #source: RowSource;
  readonly #columns: readonly Float64Array[];
  readonly #room: number;
  readonly #timeframe: number;
  readonly #addresses: readonly number[];
  readonly #view: DataView;
  #broker: Record64<typeof brokerLayout.fields>;
  #pieces: Iterator<Piece>;
  #piece: Piece | null = null;
  #at = 0;
  #ready = 0;
  #since = Number.NEGATIVE_INFINITY;

  constructor(source: RowSource, places: FinerPlaces, block: number, timeframe: number, buffer: ArrayBuffer) {
    this.#source = source;
    this.#room = places.room;
    this.#timeframe = timeframe;
    this.#columns = places.columns.map((address) => new Float64Array(buffer, address, places.room));
    this.#addresses = places.columns;
    this.#view = new DataView(buffer);
    this.#broker = this.serve(block);
    this.#pieces = source.rows()[Symbol.iterator]();
  }

  /** From now on the broker with this block is the one that reads: several take turns over the same bars. */
  serve(block: number): Record64<typeof brokerLayout.fields> {
    this.#broker = viewAt(this.#view, brokerLayout, block);
    for (const [k, cell] of cells.entries()) this.#broker.set(cell, this.#addresses[k] ?? 0);
    return this.#broker;
  }

  /** Lays the finer bars of the bars [from, count) ready; gives the index after the last bar that has all of its own. */
  stage(times: Float64Array, from: number, count: number): number {
    const start = times[from] ?? Number.NaN;
    if (start < this.#since) this.#restart();
    this.#since = start;
    this.#forget(start);
    const end = (times[count - 1] ?? Number.NaN) + this.#timeframe;
    const next = this.#fill(start, end);
    this.#broker.set("finerCount", this.#ready);
    let whole = count;
    while (whole > from + 1 && (times[whole - 1] ?? 0) + this.#timeframe > next) whole--;
    return whole;
  }

  /** A restored run may begin earlier than the last one came. */
  #restart(): void {
    this.#pieces = this.#source.rows()[Symbol.iterator]();
    this.#piece = null;
    this.#ready = 0;
  }

  /** Gives up what lies ready from before `start`. */
  #forget(start: number): void {
    const [time] = this.#columns;
    let gone = 0;
    while (gone < this.#ready && (time?.[gone] ?? start) < start) gone++;
    if (gone === 0) return;
    for (const column of this.#columns) column.copyWithin(0, gone, this.#ready);
    this.#ready -= gone;
  }

  /** Lays rows from `start` to before `end` behind what lies ready; gives the time of the first that found no room. */
  #fill(start: number, end: number): number {
    for (;;) {
      const piece = this.#current();
      if (piece === null) return Number.POSITIVE_INFINITY;
      const from = lowerBound(piece.time, start, this.#at);
      const to = Math.min(lowerBound(piece.time, end, from), from + this.#room - this.#ready);
      for (const [k, column] of [piece.time, ...piece.columns].entries())
        this.#columns[k]?.set(column.subarray(from, to), this.#ready);
      this.#ready += to - from;
      this.#at = to;
      const next = piece.time[to];
      if (next !== undefined) return next >= end ? Number.POSITIVE_INFINITY : next;
    }
  }

  #current(): Piece | null {
    while (this.#piece === null || this.#at >= this.#piece.time.length) {
      const next = this.#pieces.next();
      if (next.done === true) return null;
      this.#piece = next.value;
      this.#at = 0;
    }
    return this.#piece;
  }
}

/** First place from `from` on whose time is not before `time`. */
function lowerBound(times: Float64Array, time: number, from: number): number {
  let low = from;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
