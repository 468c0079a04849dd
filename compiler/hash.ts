import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { rootsOf } from "./graph/references.js";
import type { Graph, GraphModel } from "./graph/schema.js";
import { columnKey, type AllocatedGraph } from "./graph/stages.js";

/**
 * SHA-256 of what a graph does, in hexadecimal. Two texts that compute the same in the same way have one hash:
 * layout, comments, documentation, file and strategy names, names of series and parameters, plot labels, spans and
 * the words of rules are left out. So is what is kept only for its name, so that a run looked at with all names kept
 * has the identity of the run itself. Slots are left out because they say where columns lie, not what they hold.
 */
export function semanticHash(graph: Omit<Graph, "hash">): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(canonicalForm(graph)))));
}

/** The last stage: a graph with its identity, ready to run. */
export function seal(graph: AllocatedGraph): Graph {
  const { stage: _, ...body } = graph;
  return { ...body, hash: semanticHash(body) };
}

function canonicalForm(graph: Omit<Graph, "hash">): unknown {
  const meaningful = meaningfulPrefix(graph);
  return sorted({
    schema: graph.schema,
    market: graph.market,
    gaps: graph.gaps,
    parameters: graph.parameters.map(({ kind, value, low, high, step }) => [kind, value, low, high, step]),
    requirements: graph.requirements.map((item) => item.scalar),
    scalars: graph.scalars
      .slice(0, meaningful.scalars)
      .map(({ operation, inputs, value }) => [operation, inputs, value ?? null]),
    nodes: graph.nodes
      .slice(0, meaningful.nodes)
      .map((node) => [
        node.operation,
        node.inputs.map(columnKey),
        node.parameters,
        node.outputs.map(({ type }) => type),
        node.program ?? [],
        ...(node.clock === undefined ? [] : [node.clock]),
        ...(node.model === undefined ? [] : [node.model]),
        ...(node.feed === undefined ? [] : [node.feed]),
      ]),
    ...(graph.feeds !== undefined && {
      feeds: graph.feeds.map(({ interval, market, file, series }) => [
        interval,
        market,
        file,
        ...(series === undefined ? [] : [series]),
      ]),
    }),
    ...(graph.clocks !== undefined && { clocks: graph.clocks }),
    orders: graph.orders,
    plots: graph.plots.map(({ series, delay }) =>
      delay === undefined ? columnKey(series) : [columnKey(series), delay],
    ),
    ...(graph.models.length > 0 && { models: graph.models.map(canonicalModel) }),
    alerts: graph.alerts.map(({ when, values }) => [columnKey(when), values.map(columnKey)]),
  });
}

/** A model by what it sees, foresees and how it learns; what it and its features are called does not count. */
function canonicalModel({ features, target, algorithm, train }: GraphModel): unknown {
  return {
    features: features.map(({ series, type }) => [columnKey(series), type]),
    target: [
      columnKey(target.series),
      target.delay,
      target.kind,
      target.classes.length,
      ...(target.lives === undefined ? [] : [columnKey(target.lives)]),
    ],
    algorithm,
    train,
  };
}

/** How many nodes and scalars the run itself needs. The schedule puts what is kept for names alone behind them. */
function meaningfulPrefix(graph: Omit<Graph, "hash">): { nodes: number; scalars: number } {
  const roots = rootsOf(graph);
  const last = roots.columns.reduce((most, column) => Math.max(most, column.node), -1);
  const nodes = graph.nodes.slice(0, last + 1);
  const scalars = nodes.flatMap((node) => node.parameters).concat(roots.scalars);
  return { nodes: nodes.length, scalars: scalars.reduce((most, scalar) => Math.max(most, scalar), -1) + 1 };
}

const words = new Set(["span", "text"]);

/** The same value with keys in alphabetical order and without the author's words, so that one meaning has one spelling. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !words.has(key) && item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
