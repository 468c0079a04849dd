import { RunError } from "../../engine/error.js";
import { readProperties, type FileProperties } from "./metadata.js";
import {
  decodeModel,
  encodeModel,
  type AttributeMessage,
  type NodeMessage,
  type ValueMessage,
} from "./protocol.js";

/** A model file as it was found. */
export interface ModelFile {
  /** How messages call it: its path. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is known of a model file before it is run. */
export interface InspectedFile {
  readonly name: string;
  /** What is run: those of the file, or without nodes whose output cannot be read. */
  readonly bytes: Uint8Array;
  readonly properties: FileProperties;
  /** Without those that have their value in the file. */
  readonly inputs: readonly ValueMessage[];
  readonly outputs: readonly ValueMessage[];
  /** Names of its classes, where it gives them as words, in the order of its probabilities. */
  readonly labels: readonly string[] | null;
  /** It can be asked with missing values: all that read its inputs are trees or fill them in. */
  readonly takesMissing: boolean;
}

/** @throws RunError (SAGE8340, SAGE8345) */
export function inspectFile({ name, bytes }: ModelFile): InspectedFile {
  const model = decode(name, bytes);
  const { graph } = model;
  if (graph === undefined || graph.nodes.length === 0 || graph.outputs.length === 0)
    throw damaged(name, bytes.length);
  const properties = readProperties(model.metadata);
  const fixed = new Set(graph.tensors.map((tensor) => tensor.name));
  const inputs = graph.inputs.filter((input) => !fixed.has(input.name));
  const read = withoutMaps(name, graph.nodes, graph.outputs);
  const changed = read.outputs.some((output, k) => output !== graph.outputs[k]);
  return {
    name,
    bytes: changed ? encodeModel({ ...model, graph: { ...graph, ...read } }) : bytes,
    properties,
    inputs,
    outputs: read.outputs,
    labels: labelsOf(graph.nodes),
    takesMissing: properties.own || takesMissing(graph.nodes, inputs),
  };
}

function decode(name: string, bytes: Uint8Array) {
  try {
    return decodeModel(bytes);
  } catch {
    throw damaged(name, bytes.length);
  }
}

const damaged = (name: string, length: number) =>
  new RunError(
    "SAGE8340",
    `${name} is not a whole ONNX model: its ${length.toLocaleString("en-US")} bytes do not hold one.`,
    "Export or copy the file again; its size shows whether it was cut off.",
  );

/**
 * A ZipMap makes of a table of probabilities a list of maps, which onnxruntime does not hand out here. The table it is
 * made of is given in its place.
 */
function withoutMaps(
  name: string,
  nodes: readonly NodeMessage[],
  outputs: readonly ValueMessage[],
): { readonly nodes: readonly NodeMessage[]; readonly outputs: readonly ValueMessage[] } {
  const zips = new Map(
    nodes.flatMap((node) => (node.operator === "ZipMap" ? [[node.outputs[0] ?? "", node] as const] : [])),
  );
  const readable = outputs.map((output) => {
    if (output.type?.tensor !== undefined) return output;
    const table = zips.get(output.name)?.inputs[0];
    if (table === undefined)
      throw new RunError(
        "SAGE8345",
        `${name} gives its output \`${output.name}\` as a list or map, not as a table of numbers.`,
        'Export it with plain probabilities: in skl2onnx `options={"zipmap": False}`, in onnxmltools `zipmap=False`.',
      );
    return { name: table, type: { tensor: { element: 1 } } };
  });
  const dropped = new Set(outputs.map(({ name: output }) => zips.get(output)));
  return { nodes: nodes.filter((node) => !dropped.has(node)), outputs: readable };
}

const utf8 = new TextDecoder();

function labelsOf(nodes: readonly NodeMessage[]): readonly string[] | null {
  for (const { attributes = [] } of nodes) {
    const words = attributes.find(isLabels)?.texts;
    if (words !== undefined && words.length > 0) return words.map((word) => utf8.decode(word));
  }
  return null;
}

const isLabels = ({ name }: AttributeMessage): boolean =>
  name === "classlabels_strings" || name === "classlabels_string";

/** Operators that only pass values on. */
const passing = new Set(["Cast", "Concat", "Identity", "Reshape", "Unsqueeze", "Squeeze"]);
const filling = /^(TreeEnsemble|Imputer$)/;

function takesMissing(nodes: readonly NodeMessage[], inputs: readonly ValueMessage[]): boolean {
  const carrying = new Set(inputs.map(({ name }) => name));
  for (const node of nodes) {
    if (!node.inputs.some((input) => carrying.has(input))) continue;
    if (filling.test(node.operator)) continue;
    if (!passing.has(node.operator)) return false;
    for (const output of node.outputs) carrying.add(output);
  }
  return true;
}
