import type { Graph, GraphModel } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import { RunError } from "../../engine/error.js";
import { boundScalars, parameterValues } from "../../engine/parameters.js";
import type { Feeds } from "../../feeds/bind.js";
import { programVersion } from "../../modes/identity.js";
import { lowerBound } from "../../modes/series.js";
import { withTick } from "../../modes/tick.js";
import { foldsOfModel, type FoldPlan } from "../folds/index.js";
import type { BarRange } from "../fold.js";
import { featureSchemaOf } from "../registry/feature-schema.js";
import { modelTable, selectRows, type CacheEvent, type ColumnCache, type ModelTable } from "../rows/index.js";
import type { TrainSettings } from "../train-settings.js";
import type { Trainee } from "./fit.js";
import { learnerSettings } from "./learner-settings.js";

export interface PlanOptions {
  readonly parameters?: Readonly<Record<string, number>> | undefined;
  readonly feeds?: Feeds | undefined;
  /** Open times of the first bar that may be used, and of the first that may not any more. */
  readonly from?: number | null | undefined;
  readonly to?: number | null | undefined;
  readonly cache?: ColumnCache | undefined;
  readonly onCache?: ((model: string, event: CacheEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A model that is to be trained, and on which bars. */
export interface PlannedModel {
  readonly trainee: Trainee;
  readonly folds: FoldPlan;
  /** Bars that the model for use is trained on. */
  readonly whole: readonly BarRange[];
}

export interface TrainingPlan {
  readonly graph: Graph;
  /** Of the graph's parameters, in its order. */
  readonly values: readonly number[];
  readonly models: readonly PlannedModel[];
  /** Open times of all bars. */
  readonly time: Float64Array;
}

/**
 * Computes features and targets of every model, and cuts the history into folds. Models of one strategy are judged on the
 * same bars: those on which all of them can be.
 * @throws RunError SAGE8384 where the strategy has none; SAGE8388 where they are validated differently; those of rows and folds
 */
export async function planTraining(
  given: Graph,
  feed: BarFeed,
  options: PlanOptions = {},
): Promise<TrainingPlan> {
  const graph = withTick(given, feed);
  if (graph.models.length === 0)
    throw new RunError(
      "SAGE8384",
      `\`${graph.strategy}\` has no model, so there is nothing to train.`,
      "Rules are walked forward with `sage run FILE --mode walk-forward`.",
    );
  const values = parameterValues(graph, options.parameters ?? {});
  const scalars = boundScalars(graph, values);
  const tables: { readonly model: GraphModel; readonly table: ModelTable }[] = [];
  for (const model of graph.models) tables.push({ model, table: await tableOf(given, feed, model, options) });
  const shared = sharedSettings(
    graph,
    tables.map(({ table }) => table),
    options,
  );
  const first = Math.max(...tables.map(({ table }) => table.first));
  const models = tables.map(({ model, table }): PlannedModel => {
    const settings: TrainSettings = { ...table.settings, ...shared };
    const within: ModelTable = { ...table, settings };
    return {
      trainee: {
        model,
        table: within,
        rows: selectRows(within),
        settings: learnerSettings(model, scalars),
        schemaHash: featureSchemaOf(graph, values, model).schemaHash,
        program: programVersion(),
        timeframe: graph.market.timeframe,
      },
      folds: foldsOfModel({ time: table.time, first }, settings),
      whole: wholeOf(within, first),
    };
  });
  return { graph, values, models, time: tables[0]?.table.time ?? new Float64Array(0) };
}

function tableOf(
  graph: Graph,
  feed: BarFeed,
  { name }: GraphModel,
  options: PlanOptions,
): Promise<ModelTable> {
  const { parameters, feeds, cache, onCache, signal } = options;
  return modelTable(graph, name, feed, {
    ...(parameters !== undefined && { parameters }),
    ...(feeds !== undefined && { feeds }),
    ...(signal !== undefined && { signal }),
    ...(onCache !== undefined && { onCache: (event) => onCache(name, event) }),
    cache,
  });
}

/** What decides where folds lie, for all models of a strategy alike; distances are the longest of them. */
function sharedSettings(
  { strategy, models }: Graph,
  tables: readonly ModelTable[],
  { from = null, to = null }: PlanOptions,
): Partial<TrainSettings> {
  const [first] = tables;
  if (first === undefined) return {};
  const cutsOf = ({ settings }: ModelTable): string => {
    const { validation, window, folds, testFolds, holdout } = settings;
    return JSON.stringify([validation, window, folds, testFolds, holdout]);
  };
  const other = tables.findIndex((table) => cutsOf(table) !== cutsOf(first));
  if (other > 0)
    throw new RunError(
      "SAGE8388",
      `\`${models[0]?.name ?? ""}\` and \`${models[other]?.name ?? ""}\` of \`${strategy}\` are validated on different bars, so that they cannot be traded together.`,
      "Give both the same `validation`, `window` and `folds`; `refit` and `samples` may differ.",
    );
  const longest = (of: (settings: TrainSettings) => number): number =>
    Math.max(...tables.map(({ settings }) => of(settings)));
  const limits = (of: (settings: TrainSettings) => number | null): number[] =>
    tables.flatMap(({ settings }) => of(settings) ?? []);
  const since = [...limits(({ since: day }) => day), ...(from === null ? [] : [from])];
  const until = [...limits(({ until: day }) => day), ...(to === null ? [] : [to])];
  return {
    reach: longest(({ reach }) => reach),
    purge: longest(({ purge }) => purge),
    embargo: longest(({ embargo }) => embargo),
    since: since.length === 0 ? null : Math.max(...since),
    until: until.length === 0 ? null : Math.min(...until),
  };
}

/** All bars that may be used, or the last window of them. */
function wholeOf(
  { time, delay, settings: { since, until, window } }: ModelTable,
  first: number,
): readonly BarRange[] {
  const to = until === null ? time.length : lowerBound(time, until);
  const from = Math.max(
    first,
    since === null ? 0 : lowerBound(time, since),
    window === null ? 0 : to - window,
  );
  // A target that is known only after the last day that may be used would have the model know that day's future.
  const end = until === null ? to : Math.max(0, to - delay);
  return [{ from: Math.min(from, end), to: end }];
}

/** How many models are trained: one for each fold of each model, and one of each for use. */
export const trainingsOf = (plan: TrainingPlan, final: boolean): number =>
  plan.models.reduce((sum, { folds }) => sum + folds.folds.length + (final ? 1 : 0), 0);
