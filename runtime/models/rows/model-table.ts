import { boundScalars, parameterValues } from "../../engine/parameters.js";
import type { ColumnReference, Graph, GraphModel } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import { RunError } from "../../engine/error.js";
import { bindFeeds, type Feeds } from "../../feeds/bind.js";
import { refuseFeed } from "../../modes/refuse-feed.js";
import { withTick } from "../../modes/tick.js";
import { trainSettings, type TrainSettings } from "../train-settings.js";
import type { FeatureColumn, TargetColumn } from "../training-rows.js";
import type { ColumnCache } from "./column-cache.js";
import { computeColumns, type Pass, type WantedColumn } from "./compute-columns.js";
import { obtainColumns, type CacheEvent, type ColumnSource } from "./obtain-columns.js";

export interface TableOptions {
  /** Values of the strategy's parameters by name. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Data of the strategy's feeds, by name. */
  readonly feeds?: Feeds;
  /** Where columns are kept between runs; absent: nowhere. */
  readonly cache?: ColumnCache | undefined;
  /** Told which columns were found and which were computed. */
  readonly onCache?: (event: CacheEvent) => void;
  readonly module?: WebAssembly.Module;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
}

/** What a model sees, by bar: from the first bar of the data to the last, with its policy where bars are missing. */
export interface FeatureTable {
  /** Open times of the bars, epoch milliseconds UTC. */
  readonly time: Float64Array;
  /** One value for each bar. */
  readonly features: readonly FeatureColumn[];
  /** From this bar on it no longer matters where the data begins; the number of bars where that is never. */
  readonly first: number;
}

/** What a model sees and what it is to foresee, by bar. */
export interface ModelTable extends FeatureTable {
  readonly close: Float64Array;
  /** By bar; NaN where it is not known, or where the row is not to be learned from. */
  readonly target: TargetColumn;
  /** Bars after its own until a target is known, for these parameter values. */
  readonly delay: number;
  /** Bars for which each target is alive, where that differs from bar to bar; null: `delay` for all. */
  readonly lives: Float64Array | null;
  readonly settings: TrainSettings;
}

/** @throws RunError SAGE8308 for a model that the strategy does not have */
export function findModel({ models, strategy }: Graph, name: string): GraphModel {
  const model = models.find((each) => each.name === name);
  if (model !== undefined) return model;
  throw new RunError(
    "SAGE8308",
    `\`${strategy}\` has no model \`${name}\`.`,
    models.length === 0
      ? "It has no model at all."
      : `It has ${models.map((each) => `\`${each.name}\``).join(", ")}.`,
  );
}

/**
 * Features and target of a model over all bars of a feed, in one pass of the engine, or from the cache.
 * @throws RunError SAGE8300, SAGE8308, SAGE8309, and those of parameters and feeds
 */
export async function modelTable(
  written: Graph,
  name: string,
  feed: BarFeed,
  options: TableOptions = {},
): Promise<ModelTable> {
  const model = findModel(written, name);
  const source = bound(written, feed, options);
  return withTarget(source, model, await obtainColumns(source, wantedOf(model)));
}

/**
 * The same at once and without a cache.
 * @throws RunError SAGE8300, SAGE8308, SAGE8309, and those of parameters and feeds
 */
export function computedTable(
  written: Graph,
  name: string,
  feed: BarFeed,
  options: Omit<TableOptions, "cache" | "onCache"> = {},
): ModelTable {
  const model = findModel(written, name);
  const source = bound(written, feed, options);
  const feeds = source.feeds.map(({ input }) => input);
  const pass = computeColumns(source.graph, wantedOf(model), feed, { ...source, feeds });
  return withTarget(source, model, pass);
}

function withTarget(
  { graph, scalars }: Pick<ColumnSource, "graph" | "scalars">,
  model: GraphModel,
  { time, close, columns }: Pass,
): ModelTable {
  const { target } = model;
  const delay = scalars[target.delay] ?? 0;
  const [targets, alive] = columns.slice(model.features.length);
  return {
    ...tableOf(graph, model, time, columns),
    close,
    target: {
      name: target.name,
      kind: target.kind,
      classes: target.kind === "regression" ? [] : target.classes,
      values: shiftedBack(targets, delay),
    },
    delay,
    lives: alive === undefined ? null : shiftedBack(alive, delay),
    settings: trainSettings(model, scalars),
  };
}

/**
 * Features of a model over all bars, without its target.
 * @throws RunError SAGE8300, SAGE8308, SAGE8309, and those of parameters and feeds
 */
export async function featureTable(
  written: Graph,
  name: string,
  feed: BarFeed,
  options: TableOptions = {},
): Promise<FeatureTable> {
  const model = findModel(written, name);
  const source = bound(written, feed, options);
  const { time, columns } = await obtainColumns(source, wantedFeatures(model));
  return tableOf(source.graph, model, time, columns);
}

function bound(written: Graph, feed: BarFeed, options: TableOptions): ColumnSource {
  refuseFeed(written, feed);
  const graph = withTick(written, feed);
  const values = parameterValues(graph, options.parameters ?? {});
  const { cache, onCache, module, signal, progress } = options;
  return {
    graph,
    feed,
    values,
    scalars: boundScalars(graph, values),
    feeds: bindFeeds(graph, feed, options.feeds),
    cache,
    onCache,
    module,
    signal,
    progress,
  };
}

const wantedFeatures = (model: GraphModel): readonly WantedColumn[] =>
  model.features.map(({ name, series }) => ({
    name: `${model.name}.${name}`,
    series,
    precision: "single" as const,
  }));

/** Features, then the target, then how long targets were alive where that is told. */
const wantedOf = (model: GraphModel): readonly WantedColumn[] => [
  ...wantedFeatures(model),
  wantedColumn(model.target.name, model.target.series),
  ...(model.target.lives === undefined
    ? []
    : [wantedColumn(`life of ${model.target.name}`, model.target.lives)]),
];

const wantedColumn = (name: string, series: ColumnReference): WantedColumn => ({
  name,
  series,
  precision: "double",
});

function tableOf(
  graph: Graph,
  model: GraphModel,
  time: Float64Array,
  columns: readonly (Float32Array | Float64Array)[],
): FeatureTable {
  const features = model.features.map(({ name, type }, k) => {
    const values = columns[k];
    return { name, type, values: values instanceof Float32Array ? values : new Float32Array() };
  });
  return { time, features, first: Math.min(firstSettled(graph, model), time.length) };
}

/** From where on neither features nor target depend on where the data begins; where something always does, from its first value on. */
function firstSettled({ nodes }: Graph, { settled, first, target, reach }: GraphModel): number {
  const ofFeatures = typeof settled === "number" ? settled : first;
  const found = nodes[target.series.node]?.settled;
  return Math.max(ofFeatures, typeof found === "number" ? found - reach : 0);
}

function shiftedBack(values: Float32Array | Float64Array | undefined, bars: number): Float64Array {
  const shifted = new Float64Array(values?.length ?? 0).fill(Number.NaN);
  if (values !== undefined) shifted.set(values.subarray(Math.min(bars, values.length)));
  return shifted;
}
