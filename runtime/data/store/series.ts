import type { MarketSeries } from "../../../kernels/catalog/series.js";
import { columnNames, hashSeries } from "../columns.js";
import type { BarPiece } from "../dataset.js";
import type { DatasetRecord, SeriesRecord } from "./layout.js";

/** What a record says of the columns of a data set, given what comes with its bars. */
export function describeSeries(
  chunks: () => Iterable<BarPiece>,
  series: readonly MarketSeries[],
): Pick<DatasetRecord, "columns" | "series" | "seriesRecords"> {
  if (series.length === 0) return { columns: columnNames };
  const seriesRecords = series.map((name) => describe(chunks, name));
  return { columns: [...columnNames, ...series], series, seriesRecords };
}

function describe(chunks: () => Iterable<BarPiece>, name: MarketSeries): SeriesRecord {
  let values = 0;
  let from = NaN;
  let to = NaN;
  for (const { time, series } of chunks()) {
    for (const [bar, value] of (series?.[name] ?? []).entries()) {
      if (Number.isNaN(value)) continue;
      to = time[bar] ?? NaN;
      if (values === 0) from = to;
      values++;
    }
  }
  return { name, values, from, to, hash: hashSeries(chunks(), name) };
}
