import { isMarketSeries, type MarketSeries } from "../../../kernels/catalog/series.js";
import { allocateColumns } from "../../data/columns.js";
import type { BarFeed } from "../../data/dataset.js";
import { countGaps } from "../../data/gaps.js";
import { memoryFeed } from "../../feeds/memory.js";
import type { Market } from "../market.js";
import type { LiveBar } from "../bar.js";

/** The bars that a live session saw, as data of a backtest. */
export function feedOfRows(bars: readonly LiveBar[], market: Market, source: string): BarFeed {
  const names = [...new Set(bars.flatMap(({ series }) => Object.keys(series ?? {})))].filter(isMarketSeries);
  const columns = allocateColumns(bars.length, names);
  for (const [k, bar] of bars.entries()) {
    columns.time[k] = bar.time;
    for (const name of ["open", "high", "low", "close", "volume"] as const) columns[name][k] = bar[name];
    for (const name of names) setSeries(columns.series?.[name], k, bar, name);
  }
  const { exchange, symbol, marketType, interval } = market;
  return memoryFeed(columns, {
    source,
    symbol,
    exchange,
    marketType,
    interval,
    ...countGaps([columns], interval),
    score: null,
  });
}

function setSeries(
  column: Float64Array | undefined,
  at: number,
  { series }: LiveBar,
  name: MarketSeries,
): void {
  if (column !== undefined) column[at] = series?.[name] ?? Number.NaN;
}
