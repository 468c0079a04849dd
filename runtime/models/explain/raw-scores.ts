import type { FittedModel, LinearModel, TreeEnsemble } from "../fitted-model.js";
import { inputAt } from "../learn/linear/inputs.js";

/**
 * Raw scores of a model, before link and calibration, by output and row: what explanations add up to. Trading asks the
 * exported model instead.
 * @param columns by feature, already rounded to 32 bits
 */
export function rawScores(
  model: FittedModel,
  columns: readonly Float32Array[],
  count: number,
): readonly Float64Array[] {
  return model.kind === "linear" ? linearScores(model, columns, count) : treeScores(model, columns, count);
}

function linearScores(
  model: LinearModel,
  columns: readonly Float32Array[],
  count: number,
): readonly Float64Array[] {
  return model.intercepts.map((intercept, output) => {
    const scores = new Float64Array(count).fill(intercept);
    for (const [i, input] of model.inputs.entries()) {
      const coefficient = model.coefficients[output]?.[i] ?? 0;
      const values = columns[input.feature];
      for (let row = 0; row < count; row++)
        scores[row] = (scores[row] ?? 0) + coefficient * inputAt(input, values?.[row] ?? NaN);
    }
    return scores;
  });
}

function treeScores(
  model: TreeEnsemble,
  columns: readonly Float32Array[],
  count: number,
): readonly Float64Array[] {
  const outputs = model.base.length;
  const scores = model.base.map((base) => new Float64Array(count).fill(base));
  for (const [tree, root] of model.roots.entries()) {
    const output = model.outputs[tree] ?? 0;
    for (let row = 0; row < count; row++) {
      let node = root;
      while ((model.feature[node] ?? -1) >= 0)
        node = childAt(model, node, columns[model.feature[node] ?? 0]?.[row] ?? NaN);
      for (const [k, each] of scores.entries()) {
        if (output === k) each[row] = (each[row] ?? 0) + (model.value[node] ?? 0);
        else if (output < 0) each[row] = (each[row] ?? 0) + (model.value[node * outputs + k] ?? 0);
      }
    }
  }
  return scores;
}

/** Where a row goes from an inner node. */
export function childAt(model: TreeEnsemble, node: number, value: number): number {
  return (goesLeft(model, node, value) ? model.left[node] : model.right[node]) ?? -1;
}

function goesLeft(model: TreeEnsemble, node: number, value: number): boolean {
  if (Number.isNaN(value)) return model.missingLeft[node] === 1;
  const categories = model.categories.get(node);
  return categories === undefined ? value <= (model.threshold[node] ?? 0) : categories.includes(value);
}
