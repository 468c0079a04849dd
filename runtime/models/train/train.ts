import type { Graph } from "../../../compiler/graph/index.js";
import { canTrade } from "../../broker/bind.js";
import type { BarColumns, BarFeed } from "../../data/dataset.js";
import { RunError } from "../../engine/error.js";
import { AnswerLog } from "../../engine/answer-log.js";
import type { MarketCalendar } from "../../metrics/index.js";
import { backtest } from "../../modes/backtest.js";
import type { BacktestOptions } from "../../modes/options.js";
import { runFolds, type TestWindow, type TradedFolds } from "../../modes/walk-forward/run-folds.js";
import { shareBars } from "../../parallel/shared-data.js";
import type { BacktestResult } from "../../result.js";
import type { Judgement } from "../judge/index.js";
import type { TrainEvent } from "./events.js";
import { fitModel, type FittedFold } from "./fit.js";
import { identifyTraining, type TrainingIdentity } from "./identity.js";
import { planTraining, trainingsOf, type PlannedModel, type PlanOptions, type TrainingPlan } from "./plan.js";
import { judgeFold, judgeTogether, type JudgedFold, type SkippedFold } from "./validate.js";

export interface TrainOptions extends PlanOptions {
  readonly capital?: number | undefined;
  readonly currency?: string | undefined;
  readonly calendar?: MarketCalendar | undefined;
  readonly riskFree?: number | undefined;
  /** Threads of a learner; what is learned does not depend on them. Default: one a core. */
  readonly threads?: number | undefined;
  /** Judge on folds before all; default true. */
  readonly validates?: boolean | undefined;
  /** Train a model for use on all bars at last; default true. */
  readonly finishes?: boolean | undefined;
  /** Look at what features are worth on each fold's test rows; default false. */
  readonly explains?: boolean | undefined;
  readonly progress?: ((progress: TrainProgress) => void) | undefined;
  readonly onEvent?: ((event: TrainEvent) => void) | undefined;
}

export interface TrainProgress {
  /** Counted from 1: trainings of all models, those for use with them. */
  readonly training: number;
  readonly trainings: number;
  readonly model: string;
  /** Of this training. */
  readonly done: number;
  readonly total: number;
}

/** What came of one model. */
export interface ModelOutcome {
  readonly planned: PlannedModel;
  readonly folds: readonly JudgedFold[];
  readonly skipped: readonly SkippedFold[];
  /** Of all folds' test rows together; null where it was not validated. */
  readonly together: Judgement | null;
  /** For use; null where only the validation was asked for. Its predictor is open. */
  readonly final: FittedFold | null;
}

export interface TrainResult {
  readonly run: TrainingIdentity;
  readonly plan: TrainingPlan;
  readonly models: readonly ModelOutcome[];
  /** The tests as they were traded; null without validation, or for a strategy that never trades. */
  readonly traded: TradedFolds | null;
  /** Models that were trained. */
  readonly trainings: number;
  readonly timings: { readonly features: number; readonly train: number; readonly validation: number };
  readonly elapsedMs: number;
}

/**
 * Trains the models of a strategy on each fold of its validation, judges them on bars they have not learned from, trades
 * these bars, and trains a model for use on all bars. The same strategy, data and settings give the same files, to the
 * last bit, on any number of threads.
 * @throws RunError where the strategy has no model, the data are too few, or no fold can be trained
 */
export async function train(graph: Graph, feed: BarFeed, options: TrainOptions = {}): Promise<TrainResult> {
  const started = performance.now();
  const plan = await planTraining(graph, feed, { ...options, onCache: cacheTeller(options) });
  const features = performance.now() - started;
  const { validates = true, finishes = true, onEvent } = options;
  const steps = new Steps(
    (validates ? trainingsOf(plan, false) : 0) + (finishes ? plan.models.length : 0),
    options,
  );
  onEvent?.({
    event: "train_start",
    models: plan.models.map(({ trainee }) => trainee.model.name),
    trainings: steps.total,
    bars: plan.time.length,
  });
  const models: ModelOutcome[] = [];
  for (const planned of plan.models) models.push(await trainModel(planned, steps, options));
  const trained = performance.now();
  const run = identifyTraining(plan, feed, options);
  const traded =
    validates && canTrade(plan.graph) ? await trade(plan, feed, models, run, options, started) : null;
  const ended = performance.now();
  if (traded !== null) tellTraded(traded.result, plan, onEvent);
  const timings = { features, train: trained - started - features, validation: ended - trained };
  onEvent?.({ event: "train_timings", ...timings, total: ended - started });
  const skipped = models.reduce((sum, each) => sum + each.skipped.length, 0);
  onEvent?.({ event: "train_complete", trainings: steps.total - skipped, skipped });
  return { run, plan, models, traded, trainings: steps.total - skipped, timings, elapsedMs: ended - started };
}

function cacheTeller({ onCache, onEvent }: TrainOptions): PlanOptions["onCache"] {
  return (model, event) => {
    onCache?.(model, event);
    const { found, computed, unkept } = event;
    if (found.length > 0) onEvent?.({ event: "feature_cache_hit", model, columns: found });
    if (computed.length > 0) onEvent?.({ event: "feature_cache_miss", model, columns: computed });
    if (unkept !== null) onEvent?.({ event: "feature_cache_unkept", model, reason: unkept });
  };
}

/** Counts trainings, and tells how far each has come. */
class Steps {
  #training = 0;

  constructor(
    readonly total: number,
    private readonly options: TrainOptions,
  ) {}

  /** Begins with the next training; gives what it tells its progress. */
  next(model: string): (done: number, total: number) => void {
    this.options.signal?.throwIfAborted();
    const training = ++this.#training;
    const tell = (done: number, total: number): void =>
      this.options.progress?.({ training, trainings: this.total, model, done, total });
    tell(0, 1);
    return tell;
  }
}

