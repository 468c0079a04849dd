import { existsSync, readFileSync } from "node:fs";
import { fileFeed } from "../feeds/file.js";
import { hashChunks, hashSeries } from "./columns.js";
import { DataError, fromSystemError } from "./data-error.js";
import type { BarFeed } from "./dataset.js";
import { countGaps } from "./gaps.js";
import { readSource } from "./import/import-dataset.js";
import { storeSource } from "./import/store-source.js";
import type { ImportOptions } from "./import/options.js";
import { checkChunks, type QualityReport } from "./quality/check.js";
import { findInCache, type CacheKey } from "./store/cache.js";
import { recordSchema, type DatasetRecord } from "./store/layout.js";
import { datasetRecordSchema } from "./store/metadata.js";
import { describeSeries } from "./store/series.js";
import { readStored } from "./store/read.js";
import { metadataPathOf, writeStore, type Written } from "./store/write.js";

export interface ImportDatasetOptions extends ImportOptions {
  /** Where to put the data set; without it, into the cache. */
  readonly out?: string;
}

export interface ImportedDataset {
  /** The Arrow file. Its metadata lies beside it. */
  readonly path: string;
  readonly record: DatasetRecord;
  readonly report: QualityReport;
}

/**
 * Imports one or several files as one data set.
 * @throws DataError SAGE8101…SAGE8114, SAGE8117
 */
export async function importDataset(
  paths: string | readonly string[],
  options: ImportDatasetOptions = {},
): Promise<ImportedDataset> {
  const { out, ...reading } = options;
  const list = typeof paths === "string" ? [paths] : paths;
  const known: { entry?: CacheKey } = {};
  const place = (): string => out ?? (known.entry ??= findInCache(list, reading)).path;
  const { record, report } = await storeSource(list, reading, Date.now(), place);
  const path = place();
  known.entry?.remember();
  return { path, record, report };
}

export interface CheckedDataset {
  readonly record: DatasetRecord;
  readonly report: QualityReport;
}

/**
 * Examines any data file and reports, whatever its faults; nothing is written. Of a stored data set the hash is
 * checked too.
 * @throws DataError for what cannot be read at all, SAGE8115 for a stored data set whose bars were changed
 */
export async function checkDataset(path: string, options: ImportOptions = {}): Promise<CheckedDataset> {
  const now = Date.now();
  const stored = readStored(path);
  if (stored === null) {
    const { record, report } = await readSource(
      [path],
      { ...options, policy: options.policy ?? "warn" },
      now,
    );
    return { record, report };
  }
  const { record } = stored;
  const feed = fileFeed(path, stored);
  const hash = hashChunks(() => feed.chunks());
  if (hash !== record.hash) {
    throw new DataError(
      "SAGE8115",
      `The bars of ${path} have the SHA-256 ${hash}, its record says ${record.hash}.`,
      "The file was changed after it was written. Import it again from its source.",
    );
  }
  for (const { name, hash: written } of record.seriesRecords ?? []) {
    if (hashSeries(feed.chunks([name]), name) === written) continue;
    throw new DataError(
      "SAGE8115",
      `The column ${name} of ${path} has another SHA-256 than its record says.`,
      "The file was changed after it was written. Import it again from its source.",
    );
  }
  const report = checkChunks(() => feed.chunks(), record.interval, now);
  return { record: { ...record, score: report.summary.score, quality: report.summary }, report };
}

/** Writes a feed (made, resampled, cut) as a data set, checked on the way. @throws DataError SAGE8103, SAGE8114 */
export async function storeDataset(path: string, feed: BarFeed): Promise<DatasetRecord> {
  const { source, symbol, exchange, marketType, interval, series = [] } = feed.information;
  const describe = ({ bars: written, hash }: Written): DatasetRecord => {
    // Read back, not made again: a feed may cost more to run than a file.
    const { bars, from, to, gaps, missingBars } = countGaps(written(), interval);
    const { summary } = checkChunks(written, interval, Infinity);
    return {
      schema: recordSchema,
      source,
      symbol,
      exchange,
      marketType,
      interval,
      bars,
      from,
      to,
      gaps,
      missingBars,
      hash: hash(),
      score: summary.score,
      ...describeSeries(written, series),
      quality: summary,
      understood: [],
      changed: [],
    };
  };
  return writeStore(path, feed.chunks(series), describe, series);
}

/**
 * The metadata of a data set: of a stored one its record, of any other file what an import finds.
 * @throws DataError as `openDataset`
 */
export async function describeDataset(path: string, options: ImportOptions = {}): Promise<DatasetRecord> {
  const stored = readStored(path);
  if (stored !== null) return stored.record;
  const entry = findInCache([path], options);
  const cached = entry.present ? readStored(entry.path) : null;
  return cached?.record ?? (await readSource([path], options, Date.now())).record;
}

/**
 * Reads the metadata of a stored data set, given the Arrow file or the `.metadata.json` beside it.
 * @throws DataError SAGE8101, SAGE8106, SAGE8115
 */
export function readMetadata(path: string): DatasetRecord {
  if (!path.endsWith(".json")) {
    const stored = readStored(path);
    if (stored !== null) return stored.record;
  }
  const beside = path.endsWith(".json") ? path : metadataPathOf(path);
  if (beside !== path && !existsSync(beside)) {
    throw new DataError("SAGE8101", `${path} has no metadata.`, "Import it first: `sage data import`.");
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(beside, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw fromSystemError(error, beside);
    throw new DataError(
      "SAGE8106",
      `${beside} is no valid JSON: ${error.message}.`,
      "Import the data again.",
    );
  }
  const result = datasetRecordSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new DataError(
    "SAGE8115",
    `${beside} is no metadata of a data set: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}.`,
    "Import the data again.",
  );
}
