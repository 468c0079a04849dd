import { basename } from "node:path";
import type { QualityReport, SourceFaults } from "../quality/check.js";
import { recordSchema, type DatasetRecord } from "../store/layout.js";
import type { describeSeries } from "../store/series.js";
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

/** What imported bars in order turned out to be. */
export interface Examined {
  readonly report: QualityReport;
  readonly series: ReturnType<typeof describeSeries>;
  readonly hash: string;
}

/** Makes the record of imported bars that were examined. */
export function recordOf(
  origin: Origin,
  { interval, understood: said, changed, extent }: Account,
  { report, series, hash }: Examined,
): DatasetRecord {
  const [first = ""] = origin.paths;
  const understood = [...said];
  const named = identity(first, origin, understood);
  return {
    schema: recordSchema,
    source: origin.paths.length === 1 ? first : `${first} and ${origin.paths.length - 1} more`,
    ...named,
    interval,
    ...extent,
    gaps: report.summary.gaps,
    missingBars: report.summary.missingBars,
    hash,
    score: report.summary.score,
    ...series,
    quality: report.summary,
    understood,
    changed,
  };
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
