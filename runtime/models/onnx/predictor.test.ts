import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeShared, sharedPath } from "../../../tests/shared.js";
import { RunError } from "../../engine/error.js";
import { modelCase, type ModelCase } from "../testing/arbitrary-model.js";
import { openPredictor, type ModelSchema } from "./predictor.js";
import { decodeModel, encodeModel, type ModelMessage } from "./protocol.js";
import { writeOnnx } from "./write.js";

const bitsOf = (columns: readonly Float64Array[], row: number): readonly bigint[] =>
  columns.map((column) => new BigUint64Array(column.buffer)[row] ?? -1n);

/** Rows of a case again and again, all a little different, until there are as many. */
function manyRows({ columns, types, count }: Pick<ModelCase, "columns" | "types" | "count">, wanted: number) {
  return columns.map((column, k) =>
    Float32Array.from({ length: wanted }, (_, row) => {
      const value = column[row % count] ?? Number.NaN;
      return types[k] === "category" ? value : value + (row % 97) * 0.013;
    }),
  );
}

const schemaOf = ({ model, kind, types }: ModelCase): ModelSchema => ({
  features: types.map((type, k) => ({ name: `feature_${k}`, type })),
  target: {
    name: "up",
    kind,
    classes:
      kind === "regression" ? [] : (model.kind === "trees" ? model.base : model.intercepts).map(String),
  },
});

async function sameBits(file: Uint8Array, schema: ModelSchema, columns: readonly Float32Array[]) {
  const { predictor } = await openPredictor({ name: "law.onnx", bytes: file }, schema);
  const total = columns[0]?.length ?? 0;
  const whole = await predictor.predict(columns, total);
  for (const size of [1, 2, 3, 7, 15, 16, 17, 31, 64, 100, 255, 1000, 4095, 4096, 4097]) {
    for (const from of [0, 5, total - size].filter((start) => start >= 0 && start + size <= total)) {
      const part = await predictor.predict(
        columns.map((column) => column.slice(from, from + size)),
        size,
      );
      for (const row of new Set([0, 1, size >> 1, size - 2, size - 1].filter((k) => k >= 0 && k < size)))
        expect(bitsOf(part, row), `row ${row} of ${size} from ${from}`).toEqual(bitsOf(whole, from + row));
    }
  }
  await predictor.close();
}

test("a row has the same bits alone as among any others", async () => {
  for (let seed = 0; seed < 24; seed++) {
    const each = modelCase(seed);
    const schema = schemaOf(each);
    const bytes = writeOnnx(each.model, each.calibration, {
      ...schema,
      schemaHash: null,
      knownUntil: null,
      program: "test",
    });
    await sameBits(bytes, schema, manyRows(each, 5000));
  }
}, 60_000);

const refusal = async (file: Uint8Array, schema: ModelSchema): Promise<RunError> => {
  try {
    await openPredictor({ name: "edge.onnx", bytes: file }, schema);
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
};

const example = modelCase(4);
const ownSchema = schemaOf(example);
const ownFile = writeOnnx(example.model, example.calibration, {
  ...ownSchema,
  schemaHash: "aaaaaaaaaaaaaaaa",
  knownUntil: 5,
  program: "test",
});

test("a damaged file is refused wherever it is cut off, and never accepted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: ownFile.length - 1 }), async (length) => {
      const { code } = await refusal(ownFile.slice(0, length), ownSchema);
      expect(["SAGE8340", "SAGE8343", "SAGE8347"]).toContain(code);
    }),
    { numRuns: 40 },
  );
});

test("features that are computed otherwise are refused", async () => {
  const { code, message } = await refusal(ownFile, { ...ownSchema, schemaHash: "bbbbbbbbbbbbbbbb" });
  expect(code).toBe("SAGE8346");
  expect(message).toContain("edge.onnx");
});

test("a file says until when its training knew the market", async () => {
  const { knownUntil, own, predictor } = await openPredictor(
    { name: "edge.onnx", bytes: ownFile },
    ownSchema,
  );
  expect([knownUntil, own]).toEqual([5, true]);
  await predictor.close();
});

