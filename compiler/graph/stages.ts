import type { ColumnReference, Graph, GraphNode } from "./schema.js";

/**
 * The types a graph goes through on its way from lowering to running. Each pass says in its signature what it needs
 * and what it gives, so that nothing unscheduled can be given slots and nothing without slots can be run.
 *
 *     lowering → DraftGraph → optimisations → DraftGraph → schedule → ScheduledGraph → slots → AllocatedGraph → seal → Graph
 *
 * In every stage a node's inputs stand before it and a scalar's inputs stand before it.
 */
export type DraftNode = Omit<GraphNode, "slots">;

/** What all stages have: the graph without what later stages add. */
export type GraphBody = Omit<Graph, "nodes" | "slotCount" | "hash">;

/** As lowering made it, in whatever order; nodes may be dead or double. */
export interface DraftGraph extends GraphBody {
  readonly stage: "draft";
  readonly nodes: readonly DraftNode[];
}

/** In execution order, which depends on the computation alone and not on how it was written down. */
export interface ScheduledGraph extends GraphBody {
  readonly stage: "scheduled";
  readonly nodes: readonly DraftNode[];
}

/** With a column buffer for every output. */
export interface AllocatedGraph extends GraphBody {
  readonly stage: "allocated";
  readonly nodes: readonly GraphNode[];
  readonly slotCount: number;
}

/** The clock a node runs on; 0 is the strategy's own. */
export function clockOf(node: Pick<DraftNode, "clock"> | undefined): number {
  return node?.clock ?? 0;
}

/** The key of a column in maps. Nodes have far fewer than 64 outputs. */
export function columnKey(reference: ColumnReference): number {
  return reference.node * 64 + reference.output;
}
