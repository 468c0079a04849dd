import type { Graph } from "../compiler/graph/index.js";
import type { NodeStatistics } from "../runtime/index.js";

const rowsShown = 25;

/** What one part of a run cost: a node, two nodes that run in one loop, the broker, the metrics, reading. */
export interface PartCost {
  readonly operation: string;
  /** Where it stands in the source; empty for what has no place there. */
  readonly text: string;
  readonly milliseconds: number;
  /** Part of the whole, 0 to 1. */
  readonly share: number;
  /** Bars it was run over: those of its own clock. */
  readonly bars: number;
  readonly barsPerSecond: number | null;
  readonly nanosecondsPerBar: number | null;
}

/** Where the time of a run went, the dearest first. */
export function partCosts(graph: Graph, nodes: readonly NodeStatistics[]): readonly PartCost[] {
  const total = nodes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return nodes
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .map(({ node, second, operation, milliseconds, bars }) => ({
      operation,
      text: [node, second]
        .map((one) => textOf(graph, one))
        .filter((text) => text !== "")
        .join(" · "),
      milliseconds,
      share: total > 0 ? milliseconds / total : 0,
      bars,
      barsPerSecond: milliseconds > 0 ? (1000 * bars) / milliseconds : null,
      nanosecondsPerBar: bars > 0 ? (1e6 * milliseconds) / bars : null,
    }));
}

function textOf(graph: Graph, node: number | null | undefined): string {
  const span = typeof node === "number" ? graph.nodes[node]?.span : undefined;
  return span === undefined ? "" : graph.source.text.slice(span.start, span.end).replaceAll(/\s+/g, " ");
}

/** The same as a table for people. */
export function showStatistics(costs: readonly PartCost[]): string {
  const shown = costs.slice(0, rowsShown).map(({ operation, text, milliseconds, share, ...speed }) => {
    const million = speed.barsPerSecond === null ? "" : (speed.barsPerSecond / 1e6).toFixed(1);
    const each = speed.nanosecondsPerBar === null ? "" : speed.nanosecondsPerBar.toFixed(2);
    return [
      milliseconds.toFixed(2).padStart(9),
      `${(100 * share).toFixed(1)} %`.padStart(8),
      each.padStart(8),
      million.padStart(9),
      ` ${operation.padEnd(26)} ${text.slice(0, 60)}`.trimEnd(),
    ].join(" ");
  });
  const rest = costs.length - shown.length;
  const total = costs.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return [
    "       ms    share   ns/bar  M bars/s  operation",
    ...shown,
    ...(rest > 0 ? [`          … and ${rest} more`] : []),
    `${total.toFixed(2).padStart(9)} ms in all`,
  ].join("\n");
}
