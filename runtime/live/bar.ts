import type { MarketSeries } from "../../kernels/catalog/series.js";

/** One closed bar. Prices are quote per base. */
export interface LiveBar {
  /** Open time, epoch milliseconds UTC. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In base units. */
  readonly volume: number;
  /** What the venue told besides; a series that is absent was not told for this bar. */
  readonly series?: Readonly<Partial<Record<MarketSeries, number>>>;
}
