import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import { mapBody } from "../../compiler/graph/references.js";

/**
 * A model that has not learned answers with its first feature: whatever follows from an answer then follows from that,
 * and a feature that looks ahead is caught in what is decided as well.
 */
export function withStandIns(graph: Graph): Graph {
  const asked = new Set(
    [...graph.nodes.keys()].filter((node) => graph.nodes[node]?.operation === "prediction"),
  );
  if (asked.size === 0) return graph;
  const redirect = (reference: ColumnReference): ColumnReference =>
    asked.has(reference.node) ? { ...reference, output: 0 } : reference;
  const nodes = graph.nodes.map((node) => {
    const inputs = node.inputs.map(redirect);
    const [feature] = inputs;
    if (node.operation !== "prediction" || feature === undefined) return { ...node, inputs };
    const { model: _, ...rest } = node;
    const first = { outputs: node.outputs.slice(0, 1), slots: node.slots.slice(0, 1) };
    return { ...rest, ...first, operation: "coalesce", inputs: [feature, feature] };
  });
  return { ...mapBody(graph, redirect, (scalar) => scalar), nodes };
}
