import type { AllocatedGraph, DraftGraph } from "../graph/stages.js";
import { removeDead } from "./dead.js";
import { foldConstants } from "./fold.js";
import { schedule } from "./schedule.js";
import { shareCommon } from "./share.js";
import { simplify } from "./simplify.js";
import { assignSlots } from "./slots.js";

export { assignSlots, foldConstants, removeDead, schedule, shareCommon, simplify };

export interface OptimiseOptions {
  /** Keeps every named series, for tracing; the hash stays that of the run. */
  readonly keepNames?: boolean;
}

/** Called around each pass with its name and what it gave. A host with a clock measures; without one nothing is. */
export type Observe = <Result>(pass: string, run: () => Result) => Result;

export const unobserved: Observe = (_, run) => run();

/**
 * The optimisations in their order. Folding and sharing run again after the identities, which make new constants and
 * equal nodes.
 */
export const optimisations: readonly {
  readonly name: string;
  readonly pass: (graph: DraftGraph) => DraftGraph;
}[] = [
  { name: "fold constants", pass: foldConstants },
  { name: "share common", pass: shareCommon },
  { name: "simplify", pass: simplify },
  { name: "fold constants again", pass: foldConstants },
  { name: "share common again", pass: shareCommon },
];

/** From what lowering made to what can be sealed and run. */
export function optimise(
  graph: DraftGraph,
  options: OptimiseOptions = {},
  observe: Observe = unobserved,
): AllocatedGraph {
  const optimised = optimisations.reduce((from, { name, pass }) => observe(name, () => pass(from)), graph);
  const alive = observe("remove dead", () => removeDead(optimised, options));
  const scheduled = observe("schedule", () => schedule(alive));
  return observe("slots", () => assignSlots(scheduled));
}
