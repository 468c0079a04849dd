import type { BarColumns, DatasetInformation } from "../../../runtime/data/dataset.js";
import type { Cut } from "../../interface/charts/cut.js";

/**
 * What a page and its research worker say to each other. Both are built together, so that the messages are types and
 * need no check; bars and curves change owner and are not copied.
 */
export type ToWorker =
  | { readonly kind: "start"; readonly kernels: WebAssembly.Module; readonly version: string }
  | { readonly kind: "load"; readonly id: number; readonly bars: GivenBars }
  | { readonly kind: "compile"; readonly id: number; readonly file: StrategyFile }
  | { readonly kind: "run"; readonly id: number; readonly request: RunRequest }
  | { readonly kind: "stop"; readonly id: number }
  | { readonly kind: "window"; readonly id: number; readonly request: WindowRequest }
  | { readonly kind: "account"; readonly id: number; readonly request: RunRequest }
  | { readonly kind: "explain"; readonly id: number; readonly request: ExplainRequest }
  | { readonly kind: "test"; readonly id: number; readonly file: StrategyFile };

/** Every request is answered once, by its id. */
export type FromWorker =
  | { readonly kind: "loaded"; readonly id: number; readonly data: DataFacts }
  | { readonly kind: "compiled"; readonly id: number; readonly compiled: Compiled }
  | { readonly kind: "ran"; readonly id: number; readonly run: RunView }
  | { readonly kind: "window"; readonly id: number; readonly window: PriceWindow }
  | { readonly kind: "account"; readonly id: number; readonly curves: AccountCurves }
  | { readonly kind: "explained"; readonly id: number; readonly lines: readonly ExplainedLine[] }
  | { readonly kind: "tested"; readonly id: number; readonly tests: readonly TestView[] }
  | { readonly kind: "overtaken"; readonly id: number }
  | { readonly kind: "refused"; readonly id: number; readonly refusal: Refusal };

/** Why something was not done: a sentence, and what to do about it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly help: string | null;
}

/** Bars of a file, or those that come with the program, made at the strategy's timeframe. */
export type GivenBars =
  | {
      readonly kind: "columns";
      readonly columns: BarColumns;
      readonly information: Omit<DatasetInformation, "hash"> & { readonly hash: string | null };
    }
  | { readonly kind: "sample" };

/** What the page shows of the data. */
export interface DataFacts {
  readonly source: string;
  readonly symbol: string | null;
  readonly bars: number;
  readonly interval: number;
  readonly from: number;
  readonly to: number;
  /** Whether any bar has a volume above zero. */
  readonly hasVolume: boolean;
}

export interface StrategyFile {
  readonly path: string;
  readonly text: string;
  /** Texts of the files that it may use, by path. */
  readonly others: Readonly<Record<string, string>>;
  /** Which strategy, where the file has several. */
  readonly strategy: string | null;
}

export interface Compiled {
  /** Names of the file's strategies. */
  readonly strategies: readonly string[];
  /** The one that is run; null where the file has errors or no strategy. */
  readonly strategy: CompiledStrategy | null;
  readonly errors: number;
  /** The first error in a sentence; null where there is none. */
  readonly firstError: string | null;
}

export interface CompiledStrategy {
  readonly name: string;
  readonly timeframe: number;
  readonly graphHash: string;
  readonly parameters: readonly ParameterRange[];
  readonly plots: readonly string[];
  readonly picture: GraphPicture;
  /** First bar on which something can be decided. */
  readonly warmup: number;
  /** Names of the models that it asks. */
  readonly models: readonly string[];
}

export interface ParameterRange {
  readonly name: string;
  readonly kind: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

export interface GraphPicture {
  readonly boxes: readonly {
    readonly id: string;
    readonly lines: readonly string[];
    readonly kind: string;
  }[];
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly label: string }[];
}

export interface RunRequest {
  /** Values of the parameters by name. */
  readonly values: Readonly<Record<string, number>>;
  readonly capital: number;
  /** Columns of pixels that the curves will be drawn on. */
  readonly width: number;
  /** Which part of the curves is drawn; null: all of them. */
  readonly cut: Cut | null;
}

/** A line by itself. */
export interface Curve {
  /** Epoch milliseconds. */
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** Lowest and highest value of each step, in the order of time; no peak and no trough is lost. */
export interface AccountCurves {
  readonly cut: Cut;
  /** All bars, drawn or not. */
  readonly total: number;
  /** Of all three lines, epoch milliseconds; a line that has no point there is NaN. */
  readonly time: Float64Array;
  readonly equity: Float64Array;
  /** Fractions, zero or less. */
  readonly drawdown: Float64Array;
  /** What the market alone would have made of the capital. */
  readonly market: Float64Array;
}

export interface TradeColumns {
  readonly count: number;
  /** Which of all trades the first row is, from 0: of very many only the last are sent. */
  readonly first: number;
  readonly side: Int8Array;
  readonly entryTime: Float64Array;
  readonly exitTime: Float64Array;
  readonly entryPrice: Float64Array;
  readonly exitPrice: Float64Array;
  readonly profit: Float64Array;
  readonly return: Float64Array;
  readonly bars: Float64Array;
  readonly id: Float64Array;
  /** Places in `reasons`. */
  readonly exitReason: Uint8Array;
  readonly reasons: readonly string[];
}

export interface RunView {
  readonly runId: string;
  readonly strategy: string;
  readonly values: Readonly<Record<string, number>>;
  readonly curves: AccountCurves;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly currency: string;
  readonly start: number;
  readonly end: number;
  readonly bars: number;
  /** The market, or the file. */
  readonly data: string;
  readonly trades: TradeColumns;
  readonly warnings: readonly Refusal[];
  readonly cost: RunCost;
}

/** Milliseconds of the parts of a run in the worker. */
export interface RunCost {
  readonly engine: number;
  readonly curves: number;
  readonly trades: number;
}

export interface WindowRequest {
  readonly values: Readonly<Record<string, number>>;
  /** Which bars; null: all. */
  readonly cut: Cut | null;
  /** Columns of pixels that they are drawn on. */
  readonly width: number;
}

/** Candles of a part of the data; where there are more bars than places, several bars are one candle. */
export interface PriceWindow {
  readonly candles: BarColumns;
  readonly cut: Cut;
  /** All bars, drawn or not. */
  readonly total: number;
  readonly plots: readonly { readonly label: string; readonly values: Float64Array }[];
  readonly marks: TradeMarks;
}

/** Where the last run's trades begin and end, in the order of the candles. */
export interface TradeMarks {
  /** Places in the candles. */
  readonly candle: Uint32Array;
  /** 0: a long entry, 1: a short one, 2: an exit with a profit, 3: one without. */
  readonly kind: Uint8Array;
  /** Trades that are too dense to be marked; 0: all are. */
  readonly hidden: number;
}

export interface ExplainRequest {
  readonly values: Readonly<Record<string, number>>;
  readonly capital: number;
  /** The number of the trade. */
  readonly trade: number;
}

export interface ExplainedLine {
  readonly depth: number;
  readonly text: string;
}

export interface TestView {
  readonly title: string;
  readonly strategy: string;
  readonly passed: boolean;
  /** What was expected and what happened instead; empty where it passed. */
  readonly failures: readonly string[];
}
