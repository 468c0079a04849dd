import type { GraphBuilder } from "../graph/builder.js";
import type { ColumnReference } from "../graph/schema.js";
import type { DraftGraph, DraftNode } from "../graph/stages.js";
import { constantColumn, constantValue } from "./fold.js";
import { keepNode, rewrite } from "./rewrite.js";

/**
 * Algebraic identities that hold to the last bit, with `na` and signed zeros. Not here, because they do not: `x + 0`
 * (−0 becomes 0), `x − x` and `x · 0` (where x is missing), `x ∧ no` (likewise), `x / 3` as a product.
 */
export function simplify(graph: DraftGraph): DraftGraph {
  return rewrite(graph, { node: (node, into) => simplified(node, into) ?? keepNode(node, into) });
}

/** The columns a node is replaced by; undefined where no identity fits. */
type Identity = (node: DraftNode, into: GraphBuilder) => readonly ColumnReference[] | undefined;

function simplified(node: DraftNode, into: GraphBuilder): readonly ColumnReference[] | undefined {
  return identities[node.operation]?.(node, into);
}

const identities: Readonly<Record<string, Identity>> = {
  add: (node, into) => {
    const [a, b] = pair(node);
    const negated = operandOf("negate", b, into);
    return negated && replaced(node, into, "subtract", [a, negated]);
  },
  subtract: (node, into) => {
    const [a, b] = pair(node);
    if (Object.is(valueOf(b, into), 0)) return [a];
    const negated = operandOf("negate", b, into);
    return negated && replaced(node, into, "add", [a, negated]);
  },
  multiply: (node, into) => {
    const [a, b] = pair(node);
    if (valueOf(b, into) === 1) return [a];
    if (valueOf(a, into) === 1) return [b];
    if (valueOf(b, into) === -1) return replaced(node, into, "negate", [a]);
    return valueOf(a, into) === -1 ? replaced(node, into, "negate", [b]) : undefined;
  },
  divide: (node, into) => {
    const [a, b] = pair(node);
    const divisor = valueOf(b, into);
    if (divisor === 1) return [a];
    if (divisor === undefined || !isPowerOfTwo(divisor)) return undefined;
    return replaced(node, into, "multiply", [a, constant(1 / divisor, node, b, into)]);
  },
  negate: (node, into) => optional(operandOf("negate", single(node), into)),
  absolute: (node, into) => {
    const inner = operandOf("negate", single(node), into) ?? operandOf("absolute", single(node), into);
    return inner && replaced(node, into, "absolute", [inner]);
  },
  minimum: (node) => same(node),
  maximum: (node) => same(node),
  and: (node, into) => same(node) ?? without(1, node, into),
  or: (node, into) => same(node) ?? without(0, node, into),
  not: (node, into) => {
    const input = single(node);
    const inner = into.nodes[input.node];
    const opposite = inner === undefined ? undefined : opposites[inner.operation];
    if (inner !== undefined && opposite !== undefined) return replaced(node, into, opposite, inner.inputs);
    return optional(operandOf("not", input, into));
  },
  select: (node, into) => {
    const [condition, then, otherwise] = node.inputs;
    if (condition === undefined || then === undefined || otherwise === undefined) return undefined;
    const known = valueOf(condition, into);
    if (known !== undefined && !Number.isNaN(known)) return [known === 0 ? otherwise : then];
    const copies =
      node.outputs[0]?.type === "truth" && valueOf(then, into) === 1 && valueOf(otherwise, into) === 0;
    return copies ? [condition] : undefined;
  },
  coalesce: (node, into) => {
    const [value, instead] = pair(node);
    const known = valueOf(value, into);
    if (known !== undefined) return [Number.isNaN(known) ? instead : value];
    return Number.isNaN(valueOf(instead, into) ?? 0) ? [value] : same(node);
  },
  history: (node, into) => {
    const inner = into.nodes[single(node).node];
    const [more] = node.parameters;
    if (more !== undefined && constantValue(into.scalars[more]) === 0) return [single(node)];
    const [bars] = inner?.operation === "history" ? inner.parameters : [];
    if (inner === undefined || bars === undefined || more === undefined) return undefined;
    return keepNode({ ...node, inputs: inner.inputs, parameters: [into.scalar("add", [bars, more])] }, into);
  },
};

/** A comparison of missing values is missing, and so is its opposite. */
const opposites: Readonly<Record<string, string>> = {
  less: "greater_equal",
  less_equal: "greater",
  greater: "less_equal",
  greater_equal: "less",
  equal: "not_equal",
  not_equal: "equal",
};

function single(node: DraftNode): ColumnReference {
  const [a] = node.inputs;
  if (a === undefined) throw new RangeError(`${node.operation} has no input`);
  return a;
}

function pair(node: DraftNode): readonly [ColumnReference, ColumnReference] {
  const [, b] = node.inputs;
  if (b === undefined) throw new RangeError(`${node.operation} has one input`);
  return [single(node), b];
}

function optional(column: ColumnReference | undefined): readonly ColumnReference[] | undefined {
  return column && [column];
}

/** The operand of a column made by this operation of one operand. */
function operandOf(
  operation: string,
  column: ColumnReference,
  into: GraphBuilder,
): ColumnReference | undefined {
  const node = into.nodes[column.node];
  return node?.operation === operation ? node.inputs[0] : undefined;
}

/** The value of a column that is the same constant on every bar. */
function valueOf(column: ColumnReference, into: GraphBuilder): number | undefined {
  const scalar = constantColumn(into.nodes[column.node]);
  return scalar === undefined ? undefined : constantValue(into.scalars[scalar]);
}

/** An operation on one column twice that gives that column. */
function same(node: DraftNode): readonly ColumnReference[] | undefined {
  const [a, b] = pair(node);
  return a.node === b.node && a.output === b.output ? [a] : undefined;
}

/** The other operand where one is the constant that changes nothing. */
function without(
  neutral: number,
  node: DraftNode,
  into: GraphBuilder,
): readonly ColumnReference[] | undefined {
  const [a, b] = pair(node);
  if (valueOf(b, into) === neutral) return [a];
  return valueOf(a, into) === neutral ? [b] : undefined;
}

function replaced(
  node: DraftNode,
  into: GraphBuilder,
  operation: string,
  inputs: readonly ColumnReference[],
): readonly ColumnReference[] {
  return keepNode({ ...node, operation, inputs }, into);
}

/** A constant column that stands where another one stood. */
function constant(
  value: number,
  node: DraftNode,
  like: ColumnReference,
  into: GraphBuilder,
): ColumnReference {
  const model = into.nodes[like.node] ?? node;
  return into.node({ ...model, operation: "constant", inputs: [], parameters: [into.constant(value)] });
}

/** Powers of two whose reciprocal is exact and not subnormal, so that dividing and multiplying round alike. */
function isPowerOfTwo(value: number): boolean {
  const exponent = Math.round(Math.log2(Math.abs(value)));
  return Math.abs(exponent) <= 1022 && 2 ** exponent === Math.abs(value);
}
