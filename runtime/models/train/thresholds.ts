import type { Graph, GraphNode } from "../../../compiler/graph/index.js";
import { boundScalars } from "../../engine/parameters.js";

const signs: Readonly<Record<string, string>> = {
  greater: ">",
  greater_equal: ">=",
  less: "<",
  less_equal: "<=",
};

/** The same comparison, read from its other side. */
const turned: Readonly<Record<string, string>> = { ">": "<", ">=": "<=", "<": ">", "<=": ">=" };

/**
 * Where the strategy acts on what a model says: each number that one of its answers is compared with, by the comparison
 * in words ("up >= confidence", "up < 0.5"). What is computed from an answer before it is compared is not among them.
 */
export function thresholdsOf(
  graph: Graph,
  values: readonly number[],
  model: string,
): Readonly<Record<string, number>> {
  const scalars = boundScalars(graph, values);
  const found: Record<string, number> = {};
  for (const node of graph.nodes) {
    const sign = signs[node.operation];
    const [left, right] = node.inputs;
    if (sign === undefined || left === undefined || right === undefined) continue;
    for (const [answer, other, way] of [
      [left, right, sign],
      [right, left, turned[sign] ?? sign],
    ] as const) {
      const said = answerName(graph, graph.nodes[answer.node], answer.output, model);
      const place = constantScalar(graph.nodes[other.node]);
      const value = place === null ? undefined : scalars[place];
      if (said === null || place === null || value === undefined) continue;
      found[`${said} ${way} ${wordOf(graph, place, value)}`] = value;
    }
  }
  return found;
}

function answerName(graph: Graph, node: GraphNode | undefined, output: number, name: string): string | null {
  if (node?.operation !== "prediction" || node.model === undefined) return null;
  const model = graph.models[node.model];
  if (model?.name !== name) return null;
  const { kind, classes } = model.target;
  return kind === "regression" ? model.target.name : (classes[output] ?? "class");
}

const constantScalar = (node: GraphNode | undefined): number | null =>
  node?.operation === "constant" ? (node.parameters[0] ?? null) : null;

function wordOf({ scalars, parameters }: Graph, place: number, value: number): string {
  const scalar = scalars[place];
  const parameter = scalar?.operation === "parameter" ? parameters[scalar.value ?? -1] : undefined;
  return parameter?.name ?? String(value);
}
