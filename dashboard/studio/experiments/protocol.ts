import type { Metrics } from "../../../runtime/metrics/catalog.js";
import type { Curve, GivenBars, Refusal, StrategyFile } from "../research/protocol.js";

/** What a page and its worker for long work say to each other; built together, so that the types are all the check there is. */
export type ToExperiments =
  | { readonly kind: "start"; readonly kernels: WebAssembly.Module; readonly version: string }
  | { readonly kind: "load"; readonly id: number; readonly bars: GivenBars }
  | { readonly kind: "search"; readonly id: number; readonly request: SearchRequest }
  | { readonly kind: "walk"; readonly id: number; readonly request: WalkRequest }
  | { readonly kind: "stop"; readonly id: number };

export type FromExperiments =
  | { readonly kind: "loaded"; readonly id: number }
  | { readonly kind: "progress"; readonly id: number; readonly progress: Progress }
  | { readonly kind: "searched"; readonly id: number; readonly view: SearchView }
  | { readonly kind: "walked"; readonly id: number; readonly view: WalkView }
  | { readonly kind: "refused"; readonly id: number; readonly refusal: Refusal }
  | { readonly kind: "stopped"; readonly id: number };

/** How far long work has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What is being done, where it has parts: fold 2 of 5. */
  readonly part: { readonly name: "fold" | "training"; readonly number: number; readonly of: number } | null;
  /** The best so far of what is optimised. */
  readonly best: number | null;
}

export const samplers = ["grid", "random", "latin", "tpe"] as const;
export type SamplerName = (typeof samplers)[number];

/** What is tried, and what the better set has more of. */
export interface ChoiceRequest {
  readonly file: StrategyFile;
  readonly capital: number;
  /** By parameter; what is left out keeps its value. */
  readonly ranges: Readonly<Record<string, { low: number; high: number; step: number }>>;
  readonly values: Readonly<Record<string, number>>;
  readonly sampler: SamplerName;
  /** Sets that are drawn, where not all are tried. */
  readonly trials: number;
  /** As in an experiment: `sharpe - max_drawdown`. */
  readonly optimise: string;
  /** As in an experiment: `trades >= 100`; empty: none. */
  readonly constraint: string;
}

export type SearchRequest = ChoiceRequest;

export interface WalkRequest extends ChoiceRequest {
  readonly window: "rolling" | "expanding";
  /** Days that are learned from, and days that are judged. */
  readonly trainDays: number;
  readonly testDays: number;
}

/** A set of values and what came of it. */
export interface TrialRow {
  readonly values: Readonly<Record<string, number>>;
  readonly objective: number | null;
  readonly totalReturn: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
  readonly trades: number | null;
}

/** Trials as the book of the studio's server takes them, so that every later Sharpe ratio is deflated by them too. */
export interface TrialBook {
  readonly dataHash: string;
  readonly searches: readonly {
    readonly id: string;
    readonly sums: { readonly count: number; readonly mean: number; readonly m2: number };
    readonly tried?: {
      readonly graph: string;
      readonly names: readonly string[];
      readonly grid?: readonly (readonly number[])[];
      readonly sets?: readonly (readonly number[])[];
    };
  }[];
}

export interface SearchAxis {
  readonly name: string;
  readonly kind: string;
}

export interface HeatView {
  readonly across: HeatAxisView;
  readonly up: HeatAxisView;
  /** Rows from the lowest value up; null where nothing was tried. */
  readonly rows: readonly (readonly (number | null)[])[];
}

export interface HeatAxisView {
  readonly name: string;
  readonly bins: readonly { readonly from: number; readonly to: number }[];
}

/** What a search found, wherever it was made: in the page, or by `sage search`. */
export interface SearchView {
  readonly id: string;
  readonly strategy: string;
  readonly sampler: string;
  readonly optimise: string;
  readonly direction: "maximise" | "minimise";
  readonly data: {
    readonly source: string;
    readonly bars: number;
    readonly from: number;
    readonly to: number;
  };
  readonly axes: readonly SearchAxis[];
  readonly counts: {
    readonly cells: number;
    readonly trials: number;
    readonly forbidden: number;
    readonly refused: number;
    readonly failing: number;
    readonly valueless: number;
  };
  /** The best first; of very many the best and some of the others. */
  readonly rows: readonly TrialRow[];
  readonly deflation: {
    readonly trials: number;
    readonly expectedSharpe: number | null;
    readonly probabilisticSharpe: number | null;
    readonly deflatedSharpe: number | null;
  } | null;
  readonly plateau: {
    readonly neighbours: number;
    readonly best: number;
    readonly mean: number;
    readonly lowest: number;
    readonly score: number;
  } | null;
  readonly importance: readonly { readonly name: string; readonly share: number }[];
  readonly heatMaps: readonly HeatView[];
  /** Probability of backtest overfitting; null where it could not be told. */
  readonly overfitting: number | null;
  readonly elapsedMs: number;
  /** Of a search of the page: what is to be remembered of it. */
  readonly book: TrialBook | null;
  /** Metrics of the best, by which its Sharpe ratio is deflated; null: there is none. */
  readonly bestMetrics: Metrics | null;
}

export type Figures = Readonly<Record<string, number | null>>;

export interface FoldView {
  readonly fold: number;
  readonly train: { readonly from: number; readonly to: number };
  readonly test: { readonly from: number; readonly to: number };
  /** Null: no set met the constraint, and nothing was traded. */
  readonly parameters: Readonly<Record<string, number>> | null;
  readonly tried: number;
  readonly trades: number;
  readonly inSample: Figures | null;
  readonly outOfSample: Figures;
}

/** A walk-forward, wherever it was made. */
export interface WalkView {
  readonly strategy: string;
  readonly searched: readonly string[];
  readonly optimise: string | null;
  readonly folds: readonly FoldView[];
  /** Of the tests chained into one account. */
  readonly metrics: Figures;
  readonly account: { readonly start: number; readonly end: number };
  readonly measures: {
    readonly inSampleAnnual: number | null;
    readonly outOfSampleAnnual: number | null;
    readonly efficiency: number | null;
    readonly profitableFolds: number;
    readonly stability: readonly {
      readonly name: string;
      readonly mean: number;
      readonly deviation: number | null;
      readonly changes: number;
    }[];
  };
  readonly trials: { readonly count: number; readonly deflatedSharpe: number | null };
  readonly leftOver: number;
  readonly equity: Curve;
  readonly elapsedMs: number;
  readonly book: TrialBook | null;
}
