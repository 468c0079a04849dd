import type { MarketSeries } from "../../kernels/catalog/series.js";
import type { Graph, GraphSpan } from "./schema.js";

/** Prices and volume of a test's bars; all columns have one length. NaN is missing. */
export interface TestBars {
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly volume: readonly number[];
}

/** What a test says of a feed, bar by bar: what is known of it at the close of each; NaN: nothing new. */
export type TestFeed =
  | { readonly kind: "market"; readonly bars: TestBars }
  | { readonly kind: "file"; readonly values: readonly number[] };

/** What the strategy of a test reads beside its own candles. */
export interface TestBeside {
  readonly series: Readonly<Partial<Record<MarketSeries, readonly number[]>>>;
  readonly feeds: Readonly<Record<string, TestFeed>>;
}

/** What must, or must not, come of a test. Bars are counted from 0; `bar` null is anywhere in the series. */
export type TestExpectation = {
  /** As written, without `expect`. */
  readonly text: string;
  readonly span: GraphSpan;
  readonly bar: number | null;
} & (
  | {
      /** Decided at the close of the bar: an entry or exit for which an order follows. */
      readonly kind: "rule";
      readonly action: "enter" | "exit";
      readonly side: "long" | "short" | "all";
      readonly negated: boolean;
    }
  | {
      /** A protection that left the position, or a part of it, in this bar. */
      readonly kind: "protection";
      readonly protection: "stop" | "take" | "trail" | "expire";
      readonly negated: boolean;
    }
  /** No order follows from this bar's close. */
  | { readonly kind: "nothing"; readonly negated: boolean }
  | {
      readonly kind: "value";
      /** A name of the graph. */
      readonly name: string;
      /** NaN: it must be missing. */
      readonly value: number;
      /** Largest difference: half a unit of the last digit that is written. */
      readonly tolerance: number;
      readonly bar: number;
    }
);

/** A `test` of a file, ready to be run: plain data. */
export interface StrategyTest {
  readonly title: string;
  readonly strategy: string;
  readonly span: GraphSpan;
  /** Compiled for the test's own parameter values, so that it decides as early as these allow. */
  readonly graph: Graph;
  /** What `with` says, by parameter. */
  readonly values: Readonly<Record<string, number>>;
  /** Open time of the first bar, epoch milliseconds UTC. */
  readonly start: number;
  readonly bars: TestBars;
  readonly beside: TestBeside;
  readonly expectations: readonly TestExpectation[];
}
