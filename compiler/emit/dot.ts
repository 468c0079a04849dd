import type { Graph } from "../graph/schema.js";
import { pictureOf } from "./picture.js";

const shapes = { bar: "cylinder", constant: "plaintext", node: "box", use: "house" } as const;

/** The graph for Graphviz: `dot -Tsvg`. */
export function emitDot(graph: Graph): string {
  const { boxes, arrows } = pictureOf(graph);
  return [
    `digraph ${quoted(graph.strategy)} {`,
    '  rankdir=LR; node [fontname="sans-serif" fontsize=11];',
    ...boxes.map(
      ({ id, lines, kind }) => `  ${id} [shape=${shapes[kind]} label=${quoted(lines.join("\n"))}];`,
    ),
    ...arrows.map(
      ({ from, to, label }) => `  ${from} -> ${to}${label === "" ? "" : ` [label=${quoted(label)}]`};`,
    ),
    "}",
    "",
  ].join("\n");
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
