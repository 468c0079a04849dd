import type { ColumnReference, Graph, GraphNode } from "../../compiler/graph/index.js";
import { clockOf, columnKey } from "../../compiler/graph/stages.js";

/** A value of the run: what a column held at the close of a bar. */
export type ValueAt = (bar: number, reference: ColumnReference) => number;

/** One expression of a decision with its value at the bar, and the expressions that it was made of. */
export interface Decision {
  /** As the author wrote it. */
  readonly text: string;
  /** The name it was given, if any. */
  readonly name: string | null;
  readonly type: "number" | "truth" | "category";
  /** At the bar; NaN is missing. */
  readonly value: number;
  /** One bar before, for expressions that look at two bars; null inside frames, whose bars are others. */
  readonly before: number | null;
  /** Place in the strategy's text. */
  readonly span: { readonly start: number; readonly end: number };
  readonly parts: readonly Decision[];
}

/** Operations that look at the bar before as well. */
const twoBarOperations = new Set(["crosses_above", "crosses_below"]);

/** Columns that need no explanation by their parts. */
const leaves = new Set(["constant", "open", "high", "low", "close", "volume", "time"]);

/** The tree of a condition or value at a bar: down to the names and the bar's own columns, without repeats. */
export function explainColumn(
  graph: Graph,
  reference: ColumnReference,
  bar: number,
  valueAt: ValueAt,
): Decision {
  const seen = new Set<number>();
  // What looks ahead is told of another bar than the one it is computed on.
  const present = graph.names.filter(({ delay }) => delay === undefined);
  const names = new Map(present.map(({ name, series }) => [columnKey(series), name]));
  const explain = (ref: ColumnReference, withBefore: boolean): Decision => {
    const node = nodeOf(graph, ref);
    const key = columnKey(ref);
    const leaf = leafOf(graph, node);
    const expand = !seen.has(key) && leaf === null;
    seen.add(key);
    const two = twoBarOperations.has(node.operation);
    return {
      text: leaf ?? graph.source.text.slice(node.span.start, node.span.end),
      name: names.get(key) ?? null,
      type: node.outputs[ref.output]?.type ?? "number",
      value: valueAt(bar, ref),
      before: withBefore && bar > 0 && clockOf(node) === 0 ? valueAt(bar - 1, ref) : null,
      span: node.span,
      parts: expand ? writtenInputs(graph, node).map((input) => explain(input, two)) : [],
    };
  };
  return explain(reference, false);
}

/** Bars whose values an explanation of `bar` reads. */
export function barsNeeded(bar: number): readonly number[] {
  return bar > 0 ? [bar - 1, bar] : [bar];
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
