import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import { clockOf, columnKey } from "../../compiler/graph/stages.js";
import type { ClockCounts } from "./clocks.js";

/** The value of a column at a bar of the step, or with `back` that of so many bars of its own clock before: 0 or 1. */
export type ReadAt = (bar: number, back: 0 | 1) => number;

/**
 * Reads columns for a trace. Values of slower clocks are read as they are known on the strategy's bars: each lasts
 * until the next is finished.
 */
export class TraceReader {
  /** By clock: after each bar of the step, how many of the slower ones had ended. */
  readonly #ended = new Map<number, readonly number[]>();
  /** By column: the last two values of the steps before. */
  readonly #last = new Map<number, readonly [number, number]>();
  readonly #graph: Graph;
  readonly #counts: ClockCounts | null;

  /** @param counts null where the strategy's own bars are the only ones */
  constructor(graph: Graph, counts: ClockCounts | null) {
    this.#graph = graph;
    this.#counts = counts;
  }

  /** How to read a column of the step; good until the next step. */
  readerOf(reference: ColumnReference, values: Float64Array): ReadAt {
    const node = this.#graph.nodes[reference.node];
    if (node?.operation === "frame_edges") this.#readMarks(reference.node, values);
    const key = columnKey(reference);
    const [older, newer] = this.#last.get(key) ?? [Number.NaN, Number.NaN];
    const count = values.length;
    if (count > 0)
      this.#last.set(key, [
        count > 1 ? (values[count - 2] ?? Number.NaN) : newer,
        values[count - 1] ?? Number.NaN,
      ]);
    const at = (row: number): number => (row >= 0 ? (values[row] ?? Number.NaN) : row === -1 ? newer : older);
    const clock = clockOf(node);
    if (clock === 0) return (bar, back) => at(bar - back);
    const ended = this.#ended.get(clock) ?? [];
    return (bar, back) => at((ended[bar] ?? 0) - 1 - back);
  }

  #readMarks(node: number, marks: Float64Array): void {
    let rows = 0;
    const ended = Array.from(marks, (mark) => (rows += (mark & 1) + ((mark & 4) >> 2)));
    for (const clock of this.#counts?.countedBy(node) ?? []) this.#ended.set(clock, ended);
  }
}
