import { basename } from "node:path";
import type { MarketSeries } from "../../../kernels/catalog/series.js";
import { hashChunks } from "../columns.js";
import type { BarPiece } from "../dataset.js";
import { checkChunks, type QualityReport, type SourceFaults } from "../quality/check.js";
import { recordSchema, type DatasetRecord } from "../store/layout.js";
import { describeSeries } from "../store/series.js";
import { symbolInName, symbolInTitle, venueInPath } from "./names.js";
import type { ImportOptions } from "./options.js";

/** Where bars come from. */
export interface Origin {
  readonly paths: readonly string[];
  readonly fileName: string;
  readonly options: ImportOptions;
  /** What the source calls its instrument, if it does. */
  readonly symbol: string | null;
  /** Epoch milliseconds, to tell whether the last bar is still forming. */
  readonly now: number;
}

/** What putting bars in order took. */
export interface Account {
  readonly interval: number;
  readonly faults: SourceFaults;
  readonly understood: readonly string[];
  readonly changed: readonly string[];
  readonly extent: Pick<DatasetRecord, "bars" | "from" | "to">;
}

/** Examines imported bars in order and makes their record. `chunks` is walked several times. */
export function recordOf(
  origin: Origin,
  { interval, faults, understood: said, changed, extent }: Account,
  chunks: () => Iterable<BarPiece>,
  series: readonly MarketSeries[],
  hash: () => string = () => hashChunks(chunks),
): { readonly record: DatasetRecord; readonly report: QualityReport } {
  const [first = ""] = origin.paths;
  const report = checkChunks(chunks, interval, origin.now, faults);
  const understood = [...said];
  const named = identity(first, origin, understood);
  const record: DatasetRecord = {
    schema: recordSchema,
    source: origin.paths.length === 1 ? first : `${first} and ${origin.paths.length - 1} more`,
    ...named,
    interval,
    ...extent,
    gaps: report.summary.gaps,
    missingBars: report.summary.missingBars,
    hash: hash(),
    score: report.summary.score,
    ...describeSeries(chunks, series),
    quality: report.summary,
    understood,
    changed,
  };
  return { record, report };
}

function identity(
  path: string,
  { fileName, options, symbol: own }: Origin,
  understood: string[],
): Pick<DatasetRecord, "symbol" | "exchange" | "marketType"> {
  const venue = venueInPath(path);
  const symbol =
    options.symbol ?? symbolInTitle(own) ?? symbolInName(fileName) ?? symbolInName(basename(path));
  const exchange = options.exchange ?? venue.exchange;
  const marketType = options.marketType ?? venue.marketType;
  if (options.symbol === undefined && own === null && symbol !== null) {
    understood.push(`The symbol is ${symbol}: the file's name says so.`);
  }
  if (options.exchange === undefined && exchange !== null) {
    understood.push(`The exchange is ${exchange}: the path says so.`);
  }
  return { symbol, exchange, marketType };
}
