import type { LinearModel, Link } from "../../fitted-model.js";
import type { Design } from "./design.js";
import { listInputs, type PreparedInputs } from "./inputs.js";

/** The model of a solver's coefficients: by output all dense inputs, the intercept, then the categories. */
export function linearModel(
  link: Link,
  inputs: PreparedInputs,
  design: Design,
  coefficients: Float64Array,
): LinearModel {
  const { width, intercept } = design;
  const outputs = coefficients.length / width;
  const starts = Array.from({ length: outputs }, (_, k) => k * width);
  return {
    kind: "linear",
    link,
    inputs: listInputs(inputs),
    coefficients: starts.map((start) =>
      coefficients.slice(start, start + width).filter((_, place) => place !== intercept),
    ),
    intercepts: starts.map((start) => coefficients[start + intercept] ?? 0),
  };
}
