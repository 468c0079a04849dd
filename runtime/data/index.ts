/**
 * Data sets: opening, importing, checking, resampling, making and writing them. Importing this file costs next to
 * nothing; DuckDB, Arrow and zod load when a function needs them.
 */
import type { CheckedDataset, ImportedDataset, ImportDatasetOptions } from "./manage.js";
import type { ValueFeed } from "../feeds/bind.js";
import type { ImportOptions } from "./import/options.js";
import type { DatasetRecord } from "./store/layout.js";
import { gatherColumns } from "./columns.js";
import type { BarColumns, BarFeed } from "./dataset.js";

export type { BarColumns, BarFeed, DatasetInformation } from "./dataset.js";
export { DataError, dataErrorCodes, type DataErrorCode } from "./data-error.js";
export { formatInterval, formatTime, parseInterval, parseTimeLimit } from "./interval.js";
export { openDataset, type ImportAccount, type OpenOptions } from "./open.js";
export { resample, type ResampleOptions } from "./resample.js";
export { synthesize, type SynthesizeOptions } from "./synthesize/synthesize.js";
export { writeTable, type Table, type TableColumn } from "./table/write-table.js";
export type { CheckedDataset, ImportedDataset, ImportDatasetOptions } from "./manage.js";
export type { ImportOptions, Policy } from "./import/options.js";
export type { QualityReport } from "./quality/check.js";
export type { Finding, FindingKind, Place } from "./quality/finding.js";
export type { DatasetRecord, QualitySummary } from "./store/layout.js";
export { memoryFeed } from "../feeds/memory.js";

/** Imports one or several files as one data set; see `manage.ts`. */
export async function importDataset(
  paths: string | readonly string[],
  options: ImportDatasetOptions = {},
): Promise<ImportedDataset> {
  return (await import("./manage.js")).importDataset(paths, options);
}

/** Examines any data file and reports, whatever its faults. */
export async function checkDataset(path: string, options: ImportOptions = {}): Promise<CheckedDataset> {
  return (await import("./manage.js")).checkDataset(path, options);
}

/** The metadata of any data file. */
export async function describeDataset(path: string, options: ImportOptions = {}): Promise<DatasetRecord> {
  return (await import("./manage.js")).describeDataset(path, options);
}

/** The metadata of a stored data set, from its Arrow file or the JSON beside it. */
export async function readMetadata(path: string): Promise<DatasetRecord> {
  return (await import("./manage.js")).readMetadata(path);
}

/** Writes a feed as a stored data set at `path` (`.arrow`). */
export async function storeDataset(path: string, feed: BarFeed): Promise<DatasetRecord> {
  return (await import("./manage.js")).storeDataset(path, feed);
}

/**
 * Opens one column of a file as values over time, for `feed name from "file.csv"`.
 * @throws DataError for whatever is wrong with path, columns, times, or their order
 */
export async function openValues(
  path: string,
  column: string,
  options: ImportOptions = {},
): Promise<ValueFeed> {
  return (await import("./import/values.js")).openValues(path, column, options);
}

/** Reads `time=Date,open=2` into the `columns` of `ImportOptions`. */
export async function parseColumnsOption(text: string): Promise<Record<string, string | number>> {
  return (await import("./import/options.js")).parseColumnsOption(text);
}

/** All bars of a feed in memory; for feeds that are known to be small. */
export function gatherBars(feed: BarFeed): BarColumns {
  return gatherColumns(feed.chunks(), feed.information.bars);
}