async function trainModel(
  planned: PlannedModel,
  steps: Steps,
  { validates = true, finishes = true, explains = false, threads, signal, onEvent }: TrainOptions,
): Promise<ModelOutcome> {
  const { trainee, folds: plan, whole } = planned;
  const { name } = trainee.model;
  const folds: JudgedFold[] = [];
  const skipped: SkippedFold[] = [];
  for (const fold of validates ? plan.folds : []) {
    const limits = { threads, signal, progress: steps.next(name) };
    const wanted = !explains ? "nothing" : fold === plan.folds.at(-1) ? "all" : "importance";
    const found = await judgeFold(trainee, fold, plan, limits, wanted);
    if ("reason" in found) {
      skipped.push(found);
      onEvent?.({ event: "validation_skip", model: name, fold: fold.number, reason: found.reason });
    } else {
      folds.push(found);
      const { trainRows, rounds, milliseconds, judgement } = found;
      const { rows: testRows, metrics } = judgement;
      onEvent?.({
        event: "validation_split",
        model: name,
        fold: fold.number,
        trainRows,
        testRows,
        rounds,
        milliseconds,
        metrics,
      });
    }
    // Lets Ctrl-C in between two trainings.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [first] = skipped;
  if (first !== undefined && folds.length === 0) throw noneTrained(name, skipped.length, first.reason);
  const together = folds.length === 0 ? null : judgeTogether(trainee, folds);
  if (together !== null)
    onEvent?.({
      event: "validation_aggregate",
      model: name,
      folds: folds.length,
      rows: together.rows,
      metrics: together.metrics,
    });
  const final = finishes
    ? await fitModel(trainee, whole, { threads, signal, progress: steps.next(name) })
    : null;
  if (final !== null) {
    const { rounds, milliseconds, seen } = final;
    onEvent?.({ event: "train_fit", model: name, rows: seen.count, rounds, milliseconds });
  }
  return { planned, folds, skipped, together, final };
}

const noneTrained = (name: string, folds: number, reason: string): RunError =>
  new RunError(
    "SAGE8389",
    `None of the ${folds} folds of \`${name}\` could be trained. The first: ${reason}`,
    "Use more data, fewer folds, or ask for fewer rows with `train { samples: … }`.",
  );

/** Trades the test bars on what was said of them. */
async function trade(
  plan: TrainingPlan,
  feed: BarFeed,
  models: readonly ModelOutcome[],
  run: TrainingIdentity,
  options: TrainOptions,
  started: number,
): Promise<TradedFolds> {
  const bars: BarColumns = shareBars(plan.graph, feed);
  const [first] = plan.models;
  if (first === undefined) throw new RangeError("a training without models");
  // Of combinatorial folds several have said something of a bar: a window hears its own only.
  const overlaps = first.folds.paths.length > 1;
  const all = overlaps ? undefined : answersOf(models, () => true);
  return runFolds(plan.graph, feed, first.folds, {
    bars,
    run,
    capital: options.capital ?? 10_000,
    currency: options.currency,
    calendar: options.calendar,
    riskFree: options.riskFree,
    signal: options.signal,
    started,
    warnings: skippedWarnings(models),
    trade: (window) => {
      const numbers = new Set(window.folds.map(({ number }) => number));
      const answers = all ?? answersOf(models, ({ fold }) => numbers.has(fold.number));
      return tradeWindow(plan, feed, window, answers, options);
    },
  });
}

function tradeWindow(
  { graph }: TrainingPlan,
  feed: BarFeed,
  { begin, end, capital }: TestWindow,
  answers: AnswerLog,
  { parameters, feeds, calendar, riskFree, signal }: TrainOptions,
): BacktestResult {
  const given: BacktestOptions = {
    capital,
    from: begin,
    to: end,
    answers,
    keep: { plots: false },
    ...(parameters !== undefined && { parameters }),
    ...(feeds !== undefined && { feeds }),
    ...(calendar !== undefined && { calendar }),
    ...(riskFree !== undefined && { riskFree }),
    ...(signal !== undefined && { signal }),
  };
  return backtest(graph, feed, given);
}

/** What the models have said on the tests of some folds, in the order of time. */
function answersOf(models: readonly ModelOutcome[], isMeant: (fold: JudgedFold) => boolean): AnswerLog {
  const log = new AnswerLog();
  for (const [place, { folds }] of models.entries()) {
    const ranges = folds.filter(isMeant).flatMap(({ answers }) => answers);
    for (const { from, outputs } of ranges.toSorted((one, other) => one.from - other.from))
      log.keep(place, from, outputs);
  }
  return log;
}

function skippedWarnings(models: readonly ModelOutcome[]) {
  return models.flatMap(({ planned, skipped }) => {
    const [first] = skipped;
    if (first === undefined) return [];
    const { name } = planned.trainee.model;
    const numbers = skipped.map(({ fold }) => fold.number);
    return [
      {
        code: "SAGE8390",
        message: `\`${name}\` could not be trained in ${numbers.length} of ${planned.folds.folds.length} folds, where it says nothing (fold ${numbers[0] ?? 0}: ${first.reason})`,
        help: "Use more data, or ask for fewer rows with `train { samples: … }`.",
      },
    ];
  });
}

function tellTraded({ metrics }: BacktestResult, plan: TrainingPlan, onEvent: TrainOptions["onEvent"]): void {
  onEvent?.({
    event: "validation_runtime",
    folds: plan.models[0]?.folds.folds.length ?? 0,
    totalReturn: metrics.totalReturn,
    sharpe: metrics.sharpe,
    trades: metrics.tradeCount ?? 0,
  });
}
