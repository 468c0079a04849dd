import { GraphBuilder } from "../graph/builder.js";
import { mapBody } from "../graph/references.js";
import type { ColumnReference, GraphScalar } from "../graph/schema.js";
import { columnKey, type DraftGraph, type DraftNode } from "../graph/stages.js";

/** What becomes of one item of the old graph, its inputs already being those of the new one. */
export interface Rewriting {
  /** Adds what the scalar turns into and gives its number. */
  readonly scalar: (scalar: GraphScalar, into: GraphBuilder) => number;
  /** Adds what the node turns into and gives the column of each of its outputs. */
  readonly node: (node: DraftNode, into: GraphBuilder) => readonly ColumnReference[];
}

/** A graph with every scalar and node replaced in order, and everything that refers to them redirected. */
export function rewrite(graph: DraftGraph, rewriting: Partial<Rewriting>): DraftGraph {
  const into = new GraphBuilder();
  const scalarRule = rewriting.scalar ?? keepScalar;
  const nodeRule = rewriting.node ?? keepNode;
  const scalarNumbers: number[] = [];
  const scalar = (old: number): number => scalarNumbers[old] ?? unmade("scalar", old);
  for (const item of graph.scalars) {
    scalarNumbers.push(scalarRule({ ...item, inputs: item.inputs.map(scalar) }, into));
  }
  const columns = new Map<number, ColumnReference>();
  const column = (old: ColumnReference): ColumnReference =>
    columns.get(columnKey(old)) ?? unmade("node", old.node);
  graph.nodes.forEach((node, number) => {
    const moved = { ...node, inputs: node.inputs.map(column), parameters: node.parameters.map(scalar) };
    nodeRule(moved, into).forEach((reference, output) => {
      columns.set(columnKey({ node: number, output }), reference);
    });
  });
  return { ...mapBody(graph, column, scalar), stage: "draft", nodes: into.nodes, scalars: into.scalars };
}

export function keepScalar(scalar: GraphScalar, into: GraphBuilder): number {
  return into.scalars.push(scalar) - 1;
}

export function keepNode(node: DraftNode, into: GraphBuilder): readonly ColumnReference[] {
  const { node: number } = into.node(node);
  return node.outputs.map((_, output) => ({ node: number, output }));
}

function unmade(what: string, number: number): never {
  throw new RangeError(`${what} ${number} is used before it is made`);
}
