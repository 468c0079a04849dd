import type { AttributeMessage, ModelMessage, NodeMessage, TensorMessage } from "./protocol.js";

export type GraphMessage = NonNullable<ModelMessage["graph"]>;

/** Numbers of a tensor as `GraphBuilder` writes them. */
export function tensorDoubles(tensor: TensorMessage | undefined): readonly number[] {
  const raw = tensor?.raw;
  if (raw === undefined) return [];
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: raw.byteLength / 8 }, (_, k) => view.getFloat64(k * 8, true));
}

export function tensorFloats(tensor: TensorMessage | undefined): readonly number[] {
  const raw = tensor?.raw;
  if (raw === undefined) return [];
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: raw.byteLength / 4 }, (_, k) => view.getFloat32(k * 4, true));
}

export function tensorIntegers(tensor: TensorMessage | undefined): readonly number[] {
  const raw = tensor?.raw;
  if (raw === undefined) return [];
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: raw.byteLength / 8 }, (_, k) => Number(view.getBigInt64(k * 8, true)));
}

/** The constant that a node takes at a place. */
export const constantOf = (
  { tensors }: GraphMessage,
  node: NodeMessage | undefined,
  place: number,
): TensorMessage | undefined => tensors.find(({ name }) => name === node?.inputs[place]);

/** The node that takes what another gives. */
export const readerOf = ({ nodes }: GraphMessage, node: NodeMessage | undefined): NodeMessage | undefined =>
  nodes.find(({ inputs }) => inputs[0] === node?.outputs[0]);

export const attributeOf = (node: NodeMessage, name: string): AttributeMessage | undefined =>
  node.attributes?.find((attribute) => attribute.name === name);
