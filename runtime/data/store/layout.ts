import type { MarketSeries } from "../../../kernels/catalog/series.js";
import type { DatasetInformation } from "../dataset.js";

/**
 * The stored form of a data set: an Arrow IPC file of six float64 columns without nulls or compression, then one for
 * each series that comes with the bars, in batches of at most 65,536 bars. The footer's schema metadata carries the data set's record as JSON under `recordKey`.
 * The record also says where each batch's columns lie, so that a reader needs no Arrow library (whose import alone
 * would take a third of the time a whole cold run may take): any Arrow reader opens the file all the same.
 */
export const recordKey = "sage.dataset";
export const recordSchema = "sage.dataset/1";

/** Begins the JSON text in the footer; the reader finds it by this. */
export const recordStart = `{"schema":"${recordSchema}"`;

/** What was found about the quality of a data set, in numbers (`docs/data.md`). */
export interface QualitySummary {
  readonly score: number;
  readonly gaps: number;
  readonly missingBars: number;
  /** Missing bars at times of the week when this market is regularly closed; part of `missingBars`. */
  readonly closedBars: number;
  readonly longestGap: number;
  readonly duplicates: number;
  readonly disorder: number;
  readonly unreadable: number;
  readonly nonPositive: number;
  readonly inconsistent: number;
  readonly offGrid: number;
  readonly zeroVolumeBars: number;
  readonly zeroVolumeRuns: number;
  readonly frozenBars: number;
  readonly frozenRuns: number;
  readonly outliers: number;
  readonly spikes: number;
  readonly partialLast: boolean;
}

/** What is kept about a series that comes with the bars. */
export interface SeriesRecord {
  readonly name: MarketSeries;
  /** Bars that have a value, and the first and last of them. */
  readonly values: number;
  readonly from: number;
  readonly to: number;
  /** SHA-256 over the column as little-endian float64. */
  readonly hash: string;
}

/** Everything kept about a stored data set. */
export interface DatasetRecord extends DatasetInformation {
  readonly schema: typeof recordSchema;
  readonly columns: readonly string[];
  /** Of each series; absent: there is none. */
  readonly seriesRecords?: readonly SeriesRecord[];
  readonly quality: QualitySummary | null;
  /** What the import understood and what it changed, as sentences. */
  readonly understood: readonly string[];
  readonly changed: readonly string[];
}

/** Where a batch lies: byte position of its time column (the other columns follow at once) and its bars. */
export type BatchPlace = readonly [position: number, bars: number];

export interface StoredRecord {
  readonly record: DatasetRecord;
  readonly batches: readonly BatchPlace[];
}
