import type { Calibration, FittedModel } from "../fitted-model.js";
import { writeAnswers } from "./answer-nodes.js";
import { GraphBuilder } from "./builder.js";
import type { ModelDescription } from "./description.js";
import { propertiesOf } from "./metadata.js";
import { elementTypes, encodeModel, type ValueMessage } from "./protocol.js";
import { writeLinear } from "./linear-nodes.js";
import { writeTrees } from "./tree-nodes.js";

/** Versions that are written: of the format, and of its operators. Read by everything since 2022. */
const irVersion = 8;
const operatorSets = [
  { domain: "", version: 17 },
  { domain: "ai.onnx.ml", version: 3 },
];

/**
 * The bytes of a file that holds a fitted model with its preparation and calibration. It takes `features`, 32-bit numbers
 * [rows, features], missing as NaN. Of a binary target it gives `probability` [rows, 1], of classes `label` (the number of
 * the most probable) and `probabilities` [rows, classes], of a regression `value` [rows, 1]. Thresholds are exact; sums
 * and links are computed in 64 bits. The same model gives the same bytes.
 */
export function writeOnnx(
  model: FittedModel,
  calibration: Calibration,
  description: ModelDescription,
): Uint8Array {
  const builder = new GraphBuilder();
  const { kind } = description.target;
  const outputs = model.kind === "trees" ? model.base.length : model.intercepts.length;
  const raw =
    model.kind === "trees"
      ? builder.cast(writeTrees(model, builder, builder.cast("features", "double")), "double")
      : writeLinear(model, builder, "features");
  const answers = writeAnswers({ link: model.link, calibration, kind, outputs }, builder, raw);
  const written = builder.cast(answers, "float", outputNames[kind]);
  if (kind === "classes")
    builder.add("ArgMax", [answers], { axis: { integer: 1 }, keepdims: { integer: 0 } }, { output: "label" });
  const rows = { name: "N" };
  return encodeModel({
    irVersion,
    producerName: "NailSage",
    producerVersion: description.program,
    operatorSets,
    metadata: propertiesOf(description, { link: model.link, calibration }),
    graph: {
      name: description.target.name,
      nodes: builder.nodes,
      tensors: builder.tensors,
      inputs: [valueOf("features", elementTypes.float, [rows, { size: description.features.length }])],
      outputs: [
        ...(kind === "classes" ? [valueOf("label", elementTypes.int64, [rows])] : []),
        valueOf(written, elementTypes.float, [rows, { size: outputs }]),
      ],
    },
  });
}

const outputNames = { binary: "probability", classes: "probabilities", regression: "value" } as const;

const valueOf = (
  name: string,
  element: number,
  dimensions: readonly { readonly size?: number; readonly name?: string }[],
): ValueMessage => ({ name, type: { tensor: { element, shape: { dimensions } } } });
