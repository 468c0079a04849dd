import type { TrainingRows } from "../runtime/models/training-rows.js";

/*
 * Generator S1 of the boosting reference: a table that any language makes bit for bit. Whole numbers of 32 bits, and
 * plain arithmetic in the order written.
 */
const seed = 20_240_607;
const root3 = 1.7320508075688772;
export const syntheticFeatures = 30;
const codes = [0.4, -0.3, 0.1, 0.6, -0.5, 0, -0.2, 0.3];

function draw(row: number, place: number): number {
  let z = (Math.imul(64 * row + place + 1, 0x9e3779b9) + seed) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 8) / 16_777_216;
}

/** Features of a row, its label, its target of a regression, and the probability behind the label. */
export interface SyntheticRow {
  readonly features: Float32Array;
  readonly label: number;
  readonly target: number;
  readonly probability: number;
}

/** One row, written into `features`. */
export function syntheticRow(row: number, features = new Float32Array(syntheticFeatures)): SyntheticRow {
  const u = (place: number): number => draw(row, place);
  const bell = (place: number): number => (u(place) + u(place + 1) + u(place + 2) + u(place + 3) - 2) * root3;
  const signed = (place: number): number => 2 * u(place) - 1;
  const x = new Float64Array(syntheticFeatures);
  for (let j = 0; j < 10; j++) x[j] = bell(4 * j);
  for (let j = 0; j < 8; j++) x[10 + j] = signed(40 + j);
  for (let j = 0; j < 3; j++) {
    const s = signed(48 + j);
    x[18 + j] = s / (1.0009765625 - Math.abs(s));
  }
  for (const [j, size] of [2, 8, 24, 100].entries()) x[21 + j] = Math.floor(size * u(51 + j));
  const [x0 = 0, x1 = 0, x2 = 0, x3 = 0] = x;
  x[25] = 0.8 * x0 + 0.6 * (signed(55) * root3);
  x[26] = 0.5 * (x1 * x2) + 0.5 * signed(56);
  x[27] = u(57) < 0.7 ? 0 : u(57) - 0.7;
  x[28] = Math.floor(8 * x3) / 8;
  x[29] = signed(58);
  features.set(x);
  const z = scoreOf(features);
  let e = 1 - z / 1024;
  for (let k = 0; k < 10; k++) e = e * e;
  const probability = 1 / (1 + e);
  return {
    features,
    probability,
    label: u(59) < probability ? 1 : 0,
    target: Math.fround(z + bell(60)),
  };
}

function scoreOf(features: Float32Array): number {
  const f = (j: number): number => features[j] ?? 0;
  let z = -0.35;
  z += 0.45 * f(0);
  z += -0.4 * f(1);
  z += 0.5 * (f(2) * f(3));
  z += 0.25 * (f(4) * f(4) - 1);
  z += f(10) > 0.3 ? 0.6 : 0;
  z += 0.9 * (f(11) * f(12));
  z += 0.8 * (f(18) / (1 + Math.abs(f(18))));
  z += codes[f(22)] ?? 0;
  z += f(23) >= 8 && f(23) < 16 ? 0.4 : 0;
  z += f(5) > 0 ? 0.5 * f(5) : 0;
  z += f(6) > 1 ? (f(13) > 0 ? 0.9 : -0.9) : 0;
  z += -1.5 * f(27);
  return z;
}

/** Rows of the stream, as a learner reads them. */
export function syntheticRows(
  from: number,
  to: number,
  kind: "binary" | "regression" = "binary",
): TrainingRows {
  const count = to - from;
  const columns = Array.from({ length: syntheticFeatures }, () => new Float32Array(count));
  const values = new Float64Array(count);
  const features = new Float32Array(syntheticFeatures);
  for (let row = 0; row < count; row++) {
    const { label, target } = syntheticRow(from + row, features);
    for (let j = 0; j < syntheticFeatures; j++) (columns[j] ?? features)[row] = features[j] ?? 0;
    values[row] = kind === "binary" ? label : target;
  }
  return {
    count,
    features: columns.map((column, j) => ({ name: `x${j}`, type: "number", values: column })),
    target: { name: "y", kind, classes: [], values },
    weights: null,
    bars: Int32Array.from({ length: count }, (_, row) => row),
  };
}
