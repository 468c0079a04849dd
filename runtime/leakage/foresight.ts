import type { Graph, GraphModel } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import type { Feeds } from "../feeds/bind.js";
import { correlation, ranksOf } from "../models/judge/rank.js";
import { computedTable, knownRows, type KnownRows } from "../models/rows/index.js";
import { nodesBehind } from "../models/rows/subgraph.js";

/** A feature from outside data that tells its model's target better than anything known at the time could. */
export interface Foresight {
  readonly model: string;
  readonly feature: string;
  readonly target: string;
  /** The feeds that it reads. */
  readonly feeds: readonly string[];
  /** How well the feature alone orders the target: 0 not at all, 1 perfectly. */
  readonly power: number;
  /** The same with a feature that is as old as the target looks ahead: what is honest and slow keeps its power. */
  readonly powerBefore: number;
  readonly rows: number;
}

export interface ForesightOptions {
  readonly parameters?: Readonly<Record<string, number>>;
  readonly feeds?: Feeds;
}

/** Of two rows with different targets an honest feature tells nine of ten apart in no market: 2 × 0.9 − 1. */
const suspicious = 0.8;

/** Fewer rows with independent targets show nothing. */
const fewestTargets = 30;

/**
 * Looks for answers in outside data. Exchanging the future of the bars cannot find them: a file that was made from later
 * prices stays as it is. But a feature that orders the targets of a model almost perfectly, and no longer does when it is
 * as old as the target looks ahead, has seen them.
 * @throws RunError where the graph cannot be run on these bars
 */
export function findForesight(
  graph: Graph,
  feed: BarFeed,
  options: ForesightOptions = {},
): readonly Foresight[] {
  const { parameters = {}, feeds = {} } = options;
  return graph.models.flatMap((model) => {
    const outside = model.features.map(({ series }) => feedsBehind(graph, series));
    if (outside.every((names) => names.length === 0) || restsOnModel(graph, model)) return [];
    const table = computedTable(graph, model.name, feed, { parameters, feeds });
    const rows = knownRows(table);
    if (rows.count < fewestTargets * Math.max(1, table.delay)) return [];
    return model.features.flatMap(({ name }, k): readonly Foresight[] => {
      const values = table.features[k]?.values;
      const names = outside[k] ?? [];
      if (names.length === 0 || values === undefined) return [];
      const power = powerOf(rows, values, 0);
      const powerBefore = powerOf(rows, values, table.delay);
      if (power < suspicious || powerBefore > power / 2) return [];
      const found = { model: model.name, feature: name, target: model.target.name, feeds: names };
      return [{ ...found, power, powerBefore, rows: rows.count }];
    });
  });
}

/** Feeds of other data, by name, that a column is made of; series of the market itself are not outside. */
function feedsBehind(graph: Graph, series: GraphModel["features"][number]["series"]): readonly string[] {
  const names = nodesBehind(graph, [series]).flatMap((node) => {
    const feed = graph.feeds?.[graph.nodes[node]?.feed ?? -1];
    return feed === undefined || feed.series !== undefined ? [] : [feed.name];
  });
  return [...new Set(names)];
}

function restsOnModel(graph: Graph, { features, target }: GraphModel): boolean {
  const columns = [...features.map(({ series }) => series), target.series];
  return nodesBehind(graph, columns).some((node) => graph.nodes[node]?.operation === "prediction");
}

/** How well values of so many bars before order the targets: |2 AUC − 1| of the class told best, or the rank correlation. */
function powerOf({ bars, target }: KnownRows, values: Float32Array, before: number): number {
  const pairs = [...bars.keys()].flatMap((row) => {
    const value = values[(bars[row] ?? 0) - before] ?? Number.NaN;
    return Number.isNaN(value) ? [] : [{ value, truth: target.values[row] ?? Number.NaN }];
  });
  const ranks = ranksOf(Float64Array.from(pairs, ({ value }) => value));
  const truth = Float64Array.from(pairs, (pair) => pair.truth);
  if (target.kind === "regression") return Math.abs(correlation(ranks, ranksOf(truth), null) ?? 0);
  const classes = target.kind === "binary" ? [1] : target.classes.map((_, number) => number);
  return Math.max(0, ...classes.map((number) => separation(ranks, truth, number)));
}

/** |2 AUC − 1| of a class against the others, from ranks (Mann and Whitney, 1947). */
function separation(ranks: Float64Array, truth: Float64Array, number: number): number {
  let [inside, sum, all] = [0, 0, 0];
  for (let row = 0; row < truth.length; row++) {
    all += ranks[row] ?? 0;
    if (truth[row] !== number) continue;
    inside++;
    sum += ranks[row] ?? 0;
  }
  const outside = truth.length - inside;
  if (inside === 0 || outside === 0) return 0;
  return Math.abs((2 * (sum / inside - (all - sum) / outside)) / truth.length);
}
