import { uniformFrom } from "../../runtime/data/synthesize/random.js";
import {
  driftOf,
  importanceTable,
  partialDependence,
  permutationImportance,
  profileFeatures,
  type ModelReport,
} from "../../runtime/models/explain/index.js";
import { judge, judgedAnswers } from "../../runtime/models/judge/index.js";
import type { FeatureColumn, TargetColumn } from "../../runtime/models/training-rows.js";

const day = 86_400_000;

/** A made-up model that knows a little: what a validation of it would say, by the functions that say it. */
export async function demoModel(
  kind: TargetColumn["kind"],
  options: { readonly rows?: number; readonly words?: string } = {},
): Promise<ModelReport> {
  const { rows = 600, words = "" } = options;
  const target = {
    name: `up${words}`,
    kind,
    classes: kind === "classes" ? [`down${words}`, "flat", "up"] : [],
  };
  const folds = await Promise.all([1, 2, 3].map((number) => demoFold(number, rows, target, words)));
  const [first] = folds;
  if (first === undefined) throw new Error("no fold");
  const joined = {
    truth: joinedOf(folds.map(({ rows: held }) => held.truth)),
    answers: first.rows.answers.map((_, k) => joinedOf(folds.map(({ rows: held }) => held.answers[k]))),
    weights: null,
  };
  const held = folds.map(({ features, rows: { truth } }) => ({
    predictor: predictorOf(
      kind,
      features.map(({ name }) => name),
    ),
    columns: features.map(({ values }) => values),
    truth,
    weights: null,
  }));
  const { features } = first;
  const names = features.map(({ name }) => name);
  const profiles = profileFeatures(features);
  return {
    model: `edge${words}`,
    learner: "boosted_trees",
    modelId: "6c0021f7c80914ab_20250118_103045_a309c2",
    target,
    overall: judge(target, joined, { overlap: 6 }),
    folds: folds.map(({ number, judgement }) => ({
      number,
      train: { from: 0, to: number * 100 * day, rows: 1000 * number },
      test: { from: number * 100 * day, to: (number + 1) * 100 * day, rows },
      judgement,
    })),
    importance: importanceTable(names, {
      permutation: await permutationImportance(target, held),
      splits: { gain: [6, 3, 1], splits: [40, 30, 30], gainShare: [0.6, 0.3, 0.1] },
      contributions: [0.31, 0.12, 0.04],
    }),
    dependence: await Promise.all(
      names.map((_, k) => partialDependence(predictorOf(kind, names), features, k, { rows: 100 })),
    ),
    drift: profiles.map((profile, k) =>
      driftOf(
        profile,
        (folds[2]?.features[k]?.values ?? new Float32Array()).map((x) => x + (k === 0 ? 0.6 : 0)),
      ),
    ),
  };
}

function demoFold(
  number: number,
  rows: number,
  target: Pick<TargetColumn, "name" | "kind" | "classes">,
  words: string,
) {
  const uniform = uniformFrom(number);
  const draw = () => Float32Array.from({ length: rows }, () => uniform() - 0.5);
  const [momentum, stretch] = [draw(), draw()];
  const hour = Float32Array.from({ length: rows }, () => (uniform() < 0.1 ? NaN : Math.floor(6 * uniform())));
  const features: readonly FeatureColumn[] = [
    { name: `momentum${words}`, type: "number", values: momentum },
    { name: "stretch", type: "number", values: stretch },
    { name: "hour", type: "category", values: hour },
  ];
  const truth = Float64Array.from(momentum, (x) => {
    const noisy = x + 1.2 * (uniform() - 0.5);
    if (target.kind === "regression") return noisy;
    return target.kind === "binary" ? (noisy > 0 ? 1 : 0) : noisy > 0.3 ? 2 : noisy > -0.3 ? 1 : 0;
  });
  const outputs = answersTo(
    target.kind,
    features.map(({ values }) => values),
  );
  const answers = judgedAnswers(target.kind, outputs);
  const held = { truth, answers, weights: null };
  return { number, features, rows: held, judgement: judge(target, held, { overlap: 6 }) };
}

const predictorOf = (kind: TargetColumn["kind"], features: readonly string[]) => ({
  features,
  outputs: kind === "classes" ? 4 : 1,
  predict: async (columns: readonly Float32Array[]) => answersTo(kind, columns),
});

/** As the nodes of predictions answer: of classes the most probable first. */
function answersTo(kind: TargetColumn["kind"], [one, two, three]: readonly Float32Array[]) {
  const score = Float64Array.from(one ?? [], (x, row) => {
    const hour = three?.[row] ?? NaN;
    return 1.1 * x + 0.2 * (two?.[row] ?? 0) * (two?.[row] ?? 0) + (Number.isNaN(hour) ? 0.02 : 0.01 * hour);
  });
  if (kind === "regression") return [score];
  const up = score.map((s) => 1 / (1 + Math.exp(-3 * s)));
  if (kind === "binary") return [up];
  const flat = score.map((s) => 0.4 - 0.3 * Math.abs(s));
  const rest = up.map((p, row) => p * (1 - (flat[row] ?? 0)));
  const down = rest.map((p, row) => 1 - p - (flat[row] ?? 0));
  const most = rest.map((p, row) => {
    const [d, f] = [down[row] ?? 0, flat[row] ?? 0];
    return p >= d && p >= f ? 2 : f >= d ? 1 : 0;
  });
  return [most, down, flat, rest];
}

function joinedOf(parts: readonly (Float64Array | undefined)[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...(part ?? [])]));
}
