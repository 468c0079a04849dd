import { uniformFrom } from "../../data/synthesize/random.js";
import type { Axis, ValuedCell } from "./cells.js";
import { pairsOf, type Effects } from "./importance.js";

const trees = 48;
const leastSets = 3;

/** Cells of the grid from low to before high, for each axis, that a tree gives one value. */
interface Leaf {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly value: number;
}

/**
 * Effects of parameters in regression trees, each fitted to a bootstrap of the sets (Breiman 2001). A tree's leaves are
 * boxes of the grid, so that its variance and its marginal means are sums over them (Hutter, Hoos & Leyton-Brown 2014).
 */
export function forestEffects(cells: readonly ValuedCell[], axes: readonly Axis[]): Effects {
  const uniform = uniformFrom(cells.length);
  const sizes = axes.map(({ values }) => values.length);
  const pairs = pairsOf(axes.length);
  const sum = { total: 0, alone: sizes.map(() => 0), together: pairs.map(() => 0) };
  for (let tree = 0; tree < trees; tree++) {
    const sample = cells
      .map(() => cells[Math.floor(uniform() * cells.length)])
      .filter((cell) => cell !== undefined);
    const leaves = grow(sample, { low: sizes.map(() => 0), high: sizes });
    const mean = leaves.reduce((all, leaf) => all + leaf.value * volume(leaf, sizes, []), 0);
    const alone = sizes.map((_, axis) => varianceOf(leaves, sizes, [axis], mean));
    sum.total += leaves.reduce((all, leaf) => all + (leaf.value - mean) ** 2 * volume(leaf, sizes, []), 0);
    for (const [axis, variance] of alone.entries()) sum.alone[axis] = (sum.alone[axis] ?? 0) + variance;
    for (const [k, [a, b]] of pairs.entries()) {
      const both = varianceOf(leaves, sizes, [a, b], mean) - (alone[a] ?? 0) - (alone[b] ?? 0);
      sum.together[k] = (sum.together[k] ?? 0) + both;
    }
  }
  return {
    total: sum.total,
    alone: sum.alone,
    together: pairs.map((pair, k) => ({ pair, variance: sum.together[k] ?? 0 })),
  };
}

function grow(cells: readonly ValuedCell[], { low, high }: Omit<Leaf, "value">): readonly Leaf[] {
  const value = cells.reduce((sum, each) => sum + each.value, 0) / Math.max(1, cells.length);
  const cut = cells.length < 2 * leastSets ? null : bestCut(cells);
  if (cut === null) return [{ low, high, value }];
  const { axis, at } = cut;
  const replaced = (edges: readonly number[]): readonly number[] =>
    edges.map((edge, k) => (k === axis ? at : edge));
  const isLeft = ({ cell }: ValuedCell): boolean => (cell[axis] ?? 0) < at;
  return [
    ...grow(cells.filter(isLeft), { low, high: replaced(high) }),
    ...grow(
      cells.filter((each) => !isLeft(each)),
      { low: replaced(low), high },
    ),
  ];
}

/** The cut that leaves the least variance; null where none leaves less. */
function bestCut(cells: readonly ValuedCell[]): { readonly axis: number; readonly at: number } | null {
  let best: { readonly axis: number; readonly at: number } | null = null;
  let most = 1e-18;
  const whole = cells.reduce((sum, { value }) => sum + value, 0);
  for (let axis = 0; axis < (cells[0]?.cell.length ?? 0); axis++) {
    const ordered = cells.toSorted((a, b) => (a.cell[axis] ?? 0) - (b.cell[axis] ?? 0));
    let sum = 0;
    for (const [k, { cell, value }] of ordered.entries()) {
      const at = cell[axis] ?? 0;
      const enough = k >= leastSets && ordered.length - k >= leastSets;
      if (enough && at !== (ordered[k - 1]?.cell[axis] ?? at)) {
        const rest = whole - sum;
        const gain = sum ** 2 / k + rest ** 2 / (ordered.length - k) - whole ** 2 / ordered.length;
        if (gain > most) [best, most] = [{ axis, at }, gain];
      }
      sum += value;
    }
  }
  return best;
}

/** Share of the grid that a leaf covers, along all axes but these. */
function volume({ low, high }: Leaf, sizes: readonly number[], but: readonly number[]): number {
  return sizes.reduce(
    (share, size, axis) =>
      but.includes(axis) ? share : share * (((high[axis] ?? 0) - (low[axis] ?? 0)) / size),
    1,
  );
}

/** Variance of a tree's mean given the values of these axes. */
function varianceOf(
  leaves: readonly Leaf[],
  sizes: readonly number[],
  axes: readonly number[],
  mean: number,
): number {
  // Between two edges of leaves nothing changes.
  const edges = axes.map((axis) =>
    [...new Set(leaves.flatMap(({ low, high }) => [low[axis] ?? 0, high[axis] ?? 0]))].toSorted(
      (a, b) => a - b,
    ),
  );
  const weights = leaves.map((leaf) => leaf.value * volume(leaf, sizes, axes));
  let variance = 0;
  const visit = (depth: number, share: number, inside: readonly number[]): void => {
    const axis = axes[depth];
    if (axis === undefined) {
      variance += share * (inside.reduce((sum, leaf) => sum + (weights[leaf] ?? 0), 0) - mean) ** 2;
      return;
    }
    const own = edges[depth] ?? [];
    for (const [k, from] of own.slice(0, -1).entries()) {
      const to = own[k + 1] ?? from;
      const left = inside.filter((leaf) => {
        const { low = [], high = [] } = leaves[leaf] ?? {};
        return (low[axis] ?? 0) <= from && (high[axis] ?? 0) >= to;
      });
      visit(depth + 1, (share * (to - from)) / (sizes[axis] ?? 1), left);
    }
  };
  visit(
    0,
    1,
    leaves.map((_, leaf) => leaf),
  );
  return variance;
}
