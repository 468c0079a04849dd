import type { BarColumns } from "./dataset.js";

export const columnNames = ["time", "open", "high", "low", "close", "volume"] as const;
export type ColumnName = (typeof columnNames)[number];

/** Bars a piece of a feed holds at most: 65,536 × 6 columns × 8 bytes = 3 MiB. */
export const batchBars = 65_536;

export function allocateColumns(bars: number): BarColumns {
  const column = () => new Float64Array(bars);
  return { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
}

/** The bars `from` (inclusive) to `to` (exclusive) as views: no copy. */
export function viewColumns(columns: BarColumns, from: number, to: number): BarColumns {
  return {
    time: columns.time.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
  };
}

/** Copies the bars at `positions`, in that order. */
export function pickColumns(columns: BarColumns, positions: Int32Array): BarColumns {
  const picked = allocateColumns(positions.length);
  for (const name of columnNames) {
    const from = columns[name];
    const to = picked[name];
    for (let i = 0; i < positions.length; i++) to[i] = from[positions[i] ?? 0] ?? NaN;
  }
  return picked;
}

/** Successive pieces of at most `batchBars` bars. */
export function* inBatches(columns: BarColumns): Generator<BarColumns> {
  for (let from = 0; from < columns.time.length; from += batchBars) {
    yield viewColumns(columns, from, Math.min(from + batchBars, columns.time.length));
  }
}

/** All bars of a feed in memory; `bars` is how many there are. */
export function gatherColumns(chunks: Iterable<BarColumns>, bars: number): BarColumns {
  const all = allocateColumns(bars);
  let filled = 0;
  for (const chunk of chunks) {
    for (const name of columnNames) all[name].set(chunk[name], filled);
    filled += chunk.time.length;
  }
  return all;
}

/** The one NaN that stands for a missing value, so that equal data has equal bytes. */
const missingBits = 0x7ff8000000000000n;

/** Writes every NaN of a column as the one canonical NaN. */
export function canoniseMissing(column: Float64Array): void {
  const bits = new BigUint64Array(column.buffer, column.byteOffset, column.length);
  for (let i = 0; i < column.length; i++) {
    if (Number.isNaN(column[i])) bits[i] = missingBits;
  }
}

/**
 * SHA-256 (hexadecimal) over the little-endian float64 columns time, open, high, low, close, volume, each whole.
 * `chunks` is walked once a column, so memory does not grow with the number of bars.
 */
export function hashChunks(chunks: () => Iterable<BarColumns>): string {
  // Asked for when it is needed: stored bars have their hash, and loading the module takes as long as reading them.
  const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
  for (const name of columnNames) {
    for (const chunk of chunks()) hash.update(bytesOf(chunk[name]));
  }
  return hash.digest("hex");
}

/** The bytes of a column as they lie in memory: little-endian on every machine Node runs on but s390x. */
export function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
