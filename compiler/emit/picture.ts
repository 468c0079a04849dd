import type { ColumnReference, Graph } from "../graph/schema.js";
import { clockWord, labelsOf } from "./labels.js";

/** A graph as boxes and arrows, for both picture languages. */
export interface Picture {
  readonly boxes: readonly {
    readonly id: string;
    readonly lines: readonly string[];
    readonly kind: "bar" | "constant" | "node" | "use";
  }[];
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly label: string }[];
}

export function pictureOf(graph: Graph): Picture {
  const labels = labelsOf(graph);
  const boxes: Picture["boxes"][number][] = [];
  const arrows: Picture["arrows"][number][] = [];
  const arrow = ({ node, output }: ColumnReference, to: string, label = "") => {
    const several = (graph.nodes[node]?.outputs.length ?? 1) > 1;
    arrows.push({
      from: `n${node}`,
      to,
      label: [several ? `.${output}` : "", label].filter(Boolean).join(" "),
    });
  };
  graph.nodes.forEach((node, number) => {
    const parameters = labels.parameters(node).join(", ");
    const constant = node.operation === "constant";
    const isBar = node.inputs.length === 0 && !constant;
    boxes.push({
      id: `n${number}`,
      lines: [
        labels.names(number),
        constant ? parameters : [labels.operation(node), parameters].filter(Boolean).join(" "),
        clockWord(graph, node),
      ].filter(Boolean),
      kind: constant ? "constant" : isBar ? "bar" : "node",
    });
    for (const input of node.inputs) arrow(input, `n${number}`);
  });
  for (const { id, text, reads } of usesOf(graph)) {
    boxes.push({ id, lines: [text], kind: "use" });
    for (const [label, column] of reads) arrow(column, id, label);
  }
  return { boxes, arrows };
}

interface Use {
  readonly id: string;
  readonly text: string;
  readonly reads: readonly (readonly [string, ColumnReference])[];
}

/** What reads columns at the end: rules, size, plots, alerts and the training of models. */
function usesOf({ orders, plots, alerts, models }: Graph): readonly Use[] {
  return [
    ...orders.entries.map((entry, number) => ({
      id: `enter${number}`,
      text: `enter ${entry.side}`,
      reads: [
        ["when", entry.when] as const,
        ...(entry.order ? [[`${entry.order.type} at`, entry.order.price] as const] : []),
        ...(entry.order?.limit ? [["limit", entry.order.limit] as const] : []),
        ...(entry.stop
          ? [["stop", entry.stop.base] as const, ["stop · entry", entry.stop.slope] as const]
          : []),
        ...(entry.moves ?? []).flatMap(({ level, after }) => [
          ["stop moves to", level.base] as const,
          ["stop moves to · entry", level.slope] as const,
          ["after", after.base] as const,
          ["after · entry", after.slope] as const,
        ]),
        ...entry.takes.flatMap(({ level }) => [
          ["take", level.base] as const,
          ["take · entry", level.slope] as const,
        ]),
        ...(entry.trail ? [["trail", entry.trail.distance] as const] : []),
        ...(entry.trail?.distanceSlope ? [["trail · entry", entry.trail.distanceSlope] as const] : []),
        ...(entry.trail?.after ? [["trail after", entry.trail.after] as const] : []),
        ...(entry.trail?.afterSlope ? [["trail after · entry", entry.trail.afterSlope] as const] : []),
      ],
    })),
    ...orders.exits.map((exit, number) => ({
      id: `exit${number}`,
      text: `exit ${exit.side}`,
      reads: [["when", exit.when] as const],
    })),
    ...(orders.position
      ? [{ id: "position", text: "position", reads: [["target", orders.position.target] as const] }]
      : []),
    ...(orders.size
      ? [{ id: "size", text: `size: ${orders.size.kind}`, reads: [["", orders.size.amount] as const] }]
      : []),
    ...models.map(({ name, features, target }, number) => ({
      id: `model${number}`,
      text: `train ${name}`,
      reads: [
        ...features.map((feature) => [feature.name, feature.series] as const),
        [`target ${target.name}, known later`, target.series] as const,
      ],
    })),
    ...plots.map((plot, number) => ({
      id: `plot${number}`,
      text: `plot ${plot.label}`,
      reads: [["", plot.series] as const],
    })),
    ...alerts.map(({ parts, when, values }, number) => ({
      id: `alert${number}`,
      text: `alert ${parts.join("…")}`,
      reads: [["when", when] as const, ...values.map((value) => ["", value] as const)],
    })),
  ];
}
