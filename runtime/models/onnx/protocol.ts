import protobuf from "protobufjs/light.js";

/**
 * The part of ONNX's file format (`onnx.proto`, IR version 8) that is written here or looked into. Parts of a file that
 * are carried along unread are declared as bytes, so that a file of others loses nothing when it is written again.
 */
const field = (id: number, type: string, rule?: "repeated" | "packed") => ({
  id,
  type,
  ...(rule !== undefined && { rule: "repeated" }),
  ...(rule === "packed" && { options: { packed: true } }),
});

const nested = {
  Model: {
    fields: {
      irVersion: field(1, "int64"),
      producerName: field(2, "string"),
      producerVersion: field(3, "string"),
      domain: field(4, "string"),
      modelVersion: field(5, "int64"),
      documentation: field(6, "string"),
      graph: field(7, "Graph"),
      operatorSets: field(8, "OperatorSet", "repeated"),
      metadata: field(14, "Property", "repeated"),
      trainings: field(20, "bytes", "repeated"),
      functions: field(25, "bytes", "repeated"),
      configurations: field(26, "bytes", "repeated"),
    },
  },
  OperatorSet: { fields: { domain: field(1, "string"), version: field(2, "int64") } },
  Property: { fields: { key: field(1, "string"), value: field(2, "string") } },
  Graph: {
    fields: {
      nodes: field(1, "Node", "repeated"),
      name: field(2, "string"),
      tensors: field(5, "Tensor", "repeated"),
      documentation: field(10, "string"),
      inputs: field(11, "Value", "repeated"),
      outputs: field(12, "Value", "repeated"),
      values: field(13, "Value", "repeated"),
      quantization: field(14, "bytes", "repeated"),
      sparseTensors: field(15, "bytes", "repeated"),
      metadata: field(16, "Property", "repeated"),
    },
  },
  Node: {
    fields: {
      inputs: field(1, "string", "repeated"),
      outputs: field(2, "string", "repeated"),
      name: field(3, "string"),
      operator: field(4, "string"),
      attributes: field(5, "Attribute", "repeated"),
      documentation: field(6, "string"),
      domain: field(7, "string"),
      overload: field(8, "string"),
      metadata: field(9, "Property", "repeated"),
      configurations: field(10, "bytes", "repeated"),
    },
  },
  Attribute: {
    fields: {
      name: field(1, "string"),
      float: field(2, "float"),
      integer: field(3, "int64"),
      text: field(4, "bytes"),
      tensor: field(5, "Tensor"),
      graph: field(6, "bytes"),
      floats: field(7, "float", "packed"),
      integers: field(8, "int64", "packed"),
      texts: field(9, "bytes", "repeated"),
      tensors: field(10, "bytes", "repeated"),
      graphs: field(11, "bytes", "repeated"),
      documentation: field(13, "string"),
      typeValue: field(14, "bytes"),
      typeValues: field(15, "bytes", "repeated"),
      type: field(20, "int32"),
      reference: field(21, "string"),
      sparse: field(22, "bytes"),
      sparses: field(23, "bytes", "repeated"),
    },
  },
  Tensor: {
    fields: {
      dimensions: field(1, "int64", "packed"),
      type: field(2, "int32"),
      segment: field(3, "bytes"),
      floats: field(4, "float", "packed"),
      integers32: field(5, "int32", "packed"),
      texts: field(6, "bytes", "repeated"),
      integers: field(7, "int64", "packed"),
      name: field(8, "string"),
      raw: field(9, "bytes"),
      doubles: field(10, "double", "packed"),
      unsigned: field(11, "uint64", "packed"),
      documentation: field(12, "string"),
      external: field(13, "Property", "repeated"),
      location: field(14, "int32"),
      metadata: field(16, "Property", "repeated"),
    },
  },
  Value: {
    fields: {
      name: field(1, "string"),
      type: field(2, "ValueType"),
      documentation: field(3, "string"),
      metadata: field(4, "Property", "repeated"),
    },
  },
  ValueType: {
    fields: {
      tensor: field(1, "TensorType"),
      sequence: field(4, "bytes"),
      map: field(5, "bytes"),
      denotation: field(6, "string"),
      opaque: field(7, "bytes"),
      sparse: field(8, "bytes"),
      optional: field(9, "bytes"),
    },
  },
  TensorType: { fields: { element: field(1, "int32"), shape: field(2, "Shape") } },
  Shape: { fields: { dimensions: field(1, "Dimension", "repeated") } },
  Dimension: {
    fields: { size: field(1, "int64"), name: field(2, "string"), denotation: field(3, "string") },
  },
};

/** Kinds of elements, by their numbers in the format. */
export const elementTypes = { float: 1, int64: 7, bool: 9, double: 11 } as const;

/** Kinds of attributes, by their numbers in the format. */
export const attributeTypes = {
  float: 1,
  integer: 2,
  text: 3,
  tensor: 4,
  floats: 6,
  integers: 7,
  texts: 8,
} as const;

export interface TensorMessage {
  readonly name?: string;
  readonly dimensions: readonly number[];
  readonly type: number;
  readonly raw?: Uint8Array;
}

export interface AttributeMessage {
  readonly name: string;
  readonly type?: number;
  readonly float?: number;
  readonly integer?: number;
  readonly text?: Uint8Array;
  readonly tensor?: TensorMessage;
  readonly floats?: readonly number[];
  readonly integers?: readonly number[];
  readonly texts?: readonly Uint8Array[];
}

export interface NodeMessage {
  readonly name?: string;
  readonly operator: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: readonly AttributeMessage[];
}

export interface ValueMessage {
  readonly name: string;
  readonly type?: {
    /** Absent for sequences, maps and others that are no tensors. */
    readonly tensor?: {
      readonly element?: number;
      readonly shape?: { readonly dimensions: readonly { readonly size?: number; readonly name?: string }[] };
    };
  };
}

export interface Property {
  readonly key: string;
  readonly value: string;
}

export interface ModelMessage {
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly documentation?: string;
  readonly graph?: {
    readonly name?: string;
    readonly nodes: readonly NodeMessage[];
    readonly tensors: readonly TensorMessage[];
    readonly inputs: readonly ValueMessage[];
    readonly outputs: readonly ValueMessage[];
  };
  readonly operatorSets: readonly { readonly domain?: string; readonly version?: number }[];
  readonly metadata: readonly Property[];
}

// Fields that are there with the value 0 or "" are written, as ONNX asks for.
const modelType = protobuf.Root.fromJSON({
  edition: "proto2",
  nested: { onnx: { nested } },
} as protobuf.INamespace).lookupType("onnx.Model");

/** The bytes of a model; the same model gives the same bytes. */
export function encodeModel(model: ModelMessage): Uint8Array {
  return modelType.encode(modelType.fromObject(model)).finish();
}

/**
 * A model from its bytes.
 * @throws Error where they are not in the format
 */
export function decodeModel(bytes: Uint8Array): ModelMessage {
  const message = modelType.decode(bytes);
  // What the declaration above says is what it has been decoded by.
  return modelType.toObject(message, { longs: Number, arrays: true }) as ModelMessage;
}
