import { basename } from "node:path";
import { hashChunks, inBatches, seriesOf } from "../columns.js";
import { DataError } from "../data-error.js";
import type { BarPiece } from "../dataset.js";
import { formatInterval, minute } from "../interval.js";
import { checkChunks, type QualityReport } from "../quality/check.js";
import type { DatasetRecord } from "../store/layout.js";
import { describeSeries } from "../store/series.js";
import { openDelimited } from "./delimited.js";
import { draftTable, type Draft, type TradeDraft } from "./draft.js";
import { identify, type Piece } from "./identify.js";
import { mergeDrafts } from "./merge.js";
import { checkOptions, type ImportOptions } from "./options.js";
import { recordOf } from "./record.js";
import { findRoles, type Roles } from "./roles.js";
import { Scratch } from "./scratch.js";
import { settle } from "./settle.js";
import type { RawTable } from "./table.js";
import { candlesFromTrades } from "./trades.js";

/** A source read and put in order, still in memory. */
export interface ReadSource {
  readonly columns: BarPiece;
  readonly record: DatasetRecord;
  readonly report: QualityReport;
}

/**
 * Reads one or several files as one series of candles.
 * @param now epoch milliseconds, to tell whether the last bar is still forming
 * @throws DataError SAGE8101…SAGE8113 and SAGE8117
 */
export async function readSource(
  paths: readonly string[],
  given: ImportOptions,
  now: number,
): Promise<ReadSource> {
  const options = checkOptions(given);
  const [first] = paths;
  if (first === undefined)
    throw new DataError("SAGE8117", "No file was named.", "Name at least one data file.");
  const scratch = new Scratch();
  try {
    const pieces: Piece[] = [];
    for (const path of paths) pieces.push(...(await identify(path)));
    const drafts: Draft[] = [];
    let timeMeans: "open" | "close" | null = null;
    for (const piece of pieces) {
      const table = await openTable(piece, () => scratch.folder());
      const roles = findRoles(table, options);
      drafts.push(await draftOf(table, roles, options));
      if (roles.kind === "candles") timeMeans = roles.timeMeans;
    }
    const draft = mergeDrafts(drafts);
    const fileName = pieces[0]?.fileName ?? basename(first);
    const settled = settle(draft, { fileName, timeMeans, options });
    const columns = withoutEmpty(settled.columns);
    const chunks = () => inBatches(columns);
    const { time } = columns;
    const extent = { bars: time.length, from: time[0] ?? NaN, to: time.at(-1) ?? NaN };
    const report = checkChunks(chunks, settled.interval, now, settled.faults);
    const record = recordOf(
      { paths, fileName, options, symbol: draft.symbol, now },
      { ...settled, understood: [...draft.understood, ...settled.understood], extent },
      { report, series: describeSeries(chunks, seriesOf(columns)), hash: hashChunks(chunks) },
    );
    return { columns, record, report };
  } finally {
    scratch.remove();
  }
}

/** A series without a single value is none. */
function withoutEmpty({ series = {}, ...bars }: BarPiece): BarPiece {
  const found = Object.entries(series).filter(([, values]) => !values.every(Number.isNaN));
  return found.length === 0 ? bars : { ...bars, series: Object.fromEntries(found) };
}

export async function openTable(piece: Piece, scratch: () => string): Promise<RawTable> {
  switch (piece.format) {
    case "delimited":
      return openDelimited(piece, scratch);
    case "parquet":
      return (await import("./parquet.js")).openParquet(piece, scratch);
    case "json":
      return (await import("./json.js")).openJson(piece);
    case "arrow":
      return (await import("./arrow.js")).openArrow(piece);
  }
}

async function draftOf(table: RawTable, roles: Roles, options: ImportOptions): Promise<Draft> {
  const read = await draftTable(table, roles, options);
  return read.kind === "candles" ? read.draft : candlesDraft(read.draft, options);
}

function candlesDraft(trades: TradeDraft, options: ImportOptions): Draft {
  const interval = options.interval ?? minute;
  const built = candlesFromTrades(trades, interval);
  const asked = options.interval === undefined ? " (`--interval` chooses another)" : "";
  return {
    label: trades.label,
    columns: built.columns,
    closeTime: built.columns.time.map((open) => open + interval),
    rows: built.rows,
    unreadable: trades.unreadable,
    symbol: trades.symbol,
    understood: [
      ...trades.understood,
      `${trades.time.length} trades make ${built.columns.time.length} candles of ${formatInterval(interval)}${asked}.`,
      ...built.understood,
    ],
    locate: (rows) => trades.locate(rows),
  };
}
