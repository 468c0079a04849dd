import { RunError } from "../../engine/error.js";
import type { LinearModel } from "../fitted-model.js";
import type { Learn } from "../learner.js";
import type { TrainingRows } from "../training-rows.js";
import { checkRows } from "./check-rows.js";
import { ClassLoss } from "./linear/class-loss.js";
import { Design } from "./linear/design.js";
import { prepareInputs } from "./linear/inputs.js";
import { linearModel } from "./linear/model.js";
import { minimise } from "./linear/newton.js";
import { numberSetting } from "./settings.js";

/** ln of the chance that is left to a class of which no training row is: there is no finite best one. */
const unseenScore = -34.538776394910684;

/**
 * Logistic regression: the minimum of Σ weight · log loss + l2/2 · Σ coefficient² over standardised features, intercept
 * free (Cox 1958; several classes: one set of coefficients each), by Newton's method.
 * @throws RunError SAGE8330–8332 for rows that nothing can be learned from, SAGE8333 for a target that is no class
 */
export const learnLogistic: Learn = async (rows, settings, options = {}) => {
  const { kind, classes } = rows.target;
  if (kind === "regression")
    throw new RunError(
      "SAGE8333",
      `\`logistic\` tells classes apart, and \`${rows.target.name}\` is a number.`,
      "use `ridge`, or a condition as the target",
    );
  checkRows(rows);
  const seen = kind === "binary" ? [1] : classesSeen(rows);
  const places = new Map(seen.map((number, place) => [number, place]));
  const target =
    kind === "binary" ? rows.target.values : rows.target.values.map((value) => places.get(value) ?? 0);
  const inputs = prepareInputs(rows, seen.length);
  const design = new Design(rows, inputs);
  const loss = new ClassLoss(
    design,
    { weights: rows.weights, target: { values: target } },
    { l2: numberSetting(settings, "l2"), outputs: seen.length },
  );
  const solution = await minimise(loss, {
    iterations: numberSetting(settings, "iterations"),
    tolerance: numberSetting(settings, "tolerance"),
    signal: options.signal,
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  });
  const model = linearModel(
    kind === "binary" ? "logistic" : "softmax",
    inputs,
    design,
    solution.coefficients,
  );
  return {
    model: kind === "binary" ? model : centred(withUnseen(centred(model), places, classes.length)),
    rounds: solution.steps,
    settled: solution.settled,
    outOfBag: null,
  };
};

function classesSeen({ target }: TrainingRows): readonly number[] {
  return [...new Set(target.values)].toSorted((a, b) => a - b);
}

/** Gives classes that were never seen a score so low that they are never said. */
function withUnseen(model: LinearModel, places: ReadonlyMap<number, number>, classes: number): LinearModel {
  const numbers = Array.from({ length: classes }, (_, number) => places.get(number));
  const none = new Float64Array(model.inputs.length);
  return {
    ...model,
    coefficients: numbers.map((place) => (place === undefined ? none : (model.coefficients[place] ?? none))),
    intercepts: numbers.map((place) => (place === undefined ? unseenScore : (model.intercepts[place] ?? 0))),
  };
}

/** Shifts intercepts so that their sum is 0, and coefficients likewise: the same probabilities. */
function centred(model: LinearModel): LinearModel {
  const { coefficients, intercepts } = model;
  const outputs = intercepts.length;
  const middle = intercepts.reduce((sum, intercept) => sum + intercept, 0) / outputs;
  const middles = Float64Array.from(model.inputs, (_, i) => {
    const sum = coefficients.reduce((total, row) => total + (row[i] ?? 0), 0);
    return sum / outputs;
  });
  return {
    ...model,
    coefficients: coefficients.map((row) => row.map((coefficient, i) => coefficient - (middles[i] ?? 0))),
    intercepts: intercepts.map((intercept) => intercept - middle),
  };
}
