import {
  NODE_BEGIN,
  NODE_BIN,
  NODE_BYTES,
  NODE_COUNT,
  NODE_FEATURE,
  NODE_GAIN,
  NODE_LEFT,
  NODE_MISSING_LEFT,
  NODE_RIGHT,
  NODE_SIDES,
  NODE_VALUE,
} from "../../../../kernels/learning/layout.js";
import type { Link, TreeEnsemble } from "../../fitted-model.js";
import type { FeatureBins } from "./bounds.js";
import type { SharedMemory } from "./memory.js";

/** The greatest finite 32-bit number: whatever has a value is not above it. */
const greatest = 3.4028234663852886e38;

/** One tree as it came out of the kernels. */
interface Tree {
  readonly output: number;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly categories: ReadonlyMap<number, readonly number[]>;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missingLeft: Uint8Array;
  /** By leaf one value, or one for each output. */
  readonly value: Float64Array;
  readonly cover: Float64Array;
  readonly gain: Float64Array;
}

/** Where a grown tree lies, and what its leaves answer. */
export interface Grown {
  readonly nodes: number;
  readonly count: number;
  readonly index: number;
  readonly output: number;
  /** Weights by row; null: all 1. */
  readonly weights: Float64Array | null;
  /** For each output the value of a leaf, by node; null: what the kernels wrote. */
  readonly values?: Float64Array;
}

/** Gathers trees while they are grown. */
export class EnsembleBuilder {
  readonly #trees: Tree[] = [];

  constructor(readonly bins: readonly FeatureBins[]) {}

  get size(): number {
    return this.#trees.length;
  }

  add(shared: SharedMemory, grown: Grown): void {
    const { nodes, count } = grown;
    const tree: Tree = {
      output: grown.output,
      feature: new Int32Array(count),
      threshold: new Float32Array(count),
      categories: new Map(),
      left: new Int32Array(count),
      right: new Int32Array(count),
      missingLeft: new Uint8Array(count),
      value: grown.values ?? new Float64Array(count),
      cover: new Float64Array(count),
      gain: new Float64Array(count),
    };
    const categories = new Map<number, readonly number[]>();
    // Children come behind their parents, so walking backwards meets them first.
    for (let node = count - 1; node >= 0; node--) {
      const at = nodes + node * NODE_BYTES;
      const feature = shared.view.getInt32(at + NODE_FEATURE, true);
      tree.feature[node] = feature;
      if (feature < 0) {
        if (grown.values === undefined) tree.value[node] = shared.view.getFloat64(at + NODE_VALUE, true);
        tree.cover[node] = coverOf(shared, at, grown);
        continue;
      }
      const left = shared.view.getInt32(at + NODE_LEFT, true);
      const right = shared.view.getInt32(at + NODE_RIGHT, true);
      tree.left[node] = left;
      tree.right[node] = right;
      tree.cover[node] = (tree.cover[left] ?? 0) + (tree.cover[right] ?? 0);
      tree.gain[node] = shared.view.getFloat64(at + NODE_GAIN, true);
      const bins = this.bins[feature];
      if (bins === undefined) throw new Error(`the tree asks feature ${feature}, which is none`);
      if (bins.categories !== null) {
        const sides = shared.u8(at + NODE_SIDES, 32);
        categories.set(
          node,
          bins.categories.filter((_, bin) => bin > 0 && (((sides[bin >> 3] ?? 0) >> (bin & 7)) & 1) === 1),
        );
        continue;
      }
      const threshold = bins.bounds[shared.view.getInt32(at + NODE_BIN, true)] ?? greatest;
      tree.threshold[node] = threshold;
      const isLeft =
        bins.missing < 0 ? threshold >= 0 : shared.view.getInt32(at + NODE_MISSING_LEFT, true) === 1;
      tree.missingLeft[node] = isLeft ? 1 : 0;
    }
    this.#trees.push({ ...tree, categories });
  }

  /** All trees, or the first so many. */
  build(link: Link, base: readonly number[], trees = this.#trees.length): TreeEnsemble {
    const kept = trees === 0 ? [constantTree] : this.#trees.slice(0, trees);
    const roots = new Int32Array(kept.length);
    let end = 0;
    for (const [number, { feature }] of kept.entries()) {
      roots[number] = end;
      end += feature.length;
    }
    const shifted = (side: "left" | "right"): Int32Array =>
      joined(
        Int32Array,
        kept.map((tree, number) =>
          tree[side].map((child, node) =>
            (tree.feature[node] ?? -1) < 0 ? 0 : child + (roots[number] ?? 0),
          ),
        ),
      );
    return {
      kind: "trees",
      link,
      base,
      roots,
      outputs: Int32Array.from(kept, ({ output }) => output),
      feature: joined(
        Int32Array,
        kept.map(({ feature }) => feature),
      ),
      threshold: joined(
        Float32Array,
        kept.map(({ threshold }) => threshold),
      ),
      categories: new Map(
        kept.flatMap(({ categories }, number) =>
          [...categories].map(([node, list]): [number, readonly number[]] => [
            node + (roots[number] ?? 0),
            list,
          ]),
        ),
      ),
      left: shifted("left"),
      right: shifted("right"),
      missingLeft: joined(
        Uint8Array,
        kept.map(({ missingLeft }) => missingLeft),
      ),
      value: joined(
        Float64Array,
        kept.map(({ value }) => value),
      ),
      cover: joined(
        Float64Array,
        kept.map(({ cover }) => cover),
      ),
      gain: joined(
        Float64Array,
        kept.map(({ gain }) => gain),
      ),
    };
  }
}

function coverOf(shared: SharedMemory, node: number, { index, weights }: Grown): number {
  const count = shared.view.getInt32(node + NODE_COUNT, true);
  if (weights === null) return count;
  const rows = shared.i32(index + 4 * shared.view.getInt32(node + NODE_BEGIN, true), count);
  let sum = 0;
  for (const row of rows) sum += weights[row] ?? 0;
  return sum;
}

/** A leaf that adds nothing: a model whose base is all there is to say. */
const constantTree: Tree = {
  output: 0,
  feature: Int32Array.of(-1),
  threshold: new Float32Array(1),
  categories: new Map(),
  left: new Int32Array(1),
  right: new Int32Array(1),
  missingLeft: new Uint8Array(1),
  value: new Float64Array(1),
  cover: new Float64Array(1),
  gain: new Float64Array(1),
};

type Numbers = Int32Array | Float32Array | Float64Array | Uint8Array;

function joined<Column extends Numbers>(
  Kind: new (length: number) => Column,
  parts: readonly Column[],
): Column {
  const all = new Kind(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
