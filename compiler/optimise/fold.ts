import type { GraphBuilder } from "../graph/builder.js";
import type { ColumnReference, GraphScalar } from "../graph/schema.js";
import { applyScalar, scalarOperations } from "../graph/scalar.js";
import type { DraftGraph, DraftNode } from "../graph/stages.js";
import { keepNode, keepScalar, rewrite } from "./rewrite.js";

/**
 * Constant folding. Scalars of constants become constants; nodes that read nothing but constant columns become a
 * constant column, whose scalar does the node's work once a run and not once a bar. Only operations that scalars know
 * are folded: they have no state and give the kernels' bits.
 */
export function foldConstants(graph: DraftGraph): DraftGraph {
  return rewrite(graph, { scalar: foldScalar, node: foldNode });
}

function foldScalar(scalar: GraphScalar, into: GraphBuilder): number {
  const values = scalar.inputs.map((input) => constantValue(into.scalars[input]));
  if (scalar.inputs.length === 0 || values.some((value) => value === undefined))
    return keepScalar(scalar, into);
  const result = applyScalar(
    scalar.operation,
    values.map((value) => value ?? Number.NaN),
  );
  // JSON has no negative zero, so it is left to be computed.
  if (result === undefined || Object.is(result, -0)) return keepScalar(scalar, into);
  return into.constant(result);
}

function foldNode(node: DraftNode, into: GraphBuilder): readonly ColumnReference[] {
  if (!scalarOperations.has(node.operation) || node.parameters.length > 0) return keepNode(node, into);
  const scalars = node.inputs.map((input) => constantColumn(into.nodes[input.node]));
  if (scalars.some((scalar) => scalar === undefined)) return keepNode(node, into);
  const inputs = scalars.map((scalar) => scalar ?? 0);
  const scalar = foldScalar({ operation: node.operation, inputs }, into);
  const { inputs: _, ...rest } = node;
  return [into.node({ ...rest, operation: "constant", inputs: [], parameters: [scalar] })];
}

/** The value of a constant scalar, NaN for `na`; undefined for all others. */
export function constantValue(scalar: GraphScalar | undefined): number | undefined {
  return scalar?.operation === "constant" ? (scalar.value ?? Number.NaN) : undefined;
}

/** The scalar that a constant column repeats; undefined for all other nodes. */
export function constantColumn(node: DraftNode | undefined): number | undefined {
  return node?.operation === "constant" ? node.parameters[0] : undefined;
}
