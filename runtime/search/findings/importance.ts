import type { Axis, ValuedCell } from "./cells.js";
import { forestEffects } from "./forest.js";

/** How much of what is optimised depends on which parameter. */
export interface Importance {
  /** "grid": from the means over the grid itself; "forest": from trees that were fitted to the sets that were drawn. */
  readonly method: "grid" | "forest";
  /** Share of the variance that each parameter explains by itself, the largest first. */
  readonly alone: readonly { readonly name: string; readonly share: number }[];
  /** Share that two explain together beyond what each does, the largest first. */
  readonly together: readonly { readonly names: readonly [string, string]; readonly share: number }[];
}

/** Variance of an effect over the grid. */
export interface Effects {
  readonly total: number;
  /** Of each axis. */
  readonly alone: readonly number[];
  /** Of each pair of axes, beyond those of the two. */
  readonly together: readonly { readonly pair: readonly [number, number]; readonly variance: number }[];
}

/** More pairs than these are not looked at. */
const mostPairs = 28;

export function pairsOf(axes: number): readonly (readonly [number, number])[] {
  const all = Array.from({ length: axes }, (_, a) =>
    Array.from({ length: axes - a - 1 }, (_none, k) => [a, a + 1 + k] as const),
  ).flat();
  return all.slice(0, mostPairs);
}

/**
 * Functional analysis of variance (Hutter, Hoos & Leyton-Brown 2014): what is optimised is parted into the effects of
 * single parameters, of pairs, and the rest. Over a grid the effects are means over its cells; where sets were drawn, they
 * are those of regression trees fitted to them. Null where nothing varies or too few sets are there.
 */
export function importanceOf(
  cells: readonly ValuedCell[],
  axes: readonly Axis[],
  isGrid: boolean,
): Importance | null {
  if (cells.length < Math.max(8, 2 * axes.length)) return null;
  const effects = isGrid ? gridEffects(cells, axes) : forestEffects(cells, axes);
  if (!(effects.total > 0)) return null;
  const nameOf = (axis: number): string => axes[axis]?.name ?? "";
  const share = (variance: number): number => Math.min(1, Math.max(0, variance / effects.total));
  return {
    method: isGrid ? "grid" : "forest",
    alone: effects.alone
      .map((variance, axis) => ({ name: nameOf(axis), share: share(variance) }))
      .toSorted((a, b) => b.share - a.share),
    together: effects.together
      .map(({ pair: [a, b], variance }) => ({
        names: [nameOf(a), nameOf(b)] as const,
        share: share(variance),
      }))
      .toSorted((a, b) => b.share - a.share),
  };
}

/** From the means over the cells of the grid that were run. */
function gridEffects(cells: readonly ValuedCell[], axes: readonly Axis[]): Effects {
  const mean = cells.reduce((sum, { value }) => sum + value, 0) / cells.length;
  const varianceOver = (keyOf: (cell: readonly number[]) => number): number => {
    const sums = new Map<number, { sum: number; count: number }>();
    for (const { cell, value } of cells) {
      const group = sums.get(keyOf(cell)) ?? { sum: 0, count: 0 };
      sums.set(keyOf(cell), { sum: group.sum + value, count: group.count + 1 });
    }
    let squares = 0;
    for (const { sum, count } of sums.values()) squares += count * (sum / count - mean) ** 2;
    return squares / cells.length;
  };
  const alone = axes.map((_, axis) => varianceOver((cell) => cell[axis] ?? 0));
  return {
    total: cells.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / cells.length,
    alone,
    together: pairsOf(axes.length).map(([a, b]) => {
      const width = axes[b]?.values.length ?? 1;
      const both = varianceOver((cell) => (cell[a] ?? 0) * width + (cell[b] ?? 0));
      return { pair: [a, b], variance: both - (alone[a] ?? 0) - (alone[b] ?? 0) };
    }),
  };
}
