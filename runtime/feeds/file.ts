import type { MarketSeries } from "../../kernels/catalog/series.js";
import { closeSync, openSync, readSync } from "node:fs";
import { hashChunks, viewColumns } from "../data/columns.js";
import { DataError } from "../data/data-error.js";
import type { BarPiece, BarFeed, DatasetInformation } from "../data/dataset.js";
import { countGaps } from "../data/gaps.js";
import { withLazyHash, withoutHash } from "../data/information.js";
import { formatTime } from "../data/interval.js";
import { placesOf, readBatches, type SeriesPlace } from "../data/store/batches.js";
import type { BatchPlace, StoredRecord } from "../data/store/layout.js";
import { damaged } from "../data/store/read.js";

/** Limits on bar opens, epoch milliseconds, both inclusive. */
export interface TimeLimits {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * A feed that reads a stored data set batch by batch: memory is one batch (3 MiB) whatever the length.
 * A chunk's columns are views of one buffer that the next chunk overwrites.
 * @throws DataError SAGE8111 when no bar lies within the limits, SAGE8115 when the file does not hold what it says
 */
export function fileFeed(path: string, stored: StoredRecord, limits: TimeLimits = {}): BarFeed {
  const { record, batches } = stored;
  const from = limits.from ?? record.from;
  const to = limits.to ?? record.to;
  checkEnds(path, stored);
  const places = placesOf(record.series ?? []);
  const wanted = (series: readonly MarketSeries[]) => places.filter(({ name }) => series.includes(name));
  if (from <= record.from && to >= record.to) {
    return {
      information: informationOf(record),
      chunks: (series = []) => readBatches(path, batches, wanted(series)),
    };
  }
  if (from > record.to || to < record.from || from > to) {
    throw new DataError(
      "SAGE8111",
      `${record.source} has no bars from ${formatTime(from)} to ${formatTime(to)}.`,
      `It holds ${formatTime(record.from)} to ${formatTime(record.to)}; choose limits inside that.`,
    );
  }
  const slice = (series: readonly MarketSeries[] = []) => readSlice(path, batches, from, to, wanted(series));
  return { information: describeSlice(record, slice, from, to), chunks: slice };
}

function informationOf(record: DatasetInformation): DatasetInformation {
  return { ...withoutHash(record), hash: record.hash };
}

/** Reads the first and the last time: catches a file whose bytes and record do not belong together. */
function checkEnds(path: string, { record, batches }: StoredRecord): void {
  const first = batches[0];
  const last = batches.at(-1);
  if (first === undefined || last === undefined) throw damaged(path, "it has no bars");
  const descriptor = openSync(path, "r");
  try {
    const value = new Float64Array(2);
    readSync(descriptor, value, 0, 8, first[0]);
    readSync(descriptor, value, 8, 8, last[0] + 8 * (last[1] - 1));
    if (value[0] !== record.from || value[1] !== record.to) {
      throw damaged(path, "its first or last time differs from its record");
    }
  } finally {
    closeSync(descriptor);
  }
}

function* readSlice(
  path: string,
  batches: readonly BatchPlace[],
  from: number,
  to: number,
  series: readonly SeriesPlace[],
): Generator<BarPiece> {
  for (const chunk of readBatches(path, batchesWithin(path, batches, from, to), series)) {
    const start = lowerBound(chunk.time, from);
    const end = lowerBound(chunk.time, to + 0.5);
    if (end > start) yield viewColumns(chunk, start, end);
  }
}

/** The batches that can hold bars from `from` to `to`, by the first time of each. */
function batchesWithin(
  path: string,
  batches: readonly BatchPlace[],
  from: number,
  to: number,
): readonly BatchPlace[] {
  const descriptor = openSync(path, "r");
  try {
    const value = new Float64Array(1);
    const starts = batches.map(([position]) => {
      readSync(descriptor, value, 0, 8, position);
      return value[0] ?? NaN;
    });
    return batches.filter((_, at) => (starts[at] ?? 0) <= to && (starts[at + 1] ?? Infinity) > from);
  } finally {
    closeSync(descriptor);
  }
}

/** Position of the first value that is not below `limit`. */
function lowerBound(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function describeSlice(
  record: DatasetInformation,
  slice: () => Iterable<BarPiece>,
  from: number,
  to: number,
): DatasetInformation {
  const found = countGaps(slice(), record.interval);
  if (found.bars === 0) {
    throw new DataError(
      "SAGE8111",
      `${record.source} has no bars from ${formatTime(from)} to ${formatTime(to)}: they fall into a gap.`,
      "Choose wider limits.",
    );
  }
  return withLazyHash({ ...withoutHash(record), ...found, score: null }, () => hashChunks(slice));
}
