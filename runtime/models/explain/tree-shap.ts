import type { TreeEnsemble } from "../fitted-model.js";
import type { Contributions } from "./contributions.js";
import { childAt } from "./raw-scores.js";

/**
 * Exact Shapley values of trees, path-dependent: a feature that is not known is averaged over both children of a node
 * by the training rows that went there (Lundberg, Erion & Lee 2018, algorithm 2; time goes with leaves × depth²).
 */
export function treeShap(
  model: TreeEnsemble,
  columns: readonly Float32Array[],
  count: number,
): Contributions {
  const values = model.base.map(() => columns.map(() => new Float64Array(count)));
  const walk = new Walk(model, columns.length);
  for (let row = 0; row < count; row++) {
    const found = walk.explain((feature) => columns[feature]?.[row] ?? NaN);
    for (const [output, features] of values.entries())
      for (const [feature, each] of features.entries())
        each[row] = found[output * columns.length + feature] ?? 0;
  }
  return { expected: expectedScores(model), values };
}

/** Raw scores where nothing is known of a row: of each tree the mean of its leaves by training rows. */
export function expectedScores(model: TreeEnsemble): readonly number[] {
  const expected = [...model.base];
  for (const [tree, root] of model.roots.entries()) {
    const visit = (node: number, share: number): void => {
      if ((model.feature[node] ?? -1) < 0) {
        for (const output of expected.keys())
          expected[output] = (expected[output] ?? 0) + share * leafValue(model, tree, node, output);
        return;
      }
      const [left, right] = [model.left[node] ?? 0, model.right[node] ?? 0];
      visit(left, share * coverShare(model, left, node));
      visit(right, share * coverShare(model, right, node));
    };
    visit(root, 1);
  }
  return expected;
}

/** What a leaf of a tree adds to an output. */
function leafValue(model: TreeEnsemble, tree: number, node: number, output: number): number {
  const to = model.outputs[tree] ?? 0;
  if (to < 0) return model.value[node * model.base.length + output] ?? 0;
  return to === output ? (model.value[node] ?? 0) : 0;
}

function coverShare(model: TreeEnsemble, child: number, parent: number): number {
  const all = model.cover[parent] ?? 0;
  return all > 0 ? (model.cover[child] ?? 0) / all : 0;
}

/** Deepest path that can be walked. */
const mostDepth = 128;

/**
 * The way down a tree. Of each feature on the path it keeps which share of coalitions goes this way when the feature
 * is unknown (`zero`) and known (`one`), and `weight`, the coalitions of each size. Each level has a copy of its own.
 */
class Walk {
  readonly #model: TreeEnsemble;
  readonly #features: number;
  readonly #found: Float64Array;
  readonly #feature = new Int32Array(mostDepth * mostDepth);
  readonly #zero = new Float64Array(mostDepth * mostDepth);
  readonly #one = new Float64Array(mostDepth * mostDepth);
  readonly #weight = new Float64Array(mostDepth * mostDepth);
  #valueOf: (feature: number) => number = () => NaN;
  #tree = 0;

  constructor(model: TreeEnsemble, features: number) {
    this.#model = model;
    this.#features = features;
    this.#found = new Float64Array(model.base.length * features);
  }

  /** Contributions of one row, by output and feature; good until the next call. */
  explain(valueOf: (feature: number) => number): Float64Array {
    this.#found.fill(0);
    this.#valueOf = valueOf;
    for (const [tree, root] of this.#model.roots.entries()) {
      this.#tree = tree;
      this.#descend(root, 0, 0, { zero: 1, one: 1, feature: -1 });
    }
    return this.#found;
  }

