import { RunError } from "../../engine/error.js";
import type { Learn } from "../learner.js";
import { checkRows } from "./check-rows.js";
import { Design } from "./linear/design.js";
import { prepareInputs } from "./linear/inputs.js";
import { linearModel } from "./linear/model.js";
import { minimise } from "./linear/newton.js";
import { SquareLoss } from "./linear/square-loss.js";
import { numberSetting } from "./settings.js";

/**
 * Ridge regression: the minimum of Σ weight · (y − ŷ)² + l2 · Σ coefficient² over standardised features, intercept free
 * (Hoerl & Kennard 1970). Its equations are solved, and solved again for what rounding left over.
 * @throws RunError SAGE8330–8332 for rows that nothing can be learned from, SAGE8333 for a target that is no number
 */
export const learnRidge: Learn = async (rows, settings, options = {}) => {
  if (rows.target.kind !== "regression")
    throw new RunError(
      "SAGE8333",
      `\`ridge\` foresees a number, and \`${rows.target.name}\` is a class.`,
      "use `logistic`, or a number as the target",
    );
  checkRows(rows);
  const inputs = prepareInputs(rows, 1);
  const design = new Design(rows, inputs);
  const loss = new SquareLoss(design, rows, numberSetting(settings, "l2"));
  const { coefficients, steps } = await minimise(loss, {
    iterations: 3,
    tolerance: 1e-12,
    signal: options.signal,
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  });
  return {
    model: linearModel("identity", inputs, design, coefficients),
    rounds: steps,
    settled: true,
    outOfBag: null,
  };
};
