import { RunError } from "../../engine/error.js";
import type { TargetColumn, TrainingRows } from "../training-rows.js";

/**
 * Whether there is something to learn, before any learner looks at it.
 * @throws RunError SAGE8330 without rows, or where all of them are of one class; SAGE8331 where a value is not finite
 */
export function checkRows(rows: TrainingRows): void {
  if (rows.count === 0)
    throw new RunError(
      "SAGE8330",
      `No row is left to learn \`${rows.target.name}\` from.`,
      "give more bars, or a training window that is longer than what the features need to settle",
    );
  checkTarget(rows.target, rows.count);
  for (const { name, values } of rows.features) {
    const at = values.findIndex((value) => value === Infinity || value === -Infinity);
    if (at >= 0) throw notFinite(`the feature \`${name}\``, rows, at);
  }
  const at = rows.weights?.findIndex((weight) => !(weight > 0 && weight < Infinity)) ?? -1;
  if (at >= 0) throw notFinite("the weight", rows, at);
  const target = rows.target.values.findIndex((value) => !Number.isFinite(value));
  if (target >= 0) throw notFinite(`the target \`${rows.target.name}\``, rows, target);
}

function checkTarget({ kind, classes, name, values }: TargetColumn, count: number): void {
  if (kind === "regression") return;
  const first = values[0];
  if (values.some((value) => value !== first)) return;
  const which =
    kind === "binary"
      ? `\`${name}\` is ${first === 1 ? "true" : "false"}`
      : `\`${name}\` is \`${classes[first ?? 0] ?? first}\``;
  throw new RunError(
    "SAGE8330",
    `There is nothing to tell apart: ${which} on all ${count} training rows.`,
    "choose a target that comes about sometimes, or a longer training window",
  );
}

function notFinite(what: string, rows: TrainingRows, at: number): RunError {
  return new RunError(
    "SAGE8331",
    `At bar ${rows.bars[at] ?? at}, ${what} is no finite number that could be learned from.`,
    "guard divisions, such as `x / max(y, 0.000001)`; a missing value is fine in a feature",
  );
}
