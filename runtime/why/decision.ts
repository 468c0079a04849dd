import type { ColumnReference, Graph, GraphNode } from "../../compiler/graph/index.js";
import { columnKey } from "../../compiler/graph/stages.js";

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
  /** One bar before, for expressions that look at two bars. */
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
  const names = new Map(graph.names.map(({ name, series }) => [columnKey(series), name]));
  const explain = (ref: ColumnReference, withBefore: boolean): Decision => {
    const node = nodeOf(graph, ref);
    const key = columnKey(ref);
    const expand = !seen.has(key) && !leaves.has(node.operation);
    seen.add(key);
    const two = twoBarOperations.has(node.operation);
    return {
      text: leaves.has(node.operation)
        ? node.operation
        : graph.source.text.slice(node.span.start, node.span.end),
      name: names.get(key) ?? null,
      type: node.outputs[ref.output]?.type ?? "number",
      value: valueAt(bar, ref),
      before: withBefore && bar > 0 ? valueAt(bar - 1, ref) : null,
      span: node.span,
      parts: expand
        ? node.inputs.filter((input) => isWritten(graph, input)).map((input) => explain(input, two))
        : [],
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

/** Constants explain themselves in the text of the expression around them. */
function isWritten(graph: Graph, reference: ColumnReference): boolean {
  return nodeOf(graph, reference).operation !== "constant";
}
