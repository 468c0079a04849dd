import { describe, expect, test } from "vitest";
import { uniformFrom } from "../../data/synthesize/random.js";
import type { Axis, ValuedCell } from "./cells.js";
import { heatMapOf } from "./heat-map.js";
import { importanceOf } from "./importance.js";
import { plateauOf } from "./plateau.js";

const axis = (name: string, count: number): Axis => ({
  name,
  values: Array.from({ length: count }, (_, k) => k),
});
const axes = [axis("x", 6), axis("y", 5), axis("z", 4)];

function gridOf(value: (cell: readonly number[]) => number): readonly ValuedCell[] {
  const cells: ValuedCell[] = [];
  for (let x = 0; x < 6; x++)
    for (let y = 0; y < 5; y++)
      for (let z = 0; z < 4; z++)
        cells.push({ place: cells.length, cell: [x, y, z], value: value([x, y, z]) });
  return cells;
}

const share = (found: ReturnType<typeof importanceOf>, name: string) =>
  found?.alone.find((each) => each.name === name)?.share;

describe("importance over a grid", () => {
  test("of a sum parts the variance as its terms do", () => {
    // Var of 3x over 0..5 is 9 · 35/12 = 26.25, of 2y over 0..4 it is 4 · 2 = 8.
    const found = importanceOf(
      gridOf(([x = 0, y = 0]) => 3 * x + 2 * y),
      axes,
      true,
    );
    expect(share(found, "x")).toBeCloseTo(26.25 / 34.25, 12);
    expect(share(found, "y")).toBeCloseTo(8 / 34.25, 12);
    expect(share(found, "z")).toBeCloseTo(0, 12);
    expect(found?.together.every((each) => each.share < 1e-12)).toBe(true);
  });

  test("of a product tells what two do together", () => {
    // (x − 2.5)(y − 2) has no effect of x or y alone.
    const found = importanceOf(
      gridOf(([x = 0, y = 0]) => (x - 2.5) * (y - 2)),
      axes,
      true,
    );
    expect(share(found, "x")).toBeCloseTo(0, 12);
    expect(found?.together[0]).toMatchObject({ names: ["x", "y"] });
    expect(found?.together[0]?.share).toBeCloseTo(1, 12);
  });

  test("of nothing that varies there is none", () => {
    expect(
      importanceOf(
        gridOf(() => 7),
        axes,
        true,
      ),
    ).toBeNull();
  });
});

test("importance by trees finds the same order, from a third of the cells", () => {
  const uniform = uniformFrom(3);
  const drawn = gridOf(([x = 0, y = 0]) => 3 * x + 2 * y).filter(() => uniform() < 0.35);
  const found = importanceOf(drawn, axes, false);
  expect(found?.method).toBe("forest");
  expect(share(found, "x")).toBeGreaterThan(0.6);
  expect(share(found, "y")).toBeGreaterThan(0.1);
  expect(share(found, "z")).toBeLessThan(0.05);
  expect(found?.alone.map(({ name }) => name)).toEqual(["x", "y", "z"]);
});

describe("a plateau", () => {
  const cells = (value: (x: number, y: number) => number): readonly ValuedCell[] =>
    Array.from({ length: 49 }, (_, k) => ({
      place: k,
      cell: [Math.floor(k / 7), k % 7],
      value: value(Math.floor(k / 7), k % 7),
    }));

  test("scores 1 where all neighbours are as good, 0 where they are like any set", () => {
    const wide = cells((x, y) => (Math.abs(x - 3) <= 1 && Math.abs(y - 3) <= 1 ? 2 : 1));
    expect(plateauOf(wide, 24, 1)).toMatchObject({ neighbours: 8, score: 1, lowestScore: 1, median: 1 });
    const peak = cells((x, y) => (x === 3 && y === 3 ? 2 : 1));
    expect(plateauOf(peak, 24, 1)).toMatchObject({ neighbours: 8, score: 0, mean: 1, best: 2 });
    // At a corner there are three.
    expect(
      plateauOf(
        cells((x, y) => -x - y),
        0,
        1,
      )?.neighbours,
    ).toBe(3);
  });

  test("is said in the words of what is minimised", () => {
    const found = plateauOf(
      cells((x, y) => -((x - 3) ** 2) - (y - 3) ** 2),
      24,
      -1,
    );
    // Neighbours at distance 1 and √2: 1 and 2.
    expect(found).toMatchObject({ best: 0, mean: 1.5, lowest: 2 });
  });

  test("is not told where hardly a neighbour was tried", () => {
    expect(plateauOf([{ place: 0, cell: [0, 0], value: 1 }], 0, 1)).toBeNull();
  });
});

test("a heat map has the means over everything else, and puts many values together", () => {
  const cells = gridOf(([x = 0, y = 0, z = 0]) => 10 * x + y + z);
  const [x = axis("x", 6), y = axis("y", 5)] = axes;
  const map = heatMapOf(cells, [x, y], [0, 1], 1);
  expect(map.rows).toHaveLength(5);
  // The mean of z over 0..3 is 1.5.
  expect(map.rows[2]?.[4]).toBe(43.5);
  expect([map.low, map.high]).toEqual([1.5, 55.5]);
  const long = axis("long", 70);
  const wide = heatMapOf([{ place: 0, cell: [69, 0], value: -4 }], [long, y], [0, 1], -1);
  expect(wide.across.bins.length).toBeLessThanOrEqual(32);
  expect(wide.across.bins.at(-1)?.to).toBe(69);
  expect(wide.rows[0]?.at(-1)).toBe(4);
  expect(wide.rows[1]?.at(-1)).toBeNull();
});
