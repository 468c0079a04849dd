import type { MarketSeries } from "../../kernels/catalog/series.js";

/** What comes with bars besides them, one value a bar; NaN where none was told. */
export type SeriesColumns = Readonly<Partial<Record<MarketSeries, Float64Array>>>;

/** Bars as columns. `time` is the bar's open in epoch milliseconds UTC; prices are quote per base. */
export interface BarColumns {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Bars with what comes beside them. */
export interface BarPiece extends BarColumns {
  /** What was asked for and is there; absent: nothing. */
  readonly series?: SeriesColumns;
}

/** What is known about a data set besides its bars. */
export interface DatasetInformation {
  /** Where it came from, as the user named it. */
  readonly source: string;
  readonly symbol: string | null;
  readonly exchange: string | null;
  readonly marketType: "spot" | "perpetual" | "future" | null;
  /** Milliseconds between two bars. */
  readonly interval: number;
  readonly bars: number;
  /** Open time of the first and last bar, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Missing bars between the first and the last, and how many runs they form. */
  readonly gaps: number;
  readonly missingBars: number;
  /** SHA-256 over the little-endian float64 columns time, open, high, low, close, volume. */
  readonly hash: string;
  /** 0 to 100 (`docs/data.md`); null before a check. */
  readonly score: number | null;
  /** What comes with the bars besides prices and volume; absent: nothing. */
  readonly series?: readonly MarketSeries[];
}

/** A source of bars that a mode pulls in chunks; every feed is one of these. */
export interface BarFeed {
  readonly information: DatasetInformation;
  /**
   * Successive pieces of any length, in time order; a chunk is only valid until the next is asked for.
   * @param series what the pieces bring besides the bars, where the data has it
   */
  chunks(series?: readonly MarketSeries[]): Iterable<BarPiece>;
  /** The faster bars that these were made of. */
  readonly faster?: BarFeed;
}
