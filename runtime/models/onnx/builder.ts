import {
  attributeTypes,
  elementTypes,
  type AttributeMessage,
  type NodeMessage,
  type TensorMessage,
} from "./protocol.js";

const text = new TextEncoder();

/** What an attribute of a node may be. */
export type AttributeValue =
  | { readonly integer: number }
  | { readonly text: string }
  | { readonly integers: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly doubles: readonly number[] };

/** Collects the nodes of a file. Names are counted, so that the same calls give the same bytes. */
export class GraphBuilder {
  readonly nodes: NodeMessage[] = [];
  readonly tensors: TensorMessage[] = [];

  /** A node with one output, whose name is given back. */
  add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    { domain = "", output = `${operator.toLowerCase()}_${this.nodes.length}` } = {},
  ): string {
    this.nodes.push({
      name: `${operator.toLowerCase()}_${this.nodes.length}`,
      operator,
      ...(domain !== "" && { domain }),
      inputs,
      outputs: [output],
      attributes: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
    });
    return output;
  }

  doubles(values: readonly number[], dimensions: readonly number[] = [values.length]): string {
    return this.#tensor(doubleTensor(`constant_${this.tensors.length}`, values, dimensions));
  }

  floats(values: readonly number[], dimensions: readonly number[] = [values.length]): string {
    const raw = new DataView(new ArrayBuffer(values.length * 4));
    for (const [k, value] of values.entries()) raw.setFloat32(k * 4, value, true);
    return this.#tensor({ ...this.#named(dimensions), type: elementTypes.float, raw: bytesOf(raw) });
  }

  integers(values: readonly number[], dimensions: readonly number[] = [values.length]): string {
    const raw = new DataView(new ArrayBuffer(values.length * 8));
    for (const [k, value] of values.entries()) raw.setBigInt64(k * 8, BigInt(value), true);
    return this.#tensor({ ...this.#named(dimensions), type: elementTypes.int64, raw: bytesOf(raw) });
  }

  /**
   * The sum of each row along the last axis, from left to right. A running sum has one order of addition whatever the
   * number of rows; sums and products of matrices have several.
   */
  rowSum(rows: string, axis: number, length: number): string {
    const running = this.add("CumSum", [rows, this.integers([axis], [])]);
    return this.add("Gather", [running, this.integers([length - 1], [])], { axis: { integer: axis } });
  }

  cast(value: string, type: keyof typeof elementTypes, output?: string): string {
    const to = { to: { integer: elementTypes[type] } };
    return this.add("Cast", [value], to, output === undefined ? {} : { output });
  }

  #named(dimensions: readonly number[]) {
    return { name: `constant_${this.tensors.length}`, dimensions };
  }

  #tensor(tensor: TensorMessage & { readonly name: string }): string {
    this.tensors.push(tensor);
    return tensor.name;
  }
}

function doubleTensor(name: string, values: readonly number[], dimensions: readonly number[]) {
  const raw = new DataView(new ArrayBuffer(values.length * 8));
  for (const [k, value] of values.entries()) raw.setFloat64(k * 8, value, true);
  return { name, dimensions, type: elementTypes.double, raw: bytesOf(raw) };
}

const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer);

function attributeOf(name: string, value: AttributeValue): AttributeMessage {
  if ("integer" in value) return { name, type: attributeTypes.integer, integer: value.integer };
  if ("text" in value) return { name, type: attributeTypes.text, text: text.encode(value.text) };
  if ("integers" in value) return { name, type: attributeTypes.integers, integers: value.integers };
  if ("texts" in value)
    return { name, type: attributeTypes.texts, texts: value.texts.map((word) => text.encode(word)) };
  const tensor = doubleTensor(name, value.doubles, [value.doubles.length]);
  return { name, type: attributeTypes.tensor, tensor };
}
