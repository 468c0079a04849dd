import type { ModelAnswer } from "./answers.js";
import type { ColumnReference, Graph, GraphNode } from "../../compiler/graph/index.js";
import { clockOf, columnKey } from "../../compiler/graph/stages.js";

/** Values of a run at the closes of some bars. */
export interface TracedValues {
  /** What a column held at the close of a bar; NaN is missing. */
  readonly valueAt: (bar: number, reference: ColumnReference) => number;
  /** What it held one bar of its own clock before. */
  readonly beforeAt: (bar: number, reference: ColumnReference) => number;
  /** How a model came to its answer at the close of a bar; null where it gave none. */
  readonly answerAt?: (bar: number, reference: ColumnReference) => ModelAnswer | null;
}

/** An expression and those it is made of, as they are at every bar. */
export interface DecisionShape {
  /** As the author wrote it. */
  readonly text: string;
  /** The name it was given, if any. */
  readonly name: string | null;
  readonly type: "number" | "truth" | "category";
  readonly operation: string;
  /** Whether what it is part of also looks at the bar before. */
  readonly looksBack: boolean;
  /** Milliseconds of a bar of its clock, where that is not the strategy's own. */
  readonly interval: number | null;
  readonly reference: ColumnReference;
  /** Place in the strategy's text. */
  readonly span: { readonly start: number; readonly end: number };
  readonly parts: readonly DecisionShape[];
}

/** One expression of a decision with its value at the bar, and the expressions that it was made of. */
export interface Decision extends Omit<DecisionShape, "reference" | "looksBack" | "parts"> {
  /** At the bar; NaN is missing. */
  readonly value: number;
  /** One bar before (of a slower timeframe: one of its bars), for expressions that look at two bars; else null. */
  readonly before: number | null;
  /** Of what a model said, how it came to it; null where it said nothing. */
  readonly answer?: ModelAnswer | null;
  readonly parts: readonly Decision[];
}

/** Operations that look at the bar before as well. */
const twoBarOperations = new Set(["crosses_above", "crosses_below"]);

/** Columns that need no explanation by their parts. */
const leaves = new Set(["constant", "open", "high", "low", "close", "volume", "time"]);

/** The tree of a condition or value: down to the names and the bar's own columns, without repeats. */
export function shapeOf(graph: Graph, reference: ColumnReference): DecisionShape {
  // What looks ahead is told of another bar than the one it is computed on.
  const present = graph.names.filter(({ delay }) => delay === undefined);
  const names = new Map(present.map(({ name, series }) => [columnKey(series), name]));
  const describe = (ref: ColumnReference, looksBack: boolean, seen: Set<number>): DecisionShape => {
    const node = nodeOf(graph, ref);
    const key = columnKey(ref);
    const leaf = leafOf(graph, node);
    const expand = !seen.has(key) && leaf === null;
    seen.add(key);
    const two = twoBarOperations.has(node.operation);
    // Features stand behind an answer: they are not told in the place of a rule's own operands.
    const told = node.operation === "prediction" ? new Set(seen) : seen;
    const clock = clockOf(node);
    return {
      text: leaf ?? graph.source.text.slice(node.span.start, node.span.end),
      name: names.get(key) ?? null,
      type: node.outputs[ref.output]?.type ?? "number",
      operation: node.operation,
      looksBack,
      interval: clock === 0 ? null : (graph.clocks?.[clock - 1]?.interval ?? null),
      reference: ref,
      span: node.span,
      parts: expand
        ? asWritten(
            node,
            graph,
            writtenInputs(graph, node).map((input) => describe(input, two, told)),
          )
        : [],
    };
  };
  return describe(reference, false, new Set());
}

/** Parts in the order of the text, which the compiler does not keep; `a and b and c` has three, not two and one. */
function asWritten(
  { operation, span }: GraphNode,
  graph: Graph,
  parts: readonly DecisionShape[],
): readonly DecisionShape[] {
  const text = graph.source.text.slice(span.start, span.end);
  const place = (part: DecisionShape): number => {
    if (part.span.start >= span.start && part.span.end <= span.end) return part.span.start - span.start;
    const at = part.name === null ? -1 : text.search(new RegExp(`\\b${part.name.replaceAll(".", "\\.")}\\b`));
    return at === -1 ? text.length : at;
  };
  if (operation !== "and" && operation !== "or") return parts;
  const ordered = parts.toSorted((a, b) => place(a) - place(b));
  return ordered.flatMap((part) =>
    part.operation === operation && part.name === null && part.parts.length > 0 ? part.parts : [part],
  );
}

/** The tree with its values at a bar. */
export function explainShape(shape: DecisionShape, bar: number, values: TracedValues): Decision {
  const { text, name, type, operation, interval, reference, span, looksBack } = shape;
  const before = looksBack && (bar > 0 || interval !== null) ? values.beforeAt(bar, reference) : null;
  const parts = shape.parts.map((part) => explainShape(part, bar, values));
  return {
    text,
    name,
    type,
    operation,
    interval,
    span,
    value: values.valueAt(bar, reference),
    before,
    ...(operation === "prediction" &&
      values.answerAt !== undefined && { answer: values.answerAt(bar, reference) }),
    parts,
  };
}

/** A shape and all below it, each before its parts. */
export function flatten(shape: DecisionShape, depth = 0): readonly { shape: DecisionShape; depth: number }[] {
  return [{ shape, depth }, ...shape.parts.flatMap((part) => flatten(part, depth + 1))];
}

function nodeOf(graph: Graph, reference: ColumnReference): GraphNode {
  const node = graph.nodes[reference.node];
  if (node === undefined) throw new RangeError(`the graph has no node ${reference.node}`);
  return node;
}

/** The word for what needs no explanation by its parts: `close`, in a frame that of the slower bar; null for all else. */
function leafOf(graph: Graph, node: GraphNode): string | null {
  const { operation, inputs, span } = node;
  if (leaves.has(operation)) return operation;
  if (operation === "frame_open") return "time";
  // What the compiler made of one expression, as of `eth.close` its age and its limit, is that expression.
  const ofOne = ({ node: number }: ColumnReference) =>
    graph.nodes[number]?.span.start === span.start && graph.nodes[number]?.span.end === span.end;
  if (operation === "feed" || (span.end > 0 && inputs.some(ofOne)))
    return graph.source.text.slice(span.start, span.end);
  const [, gathered] = inputs;
  return operation === "gather" && gathered !== undefined ? nodeOf(graph, gathered).operation : null;
}

/** What the author wrote: a held value is that of its frame, and where slower bars begin is nobody's condition. */
function writtenInputs(graph: Graph, node: GraphNode): readonly ColumnReference[] {
  const inputs = node.operation === "hold" ? node.inputs.slice(1) : node.inputs;
  return inputs.filter((input) => isWritten(graph, input));
}

/** Constants explain themselves in the text of the expression around them. */
function isWritten(graph: Graph, reference: ColumnReference): boolean {
  return nodeOf(graph, reference).operation !== "constant";
}
