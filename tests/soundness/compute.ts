import { clockOf } from "../../compiler/graph/stages.js";
import type { ColumnReference, Graph } from "../../compiler/index.js";
import {
  Engine,
  loadKernelModule,
  parameterValues,
  type BarColumns,
  type Snapshot,
} from "../../runtime/index.js";
import { feedOf } from "../../runtime/testing/feed.js";
import { bindFeeds, type Feeds } from "../../runtime/feeds/bind.js";

/** How the bars are brought to an engine. */
export interface Way {
  /** Bars in each step, the last length again and again. */
  readonly lengths: readonly number[];
  /** After so many bars the state is saved, and another engine goes on with it. */
  readonly restartAt?: number;
}

export interface Outcome {
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly snapshot: Snapshot;
}

/** Every value of the graph at every bar, the equity, and the state that is left. */
export function compute(graph: Graph, bars: BarColumns, feeds: () => Feeds, way: Way): Outcome {
  const count = bars.time.length;
  const columns = new Map<string, Float64Array>();
  const columnOf = (name: string): Float64Array => {
    const known = columns.get(name) ?? new Float64Array(count).fill(Number.NaN);
    columns.set(name, known);
    return known;
  };
  const note = (bar: number, { node, output }: ColumnReference, value: number): void => {
    // Of a slower clock a trace shows the last value it has seen itself; what is held of it is on the bars' own.
    if (clockOf(graph.nodes[node]) === 0) columnOf(`${node}.${output}`)[bar] = value;
  };
  const open = (): Engine => {
    const engine = new Engine(graph, {
      module: loadKernelModule(),
      values: parameterValues(graph, {}),
      capital: 10_000,
      capacity: Math.max(...way.lengths),
      columns: { equity: true, cash: true, position: true },
      feeds: bindFeeds(graph, feedOf(bars), feeds()).map(({ input }) => input),
    });
    engine.traceAt(bars.time.keys(), note);
    return engine;
  };
  let engine = open();
  for (let at = 0, step = 0; at < count; step++) {
    const wanted = way.lengths[Math.min(step, way.lengths.length - 1)] ?? 1;
    const until = way.restartAt !== undefined && at < way.restartAt ? way.restartAt : count;
    const length = Math.min(wanted, until - at);
    engine.step(bars, at, length);
    if (graph.orders.entries.length > 0 || graph.orders.position !== undefined) {
      for (const name of ["equity", "cash", "position"] as const)
        columnOf(name).set(engine.brokerColumn(name), at);
    }
    at += length;
    if (at === way.restartAt) {
      const snapshot = engine.snapshot();
      engine = open();
      engine.restore(snapshot);
    }
  }
  return { columns, snapshot: engine.snapshot() };
}

/** The first place at which two outcomes differ, in words; undefined: the same bits. */
export function difference(one: Outcome, other: Outcome, graph: Graph): string | undefined {
  for (const [name, values] of one.columns) {
    const others = other.columns.get(name);
    const bar = values.findIndex((value, at) => !Object.is(value, others?.[at]));
    if (bar === -1) continue;
    const node = graph.nodes[Number(name.split(".")[0])];
    const text = node && graph.source.text.slice(node.span.start, node.span.end);
    return `${name} (${node?.operation} \`${text}\`) at bar ${bar}: ${values[bar]} or ${others?.[bar]}`;
  }
  const [a, b] = [one.snapshot.bytes, other.snapshot.bytes];
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at === -1 ? undefined : `the state differs at byte ${at} of ${a.length}`;
}
