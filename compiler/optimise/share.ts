import type { GraphBuilder } from "../graph/builder.js";
import type { ColumnReference, GraphScalar } from "../graph/schema.js";
import { columnKey, type DraftGraph, type DraftNode } from "../graph/stages.js";
import { keepNode, keepScalar, rewrite } from "./rewrite.js";

/**
 * Operations whose operands may change places without changing a bit of the result. (minimum and maximum are not
 * here: with zeros of different sign the order could show.)
 */
const commutative = new Set(["add", "multiply", "equal", "not_equal", "and", "or"]);

/**
 * Common subexpressions: what is computed twice from the same columns with the same parameters is computed once.
 * Every operation, stateful ones included, is a function of its inputs' history, so equal nodes give equal columns.
 * Operands of commutative operations are put in an order that depends on what they compute, not on where they stand.
 */
export function shareCommon(graph: DraftGraph): DraftGraph {
  const scalars = new Shared();
  const nodes = new Shared();
  return rewrite(graph, {
    scalar: (scalar, into) => {
      const ordered = orderedScalar(scalar, scalars);
      const key = `${ordered.operation}(${ordered.inputs.join()})${ordered.value ?? ""}`;
      const digest = () =>
        digestOf(
          ordered.operation,
          ordered.value,
          ordered.inputs.map((input) => scalars.digest(input)),
        );
      return scalars.find(key, digest, () => keepScalar(ordered, into));
    },
    node: (node, into) => shareNode(node, into, nodes, scalars, (each) => inputOf(each, graph)),
  });
}

function shareNode(
  node: DraftNode,
  into: GraphBuilder,
  nodes: Shared,
  scalars: Shared,
  describe: (node: DraftNode) => string,
): readonly ColumnReference[] {
  const columnDigest = (input: ColumnReference) => digestOf(nodes.digest(input.node), input.output, []);
  const inputs = commutative.has(node.operation) ? inOrder(node.inputs, columnDigest) : node.inputs;
  const program = node.program === undefined ? `${node.model ?? ""}` : JSON.stringify(node.program);
  const from = node.feed === undefined ? "" : `#${node.feed}`;
  const clock = (node.clock === undefined ? "" : `@${node.clock}`) + from;
  const key = `${node.operation}(${inputs.map(columnKey).join()};${node.parameters.join()})${program}${clock}`;
  const digest = () => {
    const parts = [...inputs.map(columnDigest), ...node.parameters.map((scalar) => scalars.digest(scalar))];
    return digestOf(node.operation, program + describe(node), parts);
  };
  const number = nodes.find(key, digest, () => keepNode({ ...node, inputs }, into)[0]?.node ?? 0);
  return node.outputs.map((_, output) => ({ node: number, output }));
}

/** What a node reads beside its inputs, in words that do not depend on the order of the text. */
function inputOf({ clock, feed }: DraftNode, { clocks = [], feeds = [] }: DraftGraph): string {
  const from = feed === undefined ? undefined : feeds[feed];
  const bars = clock === undefined ? "" : `@${clocks[clock - 1]?.interval ?? ""}`;
  return from === undefined ? bars : `#${JSON.stringify([from.interval, from.market, from.file])}`;
}

function orderedScalar(scalar: GraphScalar, scalars: Shared): GraphScalar {
  if (!commutative.has(scalar.operation)) return scalar;
  return { ...scalar, inputs: inOrder(scalar.inputs, (input) => scalars.digest(input)) };
}

/** Two operands by the digest of what they compute; equal digests keep their places. */
function inOrder<Operand>(
  operands: readonly Operand[],
  digest: (operand: Operand) => number,
): readonly Operand[] {
  return [...operands].sort((a, b) => digest(a) - digest(b));
}

/** What was made already: number by key, and a digest of the computation behind each number. */
class Shared {
  private readonly numbers = new Map<string, number>();
  private readonly digests = new Map<number, number>();

  find(key: string, digest: () => number, make: () => number): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = make();
    this.numbers.set(key, number);
    this.digests.set(number, digest());
    return number;
  }

  digest(number: number): number {
    return this.digests.get(number) ?? 0;
  }
}

/** 32 bits that depend on a computation and not on the numbers of its parts (FNV-1a over its spelling). */
function digestOf(
  head: string | number,
  detail: string | number | null | undefined,
  parts: readonly number[],
): number {
  const text = `${head}|${detail ?? ""}|${parts.join()}`;
  let digest = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) digest = Math.imul(digest ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return digest;
}
