import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { isMarketSeries, marketSeries, type MarketSeries } from "../../kernels/catalog/series.js";
import type { BarColumns, BarPiece, SeriesColumns } from "./dataset.js";

export const columnNames = ["time", "open", "high", "low", "close", "volume"] as const;
export type ColumnName = (typeof columnNames)[number];

/** Bars a piece of a feed holds at most: 65,536 × 6 columns × 8 bytes = 3 MiB. */
export const batchBars = 65_536;

export function allocateColumns(bars: number, series: readonly MarketSeries[] = []): BarPiece {
  const column = () => new Float64Array(bars);
  return {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    ...(series.length > 0 && { series: Object.fromEntries(series.map((name) => [name, column()])) }),
  };
}

/** The series that bars bring, in the order they are stored. */
export function seriesOf({ series = {} }: BarPiece): readonly MarketSeries[] {
  return marketSeries.filter((name) => series[name] !== undefined);
}

/** Each series changed by `change`; nothing where there is none. */
export function mapSeries(
  { series }: BarPiece,
  change: (values: Float64Array, name: MarketSeries) => Float64Array,
): { readonly series?: SeriesColumns } {
  if (series === undefined) return {};
  const changed: Partial<Record<MarketSeries, Float64Array>> = {};
  for (const [name, values] of Object.entries(series)) {
    if (isMarketSeries(name)) changed[name] = change(values, name);
  }
  return { series: changed };
}

/** The bars `from` (inclusive) to `to` (exclusive) as views: no copy. */
export function viewColumns(columns: BarPiece, from: number, to: number): BarPiece {
  return {
    time: columns.time.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
    ...mapSeries(columns, (values) => values.subarray(from, to)),
  };
}

/** Copies the bars at `positions`, in that order. */
export function pickColumns(columns: BarPiece, positions: Int32Array): BarPiece {
  const pick = (from: Float64Array): Float64Array => {
    const to = new Float64Array(positions.length);
    for (let i = 0; i < positions.length; i++) to[i] = from[positions[i] ?? 0] ?? NaN;
    return to;
  };
  return {
    time: pick(columns.time),
    open: pick(columns.open),
    high: pick(columns.high),
    low: pick(columns.low),
    close: pick(columns.close),
    volume: pick(columns.volume),
    ...mapSeries(columns, pick),
  };
}

/** Successive pieces of at most `batchBars` bars. */
export function* inBatches(columns: BarPiece): Generator<BarPiece> {
  for (let from = 0; from < columns.time.length; from += batchBars) {
    yield viewColumns(columns, from, Math.min(from + batchBars, columns.time.length));
  }
}

/** All bars of a feed in memory; `bars` is how many there are. */
export function gatherColumns(chunks: Iterable<BarColumns>, bars: number): BarColumns {
  return gatherPieces(chunks, bars, []);
}

/** The same with what comes beside them. */
export function gatherPieces(
  chunks: Iterable<BarPiece>,
  bars: number,
  series: readonly MarketSeries[],
): BarPiece {
  const all = allocateColumns(bars, series);
  let filled = 0;
  for (const chunk of chunks) {
    for (const name of columnNames) all[name].set(chunk[name], filled);
    mapSeries(all, (values, name) => {
      values.set(chunk.series?.[name] ?? missingValues(chunk.time.length), filled);
      return values;
    });
    filled += chunk.time.length;
  }
  return all;
}

/** As many missing values. */
export function missingValues(bars: number): Float64Array {
  return new Float64Array(bars).fill(NaN);
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
  const hash = startHash();
  for (const name of columnNames) {
    for (const chunk of chunks()) hash.update(bytesOf(chunk[name]));
  }
  return hash.finish();
}

/** SHA-256 (hexadecimal) over one series that comes with bars, one little-endian float64 a bar. */
export function hashSeries(chunks: Iterable<BarPiece>, name: MarketSeries): string {
  const hash = startHash();
  for (const { time, series } of chunks) hash.update(bytesOf(series?.[name] ?? missingValues(time.length)));
  return hash.finish();
}

/** Node's own hash where there is one: it is the faster. */
function startHash(): { readonly update: (bytes: Uint8Array) => unknown; readonly finish: () => string } {
  if (typeof process === "undefined") {
    const hash = sha256.create();
    return { update: (bytes) => hash.update(bytes), finish: () => bytesToHex(hash.digest()) };
  }
  // Asked for when it is needed: stored bars have their hash, and loading the module takes as long as reading them.
  const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
  return { update: (bytes) => hash.update(bytes), finish: () => hash.digest("hex") };
}

/** The bytes of a column as they lie in memory: little-endian on every machine Node runs on but s390x. */
export function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
