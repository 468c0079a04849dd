import { describe, expect, test } from "vitest";
import { uniformFrom } from "../data/synthesize/random.js";
import { TreeParzen, usualTpe, type Cell, type SeenCell } from "./tpe.js";

/** A smooth hill on a grid, along a diagonal: good values of one parameter go with values of the other. */
const counts = [41, 31, 21];
function hill(cell: Cell): number {
  const [x = 0, y = 0, z = 0] = cell.map((place, k) => place / ((counts[k] ?? 2) - 1));
  return -((x - 0.7) ** 2) - 2 * (y - x / 2) ** 2 - 0.5 * (z - 0.3) ** 2;
}

const trials = 64;

function bestOf(cells: readonly Cell[]): number {
  return Math.max(...cells.map(hill));
}

function byTpe(seed: number, multivariate: boolean): readonly Cell[] {
  const uniform = uniformFrom(seed);
  const sampler = new TreeParzen(counts, uniform, { ...usualTpe, multivariate });
  const seen: SeenCell[] = byChance(seed + 1000, 16).map((cell) => ({ cell, rank: hill(cell) }));
  while (seen.length < trials) {
    const known = new Set(seen.map(({ cell }) => cell.join()));
    const next = sampler.propose(seen, 8, (cell) => !known.has(cell.join()));
    for (const cell of next) seen.push({ cell, rank: hill(cell) });
  }
  return seen.map(({ cell }) => cell);
}

function byChance(seed: number, count: number): readonly Cell[] {
  const uniform = uniformFrom(seed);
  return Array.from({ length: count }, () => counts.map((values) => Math.floor(uniform() * values)));
}

const seeds = Array.from({ length: 30 }, (_, k) => 17 * k + 1);

describe("the Parzen estimator", () => {
  test.each([true, false])(
    "finds better sets than chance does, over thirty seeds (multivariate %s)",
    (joint) => {
      const gains = seeds.map((seed) => bestOf(byTpe(seed, joint)) - bestOf(byChance(seed, trials)));
      const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
      const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1);
      // Student's t of the paired differences; 3.66 is its 99.95 % quantile with 29 degrees of freedom.
      expect(mean / Math.sqrt(variance / gains.length)).toBeGreaterThan(3.66);
      expect(gains.filter((gain) => gain > 0).length).toBeGreaterThan(20);
    },
  );

  test("proposes different, open cells of the grid, the same for the same seed", () => {
    const cells = byTpe(5, true);
    expect(new Set(cells.slice(16).map((cell) => cell.join())).size).toBe(trials - 16);
    for (const cell of cells)
      for (const [k, place] of cell.entries()) {
        expect(Number.isInteger(place)).toBe(true);
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThan(counts[k] ?? 0);
      }
    expect(byTpe(5, true)).toEqual(cells);
    expect(byTpe(6, true)).not.toEqual(cells);
  });

  test("counts sets without a value among the others, and goes on until nothing is open", () => {
    const sampler = new TreeParzen([3, 2], uniformFrom(1));
    const seen: SeenCell[] = [
      { cell: [0, 0], rank: null },
      { cell: [2, 1], rank: 1 },
    ];
    const known = new Set(seen.map(({ cell }) => cell.join()));
    const next = sampler.propose(seen, 10, (cell) => !known.has(cell.join()));
    expect(next.map((cell) => cell.join()).toSorted()).toEqual(["0,1", "1,0", "1,1", "2,0"]);
  });
});
