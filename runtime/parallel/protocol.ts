import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumns } from "../data/dataset.js";
import type { BacktestOptions } from "../modes/options.js";
import type { RunSummary } from "../run-summary.js";
import type { SetRows } from "../search/run-sets.js";
import type { BarRange } from "../models/fold.js";
import type { JudgedFold, TrainOptions } from "../models/train/index.js";
import type { TileSettings } from "../search/tile-plan.js";
import type { SharedFeed, SharedRows } from "./shared-data.js";

/** One way through the bars. */
export interface SearchPass {
  /** Apart from each other, ascending: each is a run of its own, warmed up by all bars before it. */
  readonly ranges: readonly BarRange[];
  /** Whether the returns of the sets are added up block by block. */
  readonly keepsBlocks: boolean;
}

/** Sets of parameter values that go one way together. */
export interface SearchTask {
  /** Its number among the setup's. */
  readonly pass: number;
  readonly sets: readonly (readonly number[])[];
}

/** What all sets of a search have in common, as it is sent to a worker. */
export interface SearchSetup {
  readonly graph: Graph;
  readonly bars: {
    readonly columns: BarColumns;
    readonly feeds: readonly SharedRows[];
    readonly funding: SharedRows | null;
    readonly magnify: SharedRows | null;
  };
  readonly passes: readonly SearchPass[];
  readonly settings: TileSettings;
  readonly budget: number;
}

/** Data that several backtests read, sent once. */
export interface BacktestSetup {
  readonly feeds: readonly SharedFeed[];
}

/** One backtest; data are places in the setup. */
export interface BacktestTask {
  readonly graph: Graph;
  readonly feed: number;
  readonly feeds: readonly {
    readonly name: string;
    readonly bars?: number;
    readonly values?: { readonly information: ValueInformation; readonly rows: SharedRows };
  }[];
  readonly options: Omit<BacktestOptions, "feeds" | "signal" | "progress" | "onStatistics" | "module">;
}

export interface ValueInformation {
  readonly source: string;
  readonly rows: number;
  readonly from: number;
  readonly to: number;
  readonly hash: string;
}

/** One training of a strategy's models; data are places in the setup. */
export interface TrainingTask extends Pick<BacktestTask, "graph" | "feed" | "feeds"> {
  readonly options: Pick<
    TrainOptions,
    "parameters" | "from" | "to" | "capital" | "currency" | "calendar" | "riskFree" | "validates" | "finishes"
  >;
}

/** What came of it. */
export interface TrainingSummary {
  readonly models: readonly TrainedModel[];
  /** The tests as they were traded; null without validation, or for a strategy that never trades. */
  readonly run: RunSummary | null;
}

export interface TrainedModel {
  readonly name: string;
  /** Of all folds' test rows together; null where it was not validated. */
  readonly metrics: Readonly<Record<string, number | null>> | null;
  readonly folds: readonly {
    readonly number: number;
    readonly rounds: number;
    readonly metrics: Readonly<Record<string, number | null>>;
    /** What was said of its test bars. */
    readonly answers: JudgedFold["answers"];
  }[];
  /** The ONNX file of the model for use; null where only the validation was asked for. */
  readonly file: Uint8Array | null;
}

/** Every kind of work: what is sent once, what a task is, and what it gives. */
export interface WorkKinds {
  readonly search: {
    readonly setup: SearchSetup;
    readonly task: SearchTask;
    readonly result: SetRows;
  };
  readonly backtest: {
    readonly setup: BacktestSetup;
    readonly task: BacktestTask;
    readonly result: RunSummary;
  };
  readonly training: {
    readonly setup: BacktestSetup;
    readonly task: TrainingTask;
    readonly result: TrainingSummary;
  };
}

export type WorkKind = keyof WorkKinds;

/** To a worker. */
export type Request =
  | {
      readonly type: "open";
      readonly kind: WorkKind;
      readonly context: number;
      readonly setup: unknown;
      readonly module: WebAssembly.Module;
    }
  | { readonly type: "run"; readonly context: number; readonly ticket: number; readonly task: unknown }
  | { readonly type: "close"; readonly context: number };

/** A failure as it crosses threads. */
export interface SentFailure {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly help: string | null;
}

/** From a worker. */
export type Answer =
  | { readonly type: "done"; readonly ticket: number; readonly result: unknown }
  | { readonly type: "failed"; readonly ticket: number; readonly failure: SentFailure };
