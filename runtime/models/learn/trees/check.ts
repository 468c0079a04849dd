import { RunError } from "../../../engine/error.js";
import type { TrainingRows } from "../../training-rows.js";

/** Classes are numbered in a byte, and a row's features counted in small whole numbers. */
const mostClasses = 256;
const mostFeatures = 4096;
const mostRows = 100_000_000;

/**
 * What only trees ask of rows.
 * @throws RunError SAGE8320 where they are too many, SAGE8321 where every feature is missing everywhere
 */
export function checkTrees({ features, target, count }: TrainingRows): void {
  const [what, is, most] =
    target.classes.length > mostClasses
      ? ["classes", target.classes.length, mostClasses]
      : features.length > mostFeatures
        ? ["features", features.length, mostFeatures]
        : ["rows", count, mostRows];
  if (is > most)
    throw new RunError(
      "SAGE8320",
      `${is} ${what} are more than trees can learn from here; the most is ${most}.`,
      "leave out what matters least",
    );
  if (features.length > 0 && features.every(({ values }) => values.every(Number.isNaN)))
    throw new RunError(
      "SAGE8321",
      `Every feature is missing on all ${count} training rows.`,
      "check that the data has the series the features are made of, and that it is longer than they take to settle",
    );
}
