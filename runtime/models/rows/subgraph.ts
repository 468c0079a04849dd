import type { ColumnReference, Graph } from "../../../compiler/graph/index.js";

/** A part of a graph that computes some of its columns and nothing else. */
export interface Subgraph {
  readonly graph: Graph;
  /** The columns asked for, as they are called in this part. */
  readonly columns: readonly ColumnReference[];
}

/** The nodes that these columns are computed by, in the order of the schedule. */
export function nodesBehind({ nodes }: Graph, columns: readonly ColumnReference[]): readonly number[] {
  const needed = new Set(columns.map(({ node }) => node));
  for (let number = nodes.length - 1; number >= 0; number--) {
    if (!needed.has(number)) continue;
    for (const { node } of nodes[number]?.inputs ?? []) needed.add(node);
  }
  return [...needed].sort((a, b) => a - b);
}

/**
 * The nodes behind these columns, without orders, plots and alerts. Column buffers stay where the whole graph has them:
 * leaving nodes out never lets one overwrite what another still reads.
 */
export function subgraphOf(graph: Graph, columns: readonly ColumnReference[]): Subgraph {
  const kept = nodesBehind(graph, columns);
  const places = new Map(kept.map((node, place) => [node, place]));
  const move = ({ node, output }: ColumnReference): ColumnReference => ({
    node: places.get(node) ?? -1,
    output,
  });
  const { costs, fills } = graph.orders;
  const { funding: _funding, ...otherCosts } = costs;
  const { magnify: _magnify, ...otherFills } = fills;
  return {
    graph: {
      ...graph,
      nodes: kept.flatMap((number) => {
        const node = graph.nodes[number];
        return node === undefined ? [] : { ...node, inputs: node.inputs.map(move) };
      }),
      orders: { entries: [], exits: [], costs: otherCosts, halts: [], fills: otherFills },
      models: [],
      plots: [],
      alerts: [],
      names: [],
    },
    columns: columns.map(move),
  };
}
