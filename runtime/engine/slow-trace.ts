import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import { clockOf, columnKey } from "../../compiler/graph/stages.js";
import type { ClockCounts } from "./clocks.js";

/** Values of slower clocks as they are known on the strategy's bars, for a trace: each lasts until the next is finished. */
export class SlowTrace {
  /** By clock: after each bar of the step, how many of the slower ones had ended. */
  readonly #ended = new Map<number, readonly number[]>();
  readonly #last = new Map<number, number>();

  readonly #graph: Graph;
  readonly #counts: ClockCounts;

  constructor(graph: Graph, counts: ClockCounts) {
    this.#graph = graph;
    this.#counts = counts;
  }

  /** How to read a column of the step at the strategy's bars; null where it is one of the strategy's own. */
  valuesOf(reference: ColumnReference, values: Float64Array): ((bar: number) => number) | null {
    const node = this.#graph.nodes[reference.node];
    if (node?.operation === "frame_edges") this.#readMarks(reference.node, values);
    const clock = clockOf(node);
    if (clock === 0) return null;
    const key = columnKey(reference);
    const before = this.#last.get(key) ?? Number.NaN;
    const last = values.at(-1);
    if (last !== undefined) this.#last.set(key, last);
    const ended = this.#ended.get(clock) ?? [];
    return (bar) => {
      const rows = ended[bar] ?? 0;
      return rows === 0 ? before : (values[rows - 1] ?? Number.NaN);
    };
  }

  #readMarks(node: number, marks: Float64Array): void {
    let rows = 0;
    const ended = Array.from(marks, (mark) => (rows += (mark & 1) + ((mark & 4) >> 2)));
    for (const clock of this.#counts.countedBy(node)) this.#ended.set(clock, ended);
  }
}