describeShared("models of others", () => {
  const folder = sharedPath("data", "reference", "onnx");
  const expected = JSON.parse(readFileSync(`${folder}/btc1h_expected.json`, "utf8")) as {
    readonly feature_names: readonly string[];
    readonly rows: readonly {
      readonly features: readonly number[];
      readonly binary_p1: number;
      readonly three_class: readonly number[];
      readonly regression: number;
      readonly mlp_p1: number;
    }[];
    readonly missing: {
      readonly features: readonly (readonly (number | null)[])[];
      readonly onnxruntime_binary_p1: readonly number[];
    };
  };
  const features = expected.feature_names.map((name) => ({ name, type: "number" as const }));
  const targets = {
    binary: { name: "up", kind: "binary" as const, classes: ["up"] },
    classes: { name: "way", kind: "classes" as const, classes: ["down", "flat", "up"] },
    regression: { name: "move", kind: "regression" as const, classes: [] },
  };
  const columns = features.map((_, k) =>
    Float32Array.from(expected.rows, (row) => row.features[k] ?? Number.NaN),
  );
  const count = expected.rows.length;
  const fileOf = (name: string) => new Uint8Array(readFileSync(`${folder}/btc1h_${name}.onnx`));
  const open = (name: string, target: ModelSchema["target"], order = features) =>
    openPredictor({ name: `${name}.onnx`, bytes: fileOf(name) }, { features: order, target });
  /** The answers, and how far they are from what the trainers' programs gave. */
  const distance = (
    given: Float64Array | undefined,
    wanted: (row: (typeof expected.rows)[number]) => number,
  ) => Math.max(...expected.rows.map((row, k) => Math.abs((given?.[k] ?? Number.NaN) - wanted(row))));

  test.each(["lgbm_binary", "lgbm_binary_zipmap"])(
    "%s gives the probabilities of its trainer",
    async (name) => {
      const { predictor } = await open(name, targets.binary);
      const [given] = await predictor.predict(columns, count);
      expect(distance(given, (row) => row.binary_p1)).toBeLessThan(5e-6);
    },
  );

  test("three classes", async () => {
    const { predictor } = await open("lgbm_3class", targets.classes);
    const [label, ...given] = await predictor.predict(columns, count);
    for (const [k, column] of given.entries())
      expect(distance(column, (row) => row.three_class[k] ?? Number.NaN)).toBeLessThan(5e-6);
    expect(distance(label, (row) => row.three_class.indexOf(Math.max(...row.three_class)))).toBe(0);
  });

  test("a regression and a network", async () => {
    const regression = await open("lgbm_regression", targets.regression);
    expect(
      distance((await regression.predictor.predict(columns, count))[0], (row) => row.regression),
    ).toBeLessThan(5e-6);
    const network = await open("mlp", targets.binary);
    expect(distance((await network.predictor.predict(columns, count))[0], (row) => row.mlp_p1)).toBeLessThan(
      5e-6,
    );
  });

  test("missing and infinite values go as the trees say; a network has no answer for them", async () => {
    const rows = expected.missing.features;
    const last = rows.length - 1;
    const values = features.map((_, k) =>
      Float32Array.from(rows, (row, at) => row[k] ?? (at === last && k === 9 ? Infinity : Number.NaN)),
    );
    const trees = await open("lgbm_binary", targets.binary);
    const [given] = await trees.predictor.predict(values, rows.length);
    for (const [k, wanted] of expected.missing.onnxruntime_binary_p1.entries())
      expect(given?.[k]).toBeCloseTo(wanted, 6);
    const network = await open("mlp", targets.binary);
    const [silent] = await network.predictor.predict(values, rows.length);
    expect(silent?.[0]).toBeNaN();
  });

  test("features in another order are found by name", async () => {
    const order = features.toReversed();
    const { predictor } = await open("lgbm_binary", targets.binary, order);
    const [given] = await predictor.predict(columns.toReversed(), count);
    expect(distance(given, (row) => row.binary_p1)).toBeLessThan(5e-6);
  });

  test.each(["lgbm_binary", "lgbm_3class", "lgbm_regression", "mlp"])(
    "%s gives a row the same bits alone as among others",
    async (name) => {
      const target = name.includes("3class")
        ? targets.classes
        : name.includes("regression")
          ? targets.regression
          : targets.binary;
      const types = features.map(() => "number" as const);
      await sameBits(fileOf(name), { features, target }, manyRows({ columns, types, count }, 5000));
    },
    60_000,
  );

  test("names that the features do not have are told, and columns without names are filled by place", async () => {
    const renamed = features.map((feature, k) => (k === 0 ? { ...feature, name: "mine" } : feature));
    const { code, message } = await refusal(fileOf("lgbm_binary"), {
      features: renamed,
      target: targets.binary,
    });
    expect(code).toBe("SAGE8341");
    expect(message).toMatch(/asks for ret1.*does not take mine/);
    const model: ModelMessage = { ...decodeModel(fileOf("lgbm_binary")), metadata: [] };
    const nameless = { name: "nameless.onnx", bytes: encodeModel(model) };
    const { notes, predictor } = await openPredictor(nameless, { features: renamed, target: targets.binary });
    expect(notes.join()).toContain("by place with mine, ret3");
    const [given] = await predictor.predict(columns, count);
    expect(distance(given, (row) => row.binary_p1)).toBeLessThan(5e-6);
    const fewer = { features: renamed.slice(1), target: targets.binary };
    expect((await refusal(nameless.bytes, fewer)).message).toContain("takes 13 numbers a row");
  });

  test.each([
    ["lgbm_3class", targets.binary, "SAGE8344"],
    ["lgbm_binary", targets.classes, "SAGE8344"],
    ["lgbm_binary", targets.regression, "SAGE8343"],
    ["lgbm_regression", targets.classes, "SAGE8343"],
  ])("%s for a target of another kind is refused", async (name, target, code) => {
    const error = await refusal(fileOf(name), { features, target });
    expect(error.code).toBe(code);
    expect(error.help).not.toBeNull();
  });

  test("a list of maps that no ZipMap has made is refused with how to convert it", async () => {
    const model = decodeModel(fileOf("lgbm_binary_zipmap"));
    const { graph } = model;
    if (graph === undefined) throw new Error("the file has no graph");
    const nodes = graph.nodes.map((node) =>
      node.operator === "ZipMap" ? { ...node, operator: "CastMap" } : node,
    );
    const bytes = encodeModel({ ...model, graph: { ...graph, nodes } });
    const error = await refusal(bytes, { features, target: targets.binary });
    expect(error.code).toBe("SAGE8345");
    expect(error.help).toContain("zipmap");
  });

  test("an input of text is refused with what is asked for", async () => {
    const model = decodeModel(fileOf("mlp"));
    const { graph } = model;
    if (graph === undefined) throw new Error("the file has no graph");
    const inputs = graph.inputs.map((input) => ({
      ...input,
      type: { tensor: { ...input.type?.tensor, element: 8 } },
    }));
    const bytes = encodeModel({ ...model, graph: { ...graph, inputs } });
    expect((await refusal(bytes, { features, target: targets.binary })).code).toBe("SAGE8342");
  });
});
