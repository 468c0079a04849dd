import type { Step } from "./program.js";

/** Rows of another market or of a file, in time order; `columns` are the values of each. */
export interface RowSource {
  rows(): Iterable<{ readonly time: Float64Array; readonly columns: readonly Float64Array[] }>;
  /** The rows from a number on, where those before need not be gone through. */
  rowsFrom?(
    row: number,
  ): Iterable<{ readonly time: Float64Array; readonly columns: readonly Float64Array[] }>;
}

/** Rows that lie ready at once; results do not depend on it. */
export const stagedRows = 1024;

/** Places in the state of a feed's node, as its kernel has them. */
const offsets = { rows: 0, final: 4, taken: 16 };

/** Hands the rows of one feed to its node, piece by piece, each when the bars have come so far. */
export class FeedInlet {
  readonly #source: RowSource;
  readonly #delay: number;
  readonly #staged: readonly Float64Array[];
  readonly #view: DataView;
  #pieces: Iterator<{ readonly time: Float64Array; readonly columns: readonly Float64Array[] }>;
  #piece: { readonly time: Float64Array; readonly columns: readonly Float64Array[] } | null = null;
  #at = 0;
  /** Rows read so far; the node's state says how many should have been. */
  #read = 0;

  constructor(source: RowSource, delay: number, staged: readonly number[], buffer: ArrayBuffer) {
    this.#source = source;
    this.#delay = delay;
    this.#staged = staged.map((address) => new Float64Array(buffer, address, stagedRows));
    this.#view = new DataView(buffer);
    this.#pieces = source.rows()[Symbol.iterator]();
  }

  /** Runs the node over `count` bars, of which the last closes at `close`. */
  run(
    {
      kernel,
      state,
      parameters,
      inputs,
      outputs,
    }: Pick<Step, "kernel" | "state" | "parameters" | "inputs" | "outputs">,
    count: number,
    close: number,
  ): void {
    this.#seek(this.#view.getFloat64(state + offsets.taken, true));
    for (;;) {
      const rows = this.#stage(close - this.#delay);
      this.#view.setInt32(state + offsets.rows, rows, true);
      this.#view.setInt32(state + offsets.final, rows < stagedRows ? 1 : 0, true);
      kernel(count, state, parameters, inputs, outputs);
      if (rows < stagedRows) return;
    }
  }

  /** Copies rows up to a time to where the kernel reads them; returns how many. */
  #stage(last: number): number {
    let rows = 0;
    while (rows < stagedRows) {
      const piece = this.#current();
      if (piece === null) break;
      const to = Math.min(this.#at + stagedRows - rows, upperBound(piece.time, last, this.#at));
      if (to === this.#at) break;
      for (const [k, column] of [piece.time, ...piece.columns].entries()) {
        this.#staged[k]?.set(column.subarray(this.#at, to), rows);
      }
      rows += to - this.#at;
      this.#read += to - this.#at;
      this.#at = to;
    }
    return rows;
  }

  /** The piece that holds the next row; null after the last. */
  #current(): { readonly time: Float64Array; readonly columns: readonly Float64Array[] } | null {
    while (this.#piece === null || this.#at >= this.#piece.time.length) {
      const next = this.#pieces.next();
      if (next.done === true) return null;
      this.#piece = next.value;
      this.#at = 0;
    }
    return this.#piece;
  }

  /** Goes to the row that a restored state wants next. */
  #seek(taken: number): void {
    if (taken === this.#read) return;
    const onwards = this.#source.rowsFrom?.(taken);
    if (onwards !== undefined) {
      this.#pieces = onwards[Symbol.iterator]();
      this.#piece = null;
      this.#at = 0;
      this.#read = taken;
      return;
    }
    if (taken < this.#read) {
      this.#pieces = this.#source.rows()[Symbol.iterator]();
      this.#piece = null;
      this.#at = 0;
      this.#read = 0;
    }
    while (this.#read < taken) {
      const piece = this.#current();
      if (piece === null) return;
      const skipped = Math.min(taken - this.#read, piece.time.length - this.#at);
      this.#at += skipped;
      this.#read += skipped;
    }
  }
}

/** First place from `from` on whose time is after `last`. */
function upperBound(times: Float64Array, last: number, from: number): number {
  let low = from;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= last) low = middle + 1;
    else high = middle;
  }
  return low;
}