  #descend(
    node: number,
    level: number,
    length: number,
    by: { readonly zero: number; readonly one: number; readonly feature: number },
  ): void {
    if (level >= mostDepth) throw new RangeError(`a tree is deeper than ${mostDepth} splits`);
    const base = level * mostDepth;
    if (level > 0) this.#copy(base - mostDepth, base, length);
    this.#extend(base, length, by);
    const model = this.#model;
    const feature = model.feature[node] ?? -1;
    if (feature < 0) {
      this.#addLeaf(node, base, length);
      return;
    }
    const [left, right] = [model.left[node] ?? 0, model.right[node] ?? 0];
    const hot = childAt(model, node, this.#valueOf(feature));
    let [zero, one, last] = [1, 1, length];
    const before = this.#find(base, length, feature);
    if (before >= 0) {
      [zero, one] = [this.#zero[base + before] ?? 0, this.#one[base + before] ?? 0];
      this.#unwind(base, length, before);
      last = length - 1;
    }
    for (const child of [left, right]) {
      const share = zero * coverShare(model, child, node);
      const known = child === hot ? one : 0;
      // Nobody comes here, whether the feature is known or not.
      if (share > 0 || known > 0)
        this.#descend(child, level + 1, last + 1, { zero: share, one: known, feature });
    }
  }

  #copy(from: number, to: number, length: number): void {
    for (const column of [this.#feature, this.#zero, this.#one, this.#weight])
      column.copyWithin(to, from, from + length);
  }

  #find(base: number, length: number, feature: number): number {
    for (let i = 1; i <= length; i++) if (this.#feature[base + i] === feature) return i;
    return -1;
  }

  /** Adds a feature at place `length`. */
  #extend(
    base: number,
    length: number,
    by: { readonly zero: number; readonly one: number; readonly feature: number },
  ): void {
    const weight = this.#weight;
    this.#feature[base + length] = by.feature;
    this.#zero[base + length] = by.zero;
    this.#one[base + length] = by.one;
    weight[base + length] = length === 0 ? 1 : 0;
    for (let i = length - 1; i >= 0; i--) {
      const own = weight[base + i] ?? 0;
      weight[base + i + 1] = (weight[base + i + 1] ?? 0) + (by.one * own * (i + 1)) / (length + 1);
      weight[base + i] = (by.zero * own * (length - i)) / (length + 1);
    }
  }

  /** Takes the feature at `place` out of a path whose last place is `length`. */
  #unwind(base: number, length: number, place: number): void {
    const weight = this.#weight;
    const one = this.#one[base + place] ?? 0;
    const zero = this.#zero[base + place] ?? 0;
    let next = weight[base + length] ?? 0;
    for (let i = length - 1; i >= 0; i--) {
      const own = weight[base + i] ?? 0;
      if (one !== 0) {
        weight[base + i] = (next * (length + 1)) / ((i + 1) * one);
        next = own - ((weight[base + i] ?? 0) * zero * (length - i)) / (length + 1);
      } else weight[base + i] = (own * (length + 1)) / (zero * (length - i));
    }
    for (const column of [this.#feature, this.#zero, this.#one])
      column.copyWithin(base + place, base + place + 1, base + length + 1);
  }

  /** What the weights sum to without the feature at `place`. */
  #sumWithout(base: number, length: number, place: number): number {
    const one = this.#one[base + place] ?? 0;
    const zero = this.#zero[base + place] ?? 0;
    let next = this.#weight[base + length] ?? 0;
    let sum = 0;
    for (let i = length - 1; i >= 0; i--) {
      const own = this.#weight[base + i] ?? 0;
      if (one !== 0) {
        const part = (next * (length + 1)) / ((i + 1) * one);
        sum += part;
        next = own - (part * zero * (length - i)) / (length + 1);
      } else sum += (own * (length + 1)) / (zero * (length - i));
    }
    return sum;
  }

  #addLeaf(node: number, base: number, length: number): void {
    const outputs = this.#model.base.length;
    for (let i = 1; i <= length; i++) {
      const feature = this.#feature[base + i] ?? 0;
      const share =
        this.#sumWithout(base, length, i) * ((this.#one[base + i] ?? 0) - (this.#zero[base + i] ?? 0));
      for (let output = 0; output < outputs; output++) {
        const place = output * this.#features + feature;
        this.#found[place] =
          (this.#found[place] ?? 0) + share * leafValue(this.#model, this.#tree, node, output);
      }
    }
  }
}
