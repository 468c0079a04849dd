import type { ColumnReference, Graph, GraphModel } from "../../compiler/graph/index.js";
import { applyCalibration } from "../models/calibrate/calibrate.js";
import { explainRow, type Contributions, type FeaturePart } from "../models/explain/contributions.js";
import { linearShap } from "../models/explain/linear-shap.js";
import { applyLink } from "../models/explain/link.js";
import { rawScores } from "../models/explain/raw-scores.js";
import { treeShap } from "../models/explain/tree-shap.js";
import type { ReadModel } from "../models/onnx/read-fitted.js";
import type { ExplainableModels } from "../models/open-models.js";
import type { TracedValues } from "./decision.js";

/** How a model came to an answer, or why that is not told. */
export type ModelAnswer = ExplainedAnswer | UnexplainedAnswer;

export interface UnexplainedAnswer {
  readonly kind: "unexplained";
  /** Its name in the strategy. */
  readonly model: string;
  readonly why: string;
}

/** `base` and what all features add sum to `score`. */
export interface ExplainedAnswer {
  readonly kind: "explained";
  readonly model: string;
  /** What is scored: the target, or the class. */
  readonly of: string;
  /** What the numbers are: a score becomes a probability by what the scores of the other classes are. */
  readonly unit: "log-odds" | "score" | "probability" | "value";
  /** Where nothing is known of the bar. */
  readonly base: number;
  readonly score: number;
  /** What follows from the score, before it is mended; null of regressions. */
  readonly probability: number | null;
  /** After calibration; null where there is none. */
  readonly calibrated: number | null;
  /** Of all features, the largest first. */
  readonly parts: readonly (FeaturePart & { readonly type: GraphModel["features"][number]["type"] })[];
}

/** Explains answers at bars whose values are known; each answer is computed once. */
export function answersOf(
  graph: Graph,
  models: ExplainableModels,
  values: Pick<TracedValues, "valueAt">,
): (bar: number, reference: ColumnReference) => ModelAnswer | null {
  const known = new Map<string, ModelAnswer | null>();
  return (bar, reference) => {
    const key = `${bar} ${reference.node} ${reference.output}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const answer = answerAt(graph, models, values, bar, reference);
    known.set(key, answer);
    return answer;
  };
}

function answerAt(
  graph: Graph,
  models: ExplainableModels,
  values: Pick<TracedValues, "valueAt">,
  bar: number,
  reference: ColumnReference,
): ModelAnswer | null {
  const node = graph.nodes[reference.node];
  const model = graph.models[node?.model ?? -1];
  const read = models.get(node?.model ?? -1);
  const said = values.valueAt(bar, reference);
  if (node === undefined || model === undefined || read === undefined || Number.isNaN(said)) return null;
  if ("unreadable" in read) return { kind: "unexplained", model: model.name, why: read.unreadable };
  // Of classes the first output is the most probable one, then follows the probability of each.
  const chosen = reference.output === 0 ? said : reference.output - 1;
  const output = model.target.kind === "classes" ? chosen : 0;
  const row = node.inputs.map((input) => values.valueAt(bar, input));
  return explainAnswer(model, read, row, output);
}

/** What has to be known of a strategy's model. */
export interface AskedModel {
  readonly name: string;
  readonly features: readonly Pick<GraphModel["features"][number], "name" | "type">[];
  readonly target: Pick<GraphModel["target"], "name" | "kind" | "classes">;
}

/**
 * Shapley values of the features in one answer.
 * @param row values of the features in the strategy's order; rounded to 32 bits here, as the model was asked
 */
export function explainAnswer(
  model: AskedModel,
  read: ReadModel,
  row: readonly number[],
  output: number,
): ExplainedAnswer {
  const { fitted, calibration, features } = read;
  const names = model.features.map(({ name }) => name);
  // The file has its own order of the features.
  const order = features.map((name) => names.indexOf(name));
  const columns = order.map((place) => Float32Array.of(row[place] ?? Number.NaN));
  const raw = rawScores(fitted, columns, 1);
  const contributions = contributionsAt(read, columns);
  const types = new Map(model.features.map(({ name, type }) => [name, type]));
  const parts = explainRow(contributions, features, columns, { row: 0, output });
  const { kind } = model.target;
  const probabilities = kind === "regression" ? null : probabilitiesOf(fitted.link, raw);
  return {
    kind: "explained",
    model: model.name,
    of: kind === "classes" ? (model.target.classes[output] ?? "") : model.target.name,
    unit: unitOf(fitted.link, kind),
    base: contributions.expected[output] ?? Number.NaN,
    score: raw[output]?.[0] ?? Number.NaN,
    probability: probabilities?.[output]?.[0] ?? null,
    calibrated:
      probabilities === null || calibration.kind === "none"
        ? null
        : (applyCalibration(calibration, raw, probabilities)[output]?.[0] ?? null),
    parts: parts.map((part) => ({ ...part, type: types.get(part.feature) ?? "number" })),
  };
}

function contributionsAt({ fitted, inputMeans }: ReadModel, columns: readonly Float32Array[]): Contributions {
  return fitted.kind === "trees"
    ? treeShap(fitted, columns, 1)
    : linearShap(fitted, inputMeans ?? [], columns, 1);
}

/** Sums of trees that give probabilities themselves may end a little outside of 0..1; the file clips them as well. */
function probabilitiesOf(
  link: ReadModel["fitted"]["link"],
  raw: readonly Float64Array[],
): readonly Float64Array[] {
  if (link !== "identity") return applyLink(link, raw);
  return raw.map((scores) => scores.map((score) => Math.min(1, Math.max(0, score))));
}

function unitOf(
  link: ReadModel["fitted"]["link"],
  kind: GraphModel["target"]["kind"],
): ExplainedAnswer["unit"] {
  if (link === "logistic") return "log-odds";
  if (link === "softmax") return "score";
  return kind === "regression" ? "value" : "probability";
}
