import type { Graph } from "../../compiler/graph/index.js";
import type { Kernels } from "../../kernels/index.js";
import { RunError } from "./error.js";
import type { Layout } from "./layout.js";

/** Finds the bars of a step on which an alert's condition is true: its places are written by the kernel. */
export type FindAlerts = (column: number, count: number) => Int32Array;

/** Room for the places of one step; nothing where nobody wants to be told. */
export function placeAlerts(graph: Graph, layout: Layout, capacity: number): number {
  // The kernel writes a place before it knows whether to keep it, so there is one more.
  return graph.alerts.length === 0 ? 0 : layout.take(4 * (capacity + 1));
}

/** The loader knows the kernels' one signature only; this one has its own, checked here by the number of arguments. */
export function alertFinder(kernels: Kernels, buffer: ArrayBuffer, places: number): FindAlerts {
  const find: unknown = kernels["alert_find"];
  if (typeof find !== "function" || find.length !== 3)
    throw new RunError("SAGE8210", 'The kernel module has no "alert_find".', "Run `npm run build`.");
  const kernel = find as (column: number, count: number, places: number) => number;
  return (column, count) => new Int32Array(buffer, places, kernel(column, count, places));
}
