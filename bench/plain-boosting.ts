import { findBins } from "../runtime/models/learn/trees/bounds.js";
import type { TrainingRows } from "../runtime/models/training-rows.js";

/*
 * The algorithm of the kernels as one writes it in TypeScript: bins in columns, sums in 64-bit floating point, one
 * thread. Logistic loss, no missing values. What the kernels are measured against.
 */

export interface PlainSettings {
  readonly trees: number;
  readonly leaves: number;
  readonly rate: number;
  readonly leafRows: number;
  readonly leafWeight: number;
}

interface Leaf {
  readonly rows: Int32Array;
  readonly gradient: number;
  readonly hessian: number;
  readonly histogram: Float64Array | null;
  cut: Cut | null;
}

interface Cut {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly gradient: number;
  readonly hessian: number;
}

export class PlainBoosting {
  readonly #bins: readonly Uint8Array[];
  readonly #target: Float64Array;
  readonly #scores: Float64Array;
  readonly #gradients: Float64Array;
  readonly #hessians: Float64Array;

  constructor(
    rows: TrainingRows,
    readonly settings: PlainSettings,
  ) {
    this.#bins = rows.features.map(({ values }) => {
      const { bounds } = findBins(values, 255);
      return Uint8Array.from(values, (value) => binOf(bounds, value));
    });
    this.#target = rows.target.values;
    const share = this.#target.reduce((sum, value) => sum + value, 0) / rows.count;
    this.#scores = new Float64Array(rows.count).fill(Math.log(share / (1 - share)));
    this.#gradients = new Float64Array(rows.count);
    this.#hessians = new Float64Array(rows.count);
  }

  get scores(): Float64Array {
    return this.#scores;
  }

  grow(trees = this.settings.trees): void {
    for (let tree = 0; tree < trees; tree++) this.#growTree();
  }

  #growTree(): void {
    const count = this.#scores.length;
    for (let row = 0; row < count; row++) {
      const p = 1 / (1 + Math.exp(-(this.#scores[row] ?? 0)));
      this.#gradients[row] = p - (this.#target[row] ?? 0);
      this.#hessians[row] = p * (1 - p);
    }
    const all = Int32Array.from({ length: count }, (_, row) => row);
    const leaves = [this.#open(all, this.#sum(all))];
    while (leaves.length < this.settings.leaves) {
      let best = 0;
      for (const [place, { cut }] of leaves.entries())
        if ((cut?.gain ?? 0) > (leaves[best]?.cut?.gain ?? 0)) best = place;
      const leaf = leaves[best];
      if (leaf === undefined || leaf.cut === null) break;
      const [left, right] = this.#split(leaf, leaf.cut);
      leaves[best] = left;
      leaves.push(right);
    }
    for (const { rows, gradient, hessian } of leaves) {
      const value = (-gradient / hessian) * this.settings.rate;
      for (const row of rows) this.#scores[row] = (this.#scores[row] ?? 0) + value;
    }
  }

  #sum(rows: Int32Array): Float64Array {
    const histogram = new Float64Array(this.#bins.length * 512);
    const [gradients, hessians] = [this.#gradients, this.#hessians];
    for (const [feature, bins] of this.#bins.entries()) {
      const base = feature * 512;
      for (let place = 0; place < rows.length; place++) {
        const row = rows[place] ?? 0;
        const at = base + 2 * (bins[row] ?? 0);
        histogram[at] = (histogram[at] ?? 0) + (gradients[row] ?? 0);
        histogram[at + 1] = (histogram[at + 1] ?? 0) + (hessians[row] ?? 0);
      }
    }
    return histogram;
  }

  #open(rows: Int32Array, histogram: Float64Array): Leaf {
    let [gradient, hessian] = [0, 0];
    for (let bin = 0; bin < 256; bin++) {
      gradient += histogram[2 * bin] ?? 0;
      hessian += histogram[2 * bin + 1] ?? 0;
    }
    const leaf: Leaf = { rows, gradient, hessian, histogram, cut: null };
    for (let feature = 0; feature < this.#bins.length; feature++) this.#look(leaf, feature);
    return leaf;
  }

  #look(leaf: Leaf, feature: number): void {
    const { histogram, gradient, hessian, rows } = leaf;
    const { leafRows, leafWeight } = this.settings;
    const whole = (gradient * gradient) / hessian;
    const perRow = rows.length / hessian;
    let [g, h, count] = [0, 0, 0];
    for (let bin = 255; bin > 0; bin--) {
      const at = feature * 512 + 2 * bin;
      g += histogram?.[at] ?? 0;
      h += histogram?.[at + 1] ?? 0;
      count += Math.round((histogram?.[at + 1] ?? 0) * perRow);
      if (count < leafRows || h < leafWeight) continue;
      if (rows.length - count < leafRows || hessian - h < leafWeight) break;
      const left = gradient - g;
      const gain = (g * g) / h + (left * left) / (hessian - h) - whole;
      if (gain > (leaf.cut?.gain ?? 1e-9))
        leaf.cut = { gain, feature, bin: bin - 1, gradient: left, hessian: hessian - h };
    }
  }

  #split({ rows, histogram }: Leaf, { feature, bin }: Cut): readonly [Leaf, Leaf] {
    const bins = this.#bins[feature] ?? new Uint8Array(0);
    const left = new Int32Array(rows.length);
    const right = new Int32Array(rows.length);
    let [a, b] = [0, 0];
    for (const row of rows) {
      if ((bins[row] ?? 0) <= bin) left[a++] = row;
      else right[b++] = row;
    }
    const parts = [left.slice(0, a), right.slice(0, b)] as const;
    const small = this.#sum(a <= b ? parts[0] : parts[1]);
    const large = (histogram ?? small).map((sum, at) => sum - (small[at] ?? 0));
    return a <= b
      ? [this.#open(parts[0], small), this.#open(parts[1], large)]
      : [this.#open(parts[0], large), this.#open(parts[1], small)];
  }
}

function binOf(bounds: Float32Array, value: number): number {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
