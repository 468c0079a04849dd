import type { Graph } from "../graph/schema.js";
import { emitDot } from "./dot.js";
import { emitMermaid } from "./mermaid.js";
import { emitPlan } from "./plan.js";

export const emitFormats = ["json", "dot", "mermaid", "plan"] as const;
export type EmitFormat = (typeof emitFormats)[number];

/** A graph as text: `json` is the compiled file (`.sagec`), the others are for people. */
export function emit(graph: Graph, format: EmitFormat): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(graph, null, 1)}\n`;
    case "dot":
      return emitDot(graph);
    case "mermaid":
      return emitMermaid(graph);
    case "plan":
      return emitPlan(graph);
  }
}
