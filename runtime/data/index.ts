/** Data sets: opening, importing, checking, resampling, making and writing them. The heavy parts load when used. */
import type { BarFeed } from "./dataset.js";
import type { ImportOptions } from "./import/options.js";
import type { QualityReport } from "./quality/check.js";
import type { DatasetRecord } from "./store/layout.js";

export type { BarColumns, BarFeed, DatasetInformation } from "./dataset.js";
export { DataError, dataErrorCodes, type DataErrorCode } from "./data-error.js";
export { formatInterval, parseInterval } from "./interval.js";
export { openDataset, type ImportAccount, type OpenOptions } from "./open.js";
export type { ImportOptions, Policy } from "./import/options.js";
export type { QualityReport } from "./quality/check.js";
export type { Finding, FindingKind, Place } from "./quality/finding.js";
export type { DatasetRecord, QualitySummary } from "./store/layout.js";
export { fileFeed, memoryFeed } from "../feeds/file.js";
