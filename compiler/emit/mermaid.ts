import type { Graph } from "../graph/schema.js";
import { pictureOf } from "./picture.js";

const brackets = {
  bar: ["[(", ")]"],
  constant: ["([", "])"],
  node: ["[", "]"],
  use: ["{{", "}}"],
} as const;

/** The graph for Mermaid, which Markdown viewers draw. */
export function emitMermaid(graph: Graph): string {
  const { boxes, arrows } = pictureOf(graph);
  return [
    "flowchart LR",
    ...boxes.map(
      ({ id, lines, kind }) =>
        `  ${id}${brackets[kind][0]}${quoted(lines.join("<br/>"))}${brackets[kind][1]}`,
    ),
    ...arrows.map(({ from, to, label }) => `  ${from} -->${label === "" ? "" : `|${quoted(label)}|`} ${to}`),
    "",
  ].join("\n");
}

function quoted(text: string): string {
  return `"${text.replaceAll("&", "#amp;").replaceAll('"', "#quot;")}"`;
}
