import * as fc from "fast-check";
import type { Calibration, LinearInput, LinearModel, Link, TreeEnsemble } from "../fitted-model.js";
import type { TargetColumn } from "../training-rows.js";

/** A model with its calibration and rows to ask it about: thresholds themselves, their neighbours, categories, missing. */
export interface ModelCase {
  readonly model: TreeEnsemble | LinearModel;
  readonly calibration: Calibration;
  readonly kind: TargetColumn["kind"];
  readonly types: readonly ("number" | "category")[];
  readonly columns: readonly Float32Array[];
  readonly count: number;
}

/** Draws numbers for one case; the same seed gives the same case. */
class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1: mulberry32. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(end: number): number {
    return Math.floor(this.uniform() * end);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  one<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
}

const categoryCount = 40;

export function modelCase(seed: number): ModelCase {
  const draws = new Draws(seed);
  const types = Array.from({ length: 1 + draws.below(6) }, () =>
    draws.chance(0.3) ? ("category" as const) : ("number" as const),
  );
  const kind = draws.one<TargetColumn["kind"]>(["binary", "classes", "regression"]);
  const outputs = kind === "classes" ? 2 + draws.below(3) : 1;
  const pool: number[][] = types.map(() => []);
  const trees = draws.chance(0.6);
  const link = linkOf(kind, trees, draws);
  const model = trees
    ? randomTrees(types, outputs, link, pool, draws)
    : randomLinear(types, outputs, link, draws);
  const calibration = randomCalibration(kind, outputs, draws);
  const count = 1 + draws.below(40);
  const columns = types.map((type, feature) =>
    Float32Array.from({ length: count }, () => randomValue(type, pool[feature] ?? [], draws)),
  );
  return { model, calibration, kind, types, columns, count };
}

export const arbitraryModel: fc.Arbitrary<ModelCase> = fc.integer({ min: 0, max: 2 ** 31 }).map(modelCase);

function linkOf(kind: TargetColumn["kind"], trees: boolean, draws: Draws): Link {
  if (kind === "regression") return "identity";
  if (trees && draws.chance(0.3)) return "identity";
  return kind === "binary" ? "logistic" : "softmax";
}

function randomValue(type: "number" | "category", thresholds: readonly number[], draws: Draws): number {
  if (draws.chance(0.15)) return Number.NaN;
  if (type === "category") return draws.below(categoryCount);
  const threshold = thresholds[draws.below(Math.max(1, thresholds.length))];
  if (threshold === undefined || draws.chance(0.3)) return Math.fround(draws.between(-2, 2));
  const neighbour = new Float32Array([threshold]);
  const bits = new Int32Array(neighbour.buffer);
  bits[0] = (bits[0] ?? 0) + draws.one([0, 0, 1, -1]);
  return neighbour[0] ?? threshold;
}

function randomTrees(
  types: readonly ("number" | "category")[],
  outputs: number,
  link: Link,
  pool: readonly number[][],
  draws: Draws,
): TreeEnsemble {
  const feature: number[] = [];
  const threshold: number[] = [];
  const categories = new Map<number, readonly number[]>();
  const left: number[] = [];
  const right: number[] = [];
  const missingLeft: number[] = [];
  const grow = (depth: number): number => {
    const node = feature.push(-1) - 1;
    for (const column of [threshold, left, right, missingLeft]) column.push(0);
    if (depth === 0 || draws.chance(0.25)) return node;
    const asked = draws.below(types.length);
    feature[node] = asked;
    missingLeft[node] = draws.chance(0.5) ? 1 : 0;
    if (types[asked] === "category") {
      const wanted = Array.from({ length: draws.below(6) }, () => draws.below(categoryCount));
      categories.set(
        node,
        [...new Set(wanted)].toSorted((a, b) => a - b),
      );
    } else {
      threshold[node] = Math.fround(draws.between(-1, 1));
      pool[asked]?.push(threshold[node] ?? 0);
    }
    left[node] = grow(depth - 1);
    right[node] = grow(depth - 1);
    return node;
  };
  const roots = Array.from({ length: 1 + draws.below(30) }, () => grow(draws.below(6)));
  const together = outputs > 1 && draws.chance(0.4);
  const size = link === "identity" && outputs > 1 ? 1 / roots.length : 0.3;
  return {
    kind: "trees",
    link,
    base: Array.from({ length: outputs }, () => draws.between(-0.5, 0.5)),
    roots: Int32Array.from(roots),
    outputs: Int32Array.from(roots, () => (together ? -1 : draws.below(outputs))),
    feature: Int32Array.from(feature),
    threshold: Float32Array.from(threshold),
    categories,
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    missingLeft: Uint8Array.from(missingLeft),
    value: Float64Array.from({ length: feature.length * (together ? outputs : 1) }, () =>
      draws.between(-size, size),
    ),
    cover: new Float64Array(feature.length),
    gain: new Float64Array(feature.length),
  };
}

function randomLinear(
  types: readonly ("number" | "category")[],
  outputs: number,
  link: Link,
  draws: Draws,
): LinearModel {
  const inputs = types.flatMap((type, feature): readonly LinearInput[] =>
    type === "category"
      ? Array.from({ length: draws.below(5) }, (_, k) => ({ kind: "category", feature, category: 3 * k }))
      : [
          { kind: "standardised", feature, mean: draws.between(-1, 1), deviation: draws.between(0.1, 3) },
          ...(draws.chance(0.5) ? [{ kind: "missing" as const, feature }] : []),
        ],
  );
  return {
    kind: "linear",
    link,
    inputs,
    coefficients: Array.from({ length: outputs }, () =>
      Float64Array.from(inputs, () => draws.between(-2, 2)),
    ),
    intercepts: Array.from({ length: outputs }, () => draws.between(-1, 1)),
  };
}

function randomCalibration(kind: TargetColumn["kind"], outputs: number, draws: Draws): Calibration {
  const which = draws.below(3);
  if (kind === "regression" || which === 0) return { kind: "none" };
  if (which === 1) {
    const numbers = (low: number, high: number) =>
      Array.from({ length: outputs }, () => draws.between(low, high));
    return { kind: "sigmoid", slopes: numbers(0.2, 3), intercepts: numbers(-1, 1) };
  }
  const ascending = (count: number, span: number) =>
    Float64Array.from({ length: count }, () => draws.uniform() * span).sort();
  const curves = Array.from({ length: outputs }, () => {
    const count = 1 + draws.below(12);
    return { from: ascending(count, 1), to: ascending(count, 1) };
  });
  return { kind: "isotonic", curves };
}
