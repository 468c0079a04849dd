import { InferenceSession, Tensor } from "onnxruntime-node";
import type { TreeEnsemble } from "../runtime/models/fitted-model.js";
import { openPredictor } from "../runtime/models/onnx/predictor.js";
import { writeOnnx } from "../runtime/models/onnx/write.js";
import { uniformFrom } from "../runtime/data/synthesize/random.js";
import { comparisonHead, formatComparison, type Comparison } from "./measure.js";
import { threadTime } from "./thread-clock.js";

/*
 * Answers for many rows: columns in, answers out, as a backtest asks them, beside onnxruntime alone on the same file, on
 * one thread, with all rows laid out ready in one tensor.
 */

const features = 30;
const depth = 5;

/** Trees of 32 leaves with thresholds anywhere. */
function trees(count: number): TreeEnsemble {
  const uniform = uniformFrom(7);
  const inner = 2 ** depth - 1;
  const size = 2 ** (depth + 1) - 1;
  const nodes = Array.from({ length: count * size }, (_, node) => node % size);
  const child = (side: number) =>
    Int32Array.from(nodes, (place, node) => (place < inner ? node - place + 2 * place + side : 0));
  return {
    kind: "trees",
    link: "logistic",
    base: [0],
    roots: Int32Array.from({ length: count }, (_, tree) => tree * size),
    outputs: new Int32Array(count),
    feature: Int32Array.from(nodes, (place) => (place < inner ? Math.floor(uniform() * features) : -1)),
    threshold: Float32Array.from(nodes, () => uniform() * 2 - 1),
    categories: new Map(),
    left: child(1),
    right: child(2),
    missingLeft: new Uint8Array(nodes.length),
    value: Float64Array.from(nodes, () => 0.1 * (uniform() - 0.5)),
    cover: new Float64Array(nodes.length),
    gain: new Float64Array(nodes.length),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = threadTime();
  await work();
  return threadTime() - start;
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

async function beside(name: string, count: number, goal?: number): Promise<Comparison> {
  const [rows, rounds] = [65_536, 15];
  const schema = {
    features: Array.from({ length: features }, (_, k) => ({ name: `f${k}`, type: "number" as const })),
    target: { name: "up", kind: "binary" as const, classes: ["up"] },
  };
  const bytes = writeOnnx(
    trees(count),
    { kind: "none" },
    {
      ...schema,
      schemaHash: null,
      knownUntil: null,
      program: "bench",
    },
  );
  const { predictor } = await openPredictor({ name: "bench.onnx", bytes }, schema);
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
  });
  const uniform = uniformFrom(3);
  const table = Float32Array.from({ length: rows * features }, () => uniform() * 2 - 1);
  const columns = schema.features.map((_, k) =>
    Float32Array.from({ length: rows }, (_each, row) => table[row * features + k] ?? 0),
  );
  const tensor = new Tensor("float32", table, [rows, features]);
  const times = { ours: [] as number[], reference: [] as number[] };
  for (let round = -3; round < rounds; round++) {
    const ours = await timed(() => predictor.predict(columns, rows));
    const reference = await timed(() => session.run({ features: tensor }));
    if (round < 0) continue;
    times.ours.push(ours);
    times.reference.push(reference);
  }
  await predictor.close();
  await session.release();
  const ratios = times.ours.map((ours, k) => (times.reference[k] ?? NaN) / ours).toSorted((a, b) => a - b);
  const quarter = (share: number) => ratios[Math.floor(share * (ratios.length - 1))] ?? NaN;
  const ratio = middle(times.reference) / middle(times.ours);
  const noise = (quarter(0.75) - quarter(0.25)) / 2 / Math.sqrt(rounds) / ratio;
  return {
    name,
    units: rows,
    ours: middle(times.ours),
    reference: middle(times.reference),
    ratio,
    noise,
    ...(goal !== undefined && { goal }),
  };
}

export async function benchPredict(): Promise<readonly Comparison[]> {
  const found = [await beside("predict-200-trees", 200, 0.9), await beside("predict-20-trees", 20)];
  console.log(comparisonHead);
  for (const each of found) console.log(formatComparison(each));
  return found;
}
