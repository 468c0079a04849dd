import type { ExperimentPlan, MetricConstraint } from "../../compiler/graph/experiment.js";
import type { GraphParameter } from "../../compiler/graph/index.js";
import type { DatasetInformation } from "../data/dataset.js";
import type { BacktestOptions } from "../modes/options.js";
import type { BacktestResult } from "../result.js";
import type { Rung } from "./halving.js";
import type { SearchValidation } from "./validated.js";
import type { Deflation, Trial, TrialTable } from "./trials.js";

export interface SearchCounts {
  /** Combinations of the ranges. */
  readonly cells: number;
  /** Of those looked at: left out because a `require` forbids them. */
  readonly forbidden: number;
  /** Sets that were tried: N of every statistic that knows of the search. */
  readonly trials: number;
  /** Of these: taken over from an earlier search that was stopped. */
  readonly resumed: number;
  /** Seen on a part of the bars only, because others did better there (successive halving); they are not ranked. */
  readonly dropped: number;
  /** Could not be run, as with a negative fee. */
  readonly refused: number;
  /** Do not meet a constraint. */
  readonly failing: number;
  /** Meet all, but what is optimised has no value. */
  readonly valueless: number;
}

export interface SearchResult {
  /** Hash of all that the numbers follow from. */
  readonly id: string;
  readonly strategy: string;
  readonly graphHash: string;
  readonly dataHash: string;
  readonly program: string;
  readonly sampler: string;
  readonly seed: number;
  readonly searched: readonly string[];
  /** All parameters of the strategy. */
  readonly parameters: readonly GraphParameter[];
  /** Of every parameter: what it may be. */
  readonly values: readonly (readonly number[])[];
  readonly objective: ExperimentPlan["objective"];
  readonly constraints: readonly MetricConstraint[];
  readonly data: DatasetInformation & { readonly bars: number };
  readonly counts: SearchCounts;
  /** The best, best first; among equals the one that was tried first. */
  readonly best: readonly Trial[];
  /** What the Sharpe ratio of the best is worth after so many trials. */
  readonly deflation: Deflation | null;
  /** What choosing on the training bars of the folds was worth on their test bars; null where nothing is validated. */
  readonly validation: SearchValidation | null;
  /** Of successive halving: what each rung saw and whom it let go on; else none. */
  readonly rungs: readonly Rung[];
  /** Every set. */
  readonly trials: TrialTable;
  /** Bars whose returns were kept block by block (`TrialTable.blocks`); 0: none. */
  readonly blockBars: number;
  /** Whether the strategy asks models. */
  readonly asksModels: boolean;
  /** Sets of values that models were trained for; 0 for a strategy without models, or where all was taken over. */
  readonly trainings: number;
  readonly workers: number;
  /** Bars times sets that were run, what was taken over left out. */
  readonly evaluations: number;
  readonly elapsedMs: number;
  /** The whole ledger of the k-th best (from 0): the backtest of its values. */
  readonly ledger: (k: number, options?: Pick<BacktestOptions, "keep">) => BacktestResult;
}
