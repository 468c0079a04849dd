import { ratio } from "../../kernels/catalog/index.js";
import type { Expression } from "../../lang/tree.js";
import type { ColumnReference, GraphNode } from "../graph/schema.js";
import { outputOf, spanOf } from "./describe.js";
import type { Application } from "./form.js";
import type { Lowering } from "./lowering.js";

type Times = Pick<GraphNode, "knownAt" | "first" | "settled">;

/**
 * The nodes of a label whose inputs are there; undefined for what is no label. `triple_barrier` and `trend_scan` are
 * kernels that give their answer when it is known, and for how many bars it was open; the others are made of comparisons and choices.
 */
export function lowerLabel(
  { operation, parameters }: Application,
  expression: Expression,
  inputs: readonly ColumnReference[],
  bar: readonly ColumnReference[],
  times: Times,
  lowering: Lowering,
): ColumnReference | undefined {
  const { builder } = lowering;
  const span = spanOf(expression);
  const output = outputOf(lowering.facts(expression));
  const node = (name: string, of: readonly ColumnReference[], type: GraphNode["outputs"][number] = output) =>
    builder.node({ operation: name, inputs: of, parameters: [], outputs: [type], ...times, span });
  const constant = (value: number) =>
    builder.node({
      operation: "constant",
      inputs: [],
      parameters: [builder.constant(value)],
      outputs: [output],
      knownAt: "open",
      first: 0,
      settled: 0,
      span,
    });
  const condition = { type: "truth", unit: ratio } as const;
  const [first, second] = inputs;
  switch (operation) {
    case "direction":
    case "three_way": {
      if (first === undefined || second === undefined) return undefined;
      const negative = builder.nodes[second.node]?.outputs[second.output] ?? output;
      const above = node("greater", [first, second], condition);
      const below = node("less", [first, node("negate", [second], negative)], condition);
      const [low, middle, high] = operation === "direction" ? [0, Number.NaN, 1] : [0, 1, 2];
      const rest = node("select", [below, constant(low), constant(middle)]);
      return node("select", [above, constant(high), rest]);
    }
    case "meta_label":
      if (first === undefined || second === undefined) return undefined;
      return node("select", [first, second, constant(Number.NaN)]);
    case "triple_barrier":
    case "trend_scan":
      return builder.node({
        operation,
        inputs: [...inputs, ...bar],
        parameters: parameters.map((parameter) => lowering.operationParameter(parameter)),
        outputs: [output, { type: "number", unit: ratio }],
        ...times,
        span,
      });
    default:
      return undefined;
  }
}
