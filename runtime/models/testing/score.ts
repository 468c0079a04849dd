import type { TargetColumn } from "../training-rows.js";
import type {
  Calibration,
  CalibrationCurve,
  FittedModel,
  LinearModel,
  TreeEnsemble,
} from "../fitted-model.js";

/**
 * What a fitted model says, in the most obvious way: the twin of the files that are written of it. Sums are taken in the
 * order of the trees or inputs in 64 bits; those of trees are rounded to 32 bits once.
 * @param columns values of the features by row, rounded to 32 bits; NaN is missing
 * @returns by output its raw score by row
 */
export function rawScores(
  model: FittedModel,
  columns: readonly Float32Array[],
  count: number,
): readonly Float64Array[] {
  return model.kind === "trees" ? treeScores(model, columns, count) : linearScores(model, columns, count);
}

function treeScores(
  model: TreeEnsemble,
  columns: readonly Float32Array[],
  count: number,
): readonly Float64Array[] {
  const outputs = model.base.length;
  const sums = model.base.map((base) => new Float64Array(count).fill(base));
  for (const [tree, root] of model.roots.entries()) {
    const only = model.outputs[tree] ?? 0;
    for (let row = 0; row < count; row++) {
      const leaf = leafOf(model, root, columns, row);
      for (const [k, sum] of sums.entries()) {
        if (only === k) sum[row] = (sum[row] ?? 0) + (model.value[leaf] ?? 0);
        else if (only === -1) sum[row] = (sum[row] ?? 0) + (model.value[leaf * outputs + k] ?? 0);
      }
    }
  }
  for (const sum of sums) for (let row = 0; row < count; row++) sum[row] = Math.fround(sum[row] ?? 0);
  return sums;
}

/** The leaf that a row falls into. */
function leafOf(model: TreeEnsemble, root: number, columns: readonly Float32Array[], row: number): number {
  let node = root;
  for (;;) {
    const feature = model.feature[node] ?? -1;
    if (feature < 0) return node;
    node =
      (goesLeft(model, node, columns[feature]?.[row] ?? Number.NaN) ? model.left : model.right)[node] ?? -1;
  }
}

function goesLeft(model: TreeEnsemble, node: number, value: number): boolean {
  if (Number.isNaN(value)) return model.missingLeft[node] === 1;
  const categories = model.categories.get(node);
  return categories === undefined ? value <= (model.threshold[node] ?? 0) : categories.includes(value);
}

function linearScores(
  { inputs, coefficients, intercepts }: LinearModel,
  columns: readonly Float32Array[],
  count: number,
): readonly Float64Array[] {
  const sums = coefficients.map(() => new Float64Array(count));
  for (const [place, input] of inputs.entries()) {
    const column = columns[input.feature];
    for (let row = 0; row < count; row++) {
      const prepared = prepare(input, column?.[row] ?? Number.NaN);
      for (const [k, sum] of sums.entries())
        sum[row] = (sum[row] ?? 0) + prepared * (coefficients[k]?.[place] ?? 0);
    }
  }
  for (const [k, sum] of sums.entries())
    for (let row = 0; row < count; row++) sum[row] = (sum[row] ?? 0) + (intercepts[k] ?? 0);
  return sums;
}

function prepare(input: LinearModel["inputs"][number], value: number): number {
  switch (input.kind) {
    case "standardised":
      return Number.isNaN(value) ? 0 : (value - input.mean) / input.deviation;
    case "missing":
      return Number.isNaN(value) ? 1 : 0;
    case "category":
      return value === input.category ? 1 : 0;
  }
}

type TargetKind = TargetColumn["kind"];

const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

/** Of raw scores the probabilities or values: the link alone. Probabilities lie in 0..1. */
function linked(
  link: FittedModel["link"],
  raw: readonly Float64Array[],
  kind: TargetKind,
): readonly Float64Array[] {
  switch (link) {
    case "identity":
      return kind === "regression"
        ? raw
        : raw.map((scores) => scores.map((score) => Math.min(1, Math.max(0, score))));
    case "logistic":
      return raw.map((scores) => scores.map(logistic));
    case "softmax":
      return softmax(raw);
  }
}

function softmax(raw: readonly Float64Array[]): readonly Float64Array[] {
  const count = raw[0]?.length ?? 0;
  const shares = raw.map(() => new Float64Array(count));
  for (let row = 0; row < count; row++) {
    const most = Math.max(...raw.map((scores) => scores[row] ?? 0));
    for (const [k, share] of shares.entries()) share[row] = Math.exp((raw[k]?.[row] ?? 0) - most);
  }
  return normalised(shares);
}

/** Shares of their sum; where all are 0, the same for all. */
function normalised(shares: readonly Float64Array[]): readonly Float64Array[] {
  const count = shares[0]?.length ?? 0;
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (const share of shares) sum += share[row] ?? 0;
    for (const share of shares) share[row] = sum > 0 ? (share[row] ?? 0) / sum : 1 / shares.length;
  }
  return shares;
}

/**
 * Raw scores through link and calibration: of a binary target the probability, of classes one each, of a regression the
 * value. Mended probabilities of several classes are divided by their sum.
 */
export function answers(
  link: FittedModel["link"],
  calibration: Calibration,
  raw: readonly Float64Array[],
  kind: TargetKind,
): readonly Float64Array[] {
  const mended = mend(link, calibration, raw, kind);
  return calibration.kind === "none" || mended.length < 2 ? mended : normalised(mended);
}

function mend(
  link: FittedModel["link"],
  calibration: Calibration,
  raw: readonly Float64Array[],
  kind: TargetKind,
): readonly Float64Array[] {
  switch (calibration.kind) {
    case "none":
      return linked(link, raw, kind);
    case "sigmoid": {
      const { slopes, intercepts } = calibration;
      return raw.map((scores, k) =>
        scores.map((score) => logistic((slopes[k] ?? 1) * score + (intercepts[k] ?? 0))),
      );
    }
    case "isotonic":
      return linked(link, raw, kind).map((probabilities, k) => {
        const curve = calibration.curves[k];
        return curve === undefined ? probabilities : probabilities.map((p) => onCurve(curve, p));
      });
  }
}

/** The value of a curve at a place: straight lines between its points, level before the first and after the last. */
function onCurve({ from, to }: CalibrationCurve, place: number): number {
  let [low, high] = [0, from.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return to[0] ?? Number.NaN;
  const before = low - 1;
  const width = (from[low] ?? Number.NaN) - (from[before] ?? 0);
  const slope = width > 0 ? ((to[low] ?? 0) - (to[before] ?? 0)) / width : 0;
  return (to[before] ?? 0) + (place - (from[before] ?? 0)) * slope;
}
