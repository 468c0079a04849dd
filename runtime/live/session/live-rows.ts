import type { RowSource } from "../../engine/feeds.js";

type Piece = { readonly time: Float64Array; readonly columns: readonly Float64Array[] };

/**
 * Rows that come while they are read: what is put in goes to the engine with the next bar that may know it. One reader,
 * which takes each row once; after a restart it asks for the row that its state wants next, and only rows from there on
 * may be put in.
 */
export class LiveRows implements RowSource {
  readonly #waiting: Piece[] = [];

  put(time: number, values: readonly number[]): void {
    this.#waiting.push({
      time: Float64Array.of(time),
      columns: values.map((value) => Float64Array.of(value)),
    });
  }

  rows(): Iterable<Piece> {
    return this.rowsFrom();
  }

  /** A reader that has come to the end is asked again when more may have come. */
  rowsFrom(): Iterable<Piece> {
    const next = (): IteratorResult<Piece> => {
      const piece = this.#waiting.shift();
      return piece === undefined ? { done: true, value: undefined } : { done: false, value: piece };
    };
    return { [Symbol.iterator]: () => ({ next }) };
  }
}
