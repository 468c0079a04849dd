import { kernelParameters } from "../../../compiler/graph/recurrence.js";
import { evaluateScalars } from "../../../compiler/graph/scalar.js";
import type { ColumnReference, Graph, GraphModel } from "../../../compiler/graph/schema.js";
import { RunError } from "../../engine/error.js";
import { hashOf } from "./canonical.js";
import type { FeatureSchema, ModelRecord } from "./record.js";

/**
 * SHA-256 of what some columns compute with these parameter values: the nodes that they follow from, whatever else the
 * strategy has. Columns that compute the same have one hash in any strategy. Which market the candles are of does not
 * count: that is the data's identity.
 * @param values of the graph's parameters, in its order
 */
export function computationHash(
  graph: Graph,
  values: readonly number[],
  columns: readonly ColumnReference[],
): string {
  return hashOf(computation(graph, evaluateScalars(graph, values), columns));
}

function computation(graph: Graph, scalars: readonly number[], columns: readonly ColumnReference[]): unknown {
  const nodes: unknown[] = [];
  const places = new Map<number, number>();
  const visit = (reference: ColumnReference): readonly [number, number] => {
    const known = places.get(reference.node) ?? describe(reference.node);
    return [known, reference.output];
  };
  const describe = (index: number): number => {
    const node = graph.nodes[index];
    if (node === undefined) throw new RangeError(`the graph has no node ${index}`);
    const inputs = node.inputs.map(visit);
    const { models, feeds = [], clocks = [] } = graph;
    const feed = feeds[node.feed ?? -1];
    const model = models[node.model ?? -1];
    nodes.push({
      operation: node.operation,
      inputs,
      parameters: kernelParameters(node, scalars).map(exactText),
      outputs: node.outputs.map(({ type }) => type),
      clock: clocks[(node.clock ?? 0) - 1],
      feed: feed && [
        feed.interval,
        feed.market,
        feed.file && [feed.file.column, feed.file.known],
        feed.series ?? null,
      ],
      model: model && describeModel(graph, scalars, model),
    });
    places.set(index, nodes.length - 1);
    return nodes.length - 1;
  };
  const roots = columns.map(visit);
  return { timeframe: graph.market.timeframe, gaps: graph.gaps, nodes, roots };
}

/** What another model is that a feature asks. */
function describeModel(graph: Graph, scalars: readonly number[], model: GraphModel): unknown {
  const { features, target, algorithm, train } = model;
  const options = (of: GraphModel["train"]): unknown =>
    of.map(({ name, scalar, words }) => [
      name,
      scalar === undefined ? null : exactText(scalars[scalar] ?? Number.NaN),
      words,
    ]);
  return {
    features: computation(
      graph,
      scalars,
      features.map(({ series }) => series),
    ),
    target: computation(graph, scalars, [target.series]),
    kind: [target.kind, target.classes.length, exactText(scalars[target.delay] ?? Number.NaN)],
    algorithm: [algorithm.name, options(algorithm.options)],
    train: options(train),
  };
}

/** JSON has no NaN, and the two zeros differ. */
const exactText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** The features of a model of a strategy, as a trained one must take them. */
export function featureSchemaOf(graph: Graph, values: readonly number[], model: GraphModel): FeatureSchema {
  const features = model.features.map(({ name, type }) => ({ name, type }));
  const graphHash = computationHash(
    graph,
    values,
    model.features.map(({ series }) => series),
  );
  return { features, graphHash, schemaHash: hashOf({ features, graphHash }) };
}

/** SHA-256 of what a model is to foresee with these parameter values: its computation, kind and classes. */
export function targetHash(graph: Graph, values: readonly number[], { target }: GraphModel): string {
  const scalars = evaluateScalars(graph, values);
  const delay = exactText(scalars[target.delay] ?? Number.NaN);
  return hashOf([computation(graph, scalars, [target.series]), delay, target.kind, target.classes]);
}

/** Price steps that data are taken to have where the strategy names none: see `withTick`. */
const ticksOfData = Array.from({ length: 10 }, (_, decimals) => Number(`1e-${decimals}`));

/**
 * Whether a model was trained to foresee what the strategy's is with these parameter values. A strategy without a tick of
 * its own was trained with that of the data, which need not be there yet: any that data may have is taken for the same.
 */
export function isTrainedFor(
  { target }: Pick<ModelRecord["intent"], "target">,
  graph: Graph,
  values: readonly number[],
  model: GraphModel,
): boolean {
  const { market } = graph;
  const ticks = market.tick === null ? [null, ...ticksOfData] : [market.tick];
  return ticks.some(
    (tick) => targetHash({ ...graph, market: { ...market, tick } }, values, model) === target,
  );
}

/**
 * Refuses a model that was trained on other features than the strategy has.
 * @throws RunError SAGE8364
 */
export function refuseOtherFeatures(
  { id, features: learned }: Pick<ModelRecord, "id" | "features">,
  wanted: FeatureSchema,
  strategy: string,
): void {
  if (learned.schemaHash === wanted.schemaHash) return;
  throw new RunError(
    "SAGE8364",
    `The model ${id} was trained on other features than \`${strategy}\` has: ${differenceOf(learned, wanted)}.`,
    "Train it anew with `sage train`, or use the strategy it was trained for (`sage models show`).",
  );
}

function differenceOf(learned: FeatureSchema, wanted: FeatureSchema): string {
  const names = (of: FeatureSchema) => of.features.map(({ name }) => name);
  const [own, asked] = [names(learned), names(wanted)];
  const listed = (some: readonly string[]) => some.map((name) => `\`${name}\``).join(", ");
  const missing = own.filter((name) => !asked.includes(name));
  const added = asked.filter((name) => !own.includes(name));
  if (missing.length > 0 && added.length > 0)
    return `it takes ${listed(missing)}, the strategy has ${listed(added)} instead`;
  if (missing.length > 0) return `the strategy lacks ${listed(missing)}`;
  if (added.length > 0) return `it does not know ${listed(added)}`;
  if (own.join() !== asked.join()) return "they come in another order";
  const types = own.filter((_, k) => learned.features[k]?.type !== wanted.features[k]?.type);
  return types.length > 0
    ? `${listed(types)} ${types.length === 1 ? "is" : "are"} of another type`
    : "they have the same names, but are computed in another way or with other parameter values";
}

export { refuseBeforeTrainingEnd } from "../known-until.js";
