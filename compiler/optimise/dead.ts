import { mapBody, rootsOf } from "../graph/references.js";
import type { ColumnReference } from "../graph/schema.js";
import type { DraftGraph } from "../graph/stages.js";

/**
 * Removes nodes and scalars that neither orders, plots nor requirements depend on. Names of removed columns go with
 * them, so that naming a step costs nothing when nobody looks; `keepNames` makes names count as readers.
 */
export function removeDead(graph: DraftGraph, options: { readonly keepNames?: boolean } = {}): DraftGraph {
  const roots = rootsOf(graph);
  const kept = options.keepNames === true ? graph.names.map((name) => name.series) : [];
  const liveNodes = new Set([...roots.columns, ...kept].map((column) => column.node));
  // Inputs stand before their readers, so one walk from the end sees every reader before what it reads.
  graph.nodes.toReversed().forEach((node, fromEnd) => {
    if (!liveNodes.has(graph.nodes.length - 1 - fromEnd)) return;
    for (const input of node.inputs) liveNodes.add(input.node);
  });
  const nodes = graph.nodes.filter((_, number) => liveNodes.has(number));
  const delays = graph.names.flatMap(({ series, delay }) =>
    delay !== undefined && liveNodes.has(series.node) ? [delay] : [],
  );
  const liveScalars = new Set([...roots.scalars, ...delays, ...nodes.flatMap((node) => node.parameters)]);
  graph.scalars.toReversed().forEach((scalar, fromEnd) => {
    if (!liveScalars.has(graph.scalars.length - 1 - fromEnd)) return;
    for (const input of scalar.inputs) liveScalars.add(input);
  });
  const scalars = graph.scalars.filter((_, number) => liveScalars.has(number));
  const node = renumbering(liveNodes);
  const scalar = renumbering(liveScalars);
  const column = (reference: ColumnReference) => ({ ...reference, node: node(reference.node) });
  return {
    ...mapBody(graph, column, scalar, (name) => (liveNodes.has(name.node) ? column(name) : null)),
    nodes: nodes.map((item) => ({
      ...item,
      inputs: item.inputs.map(column),
      parameters: item.parameters.map(scalar),
    })),
    scalars: scalars.map((item) => ({ ...item, inputs: item.inputs.map(scalar) })),
  };
}

/** Numbers without gaps for the members of a set, in the order of the old numbers. */
function renumbering(live: ReadonlySet<number>): (old: number) => number {
  const numbers = new Map([...live].sort((a, b) => a - b).map((old, position) => [old, position]));
  return (old) => {
    const number = numbers.get(old);
    if (number === undefined) throw new RangeError(`${old} is used but was removed`);
    return number;
  };
}
