import type { ColumnReference, Graph } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import { Engine, loadKernelModule } from "../../engine/index.js";
import type { RowSource } from "../../engine/feeds.js";
import { RunError } from "../../engine/error.js";
import { withGapPolicy } from "../../modes/gap-policy.js";
import { nodesBehind, subgraphOf } from "./subgraph.js";

/** A column that is wanted over all bars. */
export interface WantedColumn {
  /** What it is called in messages. */
  readonly name: string;
  readonly series: ColumnReference;
  /** "single": rounded once to 32 bits, as models learn and are asked. */
  readonly precision: "single" | "double";
}

export type ColumnValues = Float32Array | Float64Array;

/** What a pass rests on. */
export interface PassOptions {
  /** Values of the graph's parameters in their order. */
  readonly values: readonly number[];
  /** Rows of the graph's feeds, in its order. */
  readonly feeds: readonly RowSource[];
  readonly module?: WebAssembly.Module | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bars done and, as far as known, in all. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** Columns of all bars, with the policy of the strategy where bars are missing: as a run sees them. */
export interface Pass {
  readonly time: Float64Array;
  readonly close: Float64Array;
  /** In the order they were wanted. */
  readonly columns: readonly ColumnValues[];
}

/**
 * Computes columns of a graph over all bars in one pass, with the nodes behind them only. They are bit for bit what a run
 * sees, however that is cut.
 * @throws RunError SAGE8300 for an infinite value, SAGE8309 where a column rests on the answer of a model
 */
export function computeColumns(
  graph: Graph,
  wanted: readonly WantedColumn[],
  feed: BarFeed,
  options: PassOptions,
): Pass {
  refuseAnswers(graph, wanted);
  const { graph: part, columns: references } = subgraphOf(
    graph,
    wanted.map(({ series }) => series),
  );
  const { values, feeds, module = loadKernelModule(), signal, progress } = options;
  const engine =
    wanted.length === 0 ? null : new Engine(part, { module, values, capital: 1, feeds: [...feeds] });
  const { bars, missingBars, interval } = feed.information;
  const expected = bars + (graph.gaps === "fill" ? missingBars : 0);
  const gathered = new Gathered(wanted, expected);
  const chunks = withGapPolicy(feed.chunks(), graph.gaps, interval, { gaps: 0, missingBars: 0 });
  for (const chunk of chunks) {
    const capacity = engine?.capacity ?? chunk.time.length;
    for (let at = 0; at < chunk.time.length; at += capacity) {
      signal?.throwIfAborted();
      const count = Math.min(capacity, chunk.time.length - at);
      engine?.step(chunk, at, count, false);
      const found = references.map((reference) => engine?.column(reference) ?? new Float64Array());
      gathered.take(chunk.time.subarray(at, at + count), chunk.close.subarray(at, at + count), found);
    }
    progress?.(gathered.length, expected);
  }
  return gathered.finish();
}

/** Columns on their way. */
class Gathered {
  length = 0;
  #room: number;
  #time: Float64Array;
  #close: Float64Array;
  readonly #columns: { readonly name: string; values: ColumnValues }[];

  constructor(wanted: readonly WantedColumn[], expected: number) {
    this.#room = Math.max(16, expected);
    this.#time = new Float64Array(this.#room);
    this.#close = new Float64Array(this.#room);
    this.#columns = wanted.map(({ name, precision }) => ({
      name,
      values: precision === "single" ? new Float32Array(this.#room) : new Float64Array(this.#room),
    }));
  }

  take(time: Float64Array, close: Float64Array, columns: readonly Float64Array[]): void {
    const start = this.length;
    this.length += time.length;
    if (this.length > this.#room) this.#grow();
    this.#time.set(time, start);
    this.#close.set(close, start);
    for (const [k, { name, values }] of this.#columns.entries()) {
      const given = columns[k] ?? new Float64Array();
      values.set(given, start);
      refuseInfinite(name, values, start, given, time);
    }
  }

  #grow(): void {
    this.#room = Math.max(this.length, 2 * this.#room);
    this.#time = larger(this.#time, new Float64Array(this.#room));
    this.#close = larger(this.#close, new Float64Array(this.#room));
    for (const column of this.#columns) {
      const { values } = column;
      column.values =
        values instanceof Float32Array
          ? larger(values, new Float32Array(this.#room))
          : larger(values, new Float64Array(this.#room));
    }
  }

  finish(): Pass {
    return {
      time: this.#time.subarray(0, this.length),
      close: this.#close.subarray(0, this.length),
      columns: this.#columns.map(({ values }) => values.subarray(0, this.length)),
    };
  }
}

function larger<Values extends ColumnValues>(from: Values, to: Values): Values {
  to.set(from);
  return to;
}

/** What models learn with holds numbers up to 3.4e38; what is more has become infinite in it. */
function refuseInfinite(
  name: string,
  values: ColumnValues,
  start: number,
  given: Float64Array,
  time: Float64Array,
): void {
  for (let k = 0; k < given.length; k++) {
    const value = values[start + k] ?? 0;
    if (value !== Infinity && value !== -Infinity) continue;
    throw new RunError(
      "SAGE8300",
      `\`${name}\` is ${Number(given[k]?.toPrecision(6))} at the bar of ${new Date(time[k] ?? 0).toISOString()}: models learn with numbers up to 3.4e38.`,
      "Keep it within bounds with `clamp(…, -1000, 1000)`, or mend the data it comes from.",
    );
  }
}

/** What a model says of past bars is known only when it has been trained for each of them. */
function refuseAnswers(graph: Graph, wanted: readonly WantedColumn[]): void {
  for (const { name, series } of wanted) {
    const asked = nodesBehind(graph, [series]).find((node) => graph.nodes[node]?.operation === "prediction");
    if (asked === undefined) continue;
    const model = graph.models[graph.nodes[asked]?.model ?? -1]?.name ?? "another model";
    throw new RunError(
      "SAGE8309",
      `\`${name}\` rests on what the model \`${model}\` says, and its answers on past bars are not there.`,
      `Train \`${model}\` alone first, or let both models see the same features.`,
    );
  }
}
