import type { Graph } from "../compiler/graph/index.js";
import type { NodeStatistics } from "../runtime/index.js";

const rowsShown = 25;

/** Where the time of a run went: the dearest nodes first. */
export function showStatistics(graph: Graph, nodes: readonly NodeStatistics[]): string {
  const total = nodes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const dearest = nodes.toSorted((a, b) => b.milliseconds - a.milliseconds);
  const rows = dearest.slice(0, rowsShown).map(({ node, operation, milliseconds, bars }) => {
    const share = `${((100 * milliseconds) / total).toFixed(1)} %`;
    const speed = `${(bars / milliseconds / 1000).toFixed(1)} M bars/s`;
    const span = node === null ? undefined : graph.nodes[node]?.span;
    const text =
      span === undefined ? "" : graph.source.text.slice(span.start, span.end).replaceAll(/\s+/g, " ");
    return `${milliseconds.toFixed(2).padStart(9)} ms ${share.padStart(7)} ${speed.padStart(16)}  ${operation.padEnd(18)} ${text.slice(0, 50)}`;
  });
  const rest = dearest.length - rows.length;
  return [
    ...rows,
    ...(rest > 0 ? [`          … and ${rest} more nodes`] : []),
    `${total.toFixed(2).padStart(9)} ms in all`,
  ].join("\n");
}
