import { closeSync, openSync, readSync } from "node:fs";
import type { MarketSeries } from "../../../kernels/catalog/series.js";
import { bytesOf, columnNames, type ColumnName } from "../columns.js";
import { fromSystemError } from "../data-error.js";
import type { BarPiece, SeriesColumns } from "../dataset.js";
import type { BatchPlace } from "./layout.js";
import { damaged } from "./read.js";

/** A series that lies in the file, and its column counted from the first. */
export interface SeriesPlace {
  readonly name: MarketSeries;
  readonly column: number;
}

/** Where the series of a data set lie: behind the six columns of the bars. */
export function placesOf(series: readonly MarketSeries[]): readonly SeriesPlace[] {
  return series.map((name, at) => ({ name, column: columnNames.length + at }));
}

/** Reads batches one after the other into one buffer: each piece is overwritten by the next. */
export function* readBatches(
  path: string,
  batches: readonly BatchPlace[],
  series: readonly SeriesPlace[] = [],
): Generator<BarPiece> {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    throw fromSystemError(error, path);
  }
  try {
    const longest = batches.reduce((most, [, bars]) => Math.max(most, bars), 0);
    const buffer = new ArrayBuffer(longest * 8 * columnNames.length);
    const beside = new ArrayBuffer(longest * 8 * series.length);
    for (const [position, bars] of batches) {
      const bytes = new Uint8Array(buffer, 0, bars * 8 * columnNames.length);
      fill(bytes, descriptor, position, path);
      const column = (at: number) => new Float64Array(buffer, at * bars * 8, bars);
      yield {
        time: column(0),
        open: column(1),
        high: column(2),
        low: column(3),
        close: column(4),
        volume: column(5),
        ...(series.length > 0 && { series: readSeries(series, beside, bars, descriptor, position, path) }),
      };
    }
  } finally {
    closeSync(descriptor);
  }
}

function readSeries(
  series: readonly SeriesPlace[],
  buffer: ArrayBuffer,
  bars: number,
  descriptor: number,
  position: number,
  path: string,
): SeriesColumns {
  return Object.fromEntries(
    series.map(({ name, column }, at) => {
      const bytes = new Uint8Array(buffer, at * bars * 8, bars * 8);
      fill(bytes, descriptor, position + column * bars * 8, path);
      return [name, new Float64Array(buffer, at * bars * 8, bars)];
    }),
  );
}

/** The times and closes alone, likewise into one buffer. */
export function* readCloses(
  path: string,
  batches: readonly BatchPlace[],
): Generator<Pick<BarPiece, "time" | "close">> {
  const descriptor = openSync(path, "r");
  try {
    const longest = batches.reduce((most, [, bars]) => Math.max(most, bars), 0);
    const [times, closes] = [new Float64Array(longest), new Float64Array(longest)];
    const column = (buffer: Float64Array, name: ColumnName, [position, bars]: BatchPlace): Float64Array => {
      const values = buffer.subarray(0, bars);
      fill(bytesOf(values), descriptor, position + columnNames.indexOf(name) * bars * 8, path);
      return values;
    };
    for (const batch of batches)
      yield { time: column(times, "time", batch), close: column(closes, "close", batch) };
  } finally {
    closeSync(descriptor);
  }
}

/** The hash that `hashChunks` gives of the bars of a file, each column read once. */
export function hashBatches(path: string, batches: readonly BatchPlace[]): string {
  const descriptor = openSync(path, "r");
  try {
    const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
    const buffer = new Uint8Array(8 * batches.reduce((most, [, bars]) => Math.max(most, bars), 0));
    for (const column of columnNames.keys()) {
      for (const [position, bars] of batches) {
        const bytes = buffer.subarray(0, 8 * bars);
        fill(bytes, descriptor, position + column * bars * 8, path);
        hash.update(bytes);
      }
    }
    return hash.digest("hex");
  } finally {
    closeSync(descriptor);
  }
}

function fill(bytes: Uint8Array, descriptor: number, position: number, path: string): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw damaged(path, "it ended before its last bar");
    done += read;
  }
}
