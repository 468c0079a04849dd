import { elementary } from "../../compiler/graph/elementary.js";
import { normalCdf as cdf, normalQuantile as quantile } from "../../kernels/catalog/normal.js";

/** Φ, with the same bits on every machine. */
export function normalCdf(x: number): number {
  return cdf(x, elementary().exp);
}

/** Φ⁻¹ on (0, 1), with the same bits on every machine; ∓Infinity at 0 and 1. */
export function normalQuantile(p: number): number {
  return quantile(p, elementary().log);
}
