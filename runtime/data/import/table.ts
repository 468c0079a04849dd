/** What a source's column holds, before anything is made of it. */
export type RawColumn =
  | { readonly kind: "numbers"; readonly values: Float64Array }
  | { readonly kind: "texts"; readonly values: readonly (string | null)[] }
  /** Times the format itself types: epoch milliseconds, of UTC if `zoned`, else of a clock whose zone is not said. */
  | { readonly kind: "times"; readonly values: Float64Array; readonly zoned: boolean };

/** A cell that should hold a number and holds something else. */
export interface UnreadableCell {
  readonly row: number;
  readonly column: string;
  readonly text: string;
}

export interface RawRead {
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  readonly unreadable: readonly UnreadableCell[];
}

/** One table of a source: a CSV file, a member of an archive, a Parquet file … */
export interface RawTable {
  /** What the user would call it: the path, or path and member. */
  readonly label: string;
  /** The name that may tell a day, a symbol or an interval. */
  readonly fileName: string;
  /** Column names as written, or null where the source has none. */
  readonly names: readonly string[] | null;
  readonly width: number;
  /** The first rows as text, for recognising columns. */
  readonly sample: readonly (readonly string[])[];
  /** What reading it took: sentences for the account. */
  readonly understood: readonly string[];
  /** A name the source gives its instrument, if any. */
  readonly title: string | null;
  /** Reads whole columns; `numeric` says which of them must be numbers. */
  read(columns: readonly number[], numeric: readonly boolean[]): Promise<RawRead>;
  /**
   * The same in pieces of at most `batchBars` rows, each only valid until the next is asked for. Null where the columns
   * cannot be had so; rows of `unreadable` count from the first of the file.
   */
  stream?(columns: readonly number[], numeric: readonly boolean[]): AsyncIterable<RawRead> | null;
  /** Where rows stand, in the user's words: "line 12", "record 3", "row 40". */
  locate(rows: readonly number[]): readonly string[];
}

const missingTexts = new Set(["", "nan", "null", "none", "na", "n/a", "-", "\\n", "undefined"]);

/** Whether a cell's text says that there is no value. */
export function saysMissing(text: string): boolean {
  return missingTexts.has(text.trim().toLowerCase());
}

export function looksNumeric(text: string): boolean {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);
}

/** Joins pieces of columns that were read chunk by chunk. */
export class NumberCollector {
  private values = new Float64Array(4096);
  private length = 0;

  push(value: number): void {
    this.makeRoom(1);
    this.values[this.length++] = value;
  }

  append(values: Float64Array): void {
    this.makeRoom(values.length);
    this.values.set(values, this.length);
    this.length += values.length;
  }

  finish(): Float64Array {
    return this.values.slice(0, this.length);
  }

  private makeRoom(count: number): void {
    const needed = this.length + count;
    if (needed <= this.values.length) return;
    const wider = new Float64Array(Math.max(needed, this.values.length * 2));
    wider.set(this.values);
    this.values = wider;
  }
}
