import { describe, expect, test } from "vitest";
import { balanced, recency, rowWeights, sizes, uniqueness, type Weighed } from "./weights.js";

const rows = (given: Partial<Weighed> & { readonly values?: readonly number[] } = {}): Weighed => ({
  bars: Int32Array.of(0, 1, 2),
  target: {
    name: "up",
    kind: "binary",
    classes: ["up"],
    values: Float64Array.from(given.values ?? [1, 0, 1]),
  },
  close: Float64Array.of(100, 110, 99, 99, 99, 99),
  lives: null,
  delay: 2,
  ...given,
});
const plain = { weights: "equal", halfLife: null, balance: false, classWeights: null } as const;
const list = (values: Float64Array | null) => [...(values ?? [])];

describe("uniqueness", () => {
  test("three targets that live for two bars each: bars 1 2, 2 3, 3 4", () => {
    // Alive at bars 1 to 4: 1, 2, 2, 1. Means of their inverses: (1 + 1/2)/2, (1/2 + 1/2)/2, (1/2 + 1)/2.
    expect(list(uniqueness(rows()))).toEqual([0.75, 0.5, 0.75]);
  });

  test("a target that ends at its first touch lives shorter", () => {
    // Lives 1, 2, 2: bars 1 | 2 3 | 3 4. Alive: 1, 1, 2, 1.
    const lives = Float64Array.of(1, 2, 2, Number.NaN, Number.NaN, Number.NaN);
    expect(list(uniqueness(rows({ lives })))).toEqual([1, 0.75, 0.75]);
  });

  test("rows that are far from each other are unique, and rows that are left out do not count", () => {
    expect(list(uniqueness(rows({ bars: Int32Array.of(0, 2, 4) })))).toEqual([1, 1, 1]);
    expect(list(uniqueness(rows({ bars: Int32Array.of(3, 4), values: [1, 0] })))).toEqual([0.75, 0.75]);
  });

  test("against the definition, label by label", () => {
    const bars = Int32Array.of(3, 4, 5, 9, 10, 30);
    const delay = 7;
    const lives = new Float64Array(40).fill(Number.NaN);
    lives.set([2, 7, 1], 3);
    lives.set([4, 6], 9);
    lives[30] = 3;
    const spans = [...bars].map((bar) => ({ from: bar + 1, to: bar + (lives[bar] ?? 0) }));
    const slow = spans.map(({ from, to }) => {
      let sum = 0;
      for (let bar = from; bar <= to; bar++)
        sum += 1 / spans.filter((other) => bar >= other.from && bar <= other.to).length;
      return sum / (to - from + 1);
    });
    const found = uniqueness(rows({ bars, lives, delay, values: [1, 0, 1, 0, 1, 0] }));
    for (const [row, weight] of found.entries()) expect(weight).toBeCloseTo(slow[row] ?? 0, 14);
  });
});

test("recency: half for each half life before the last row", () => {
  const found = recency(Int32Array.of(0, 10, 15, 20), 10);
  expect(found[0]).toBe(0.25);
  expect(found[1]).toBe(0.5);
  expect(found[2]).toBeCloseTo(Math.SQRT1_2, 15);
  expect(found[3]).toBe(1);
});

test("size: how far the price went until the target was known", () => {
  // 99/100, 99/110 and 99/99 two bars later: 1 %, 10 %, and nothing, which weighs a millionth of the mean.
  const [one, ten, none] = sizes(rows());
  expect(one).toBeCloseTo(0.01, 15);
  expect(ten).toBeCloseTo(0.1, 15);
  expect(none).toBeCloseTo((0.11 / 3) * 1e-6, 15);
  // Touched after one bar: 110/100.
  expect(sizes(rows({ lives: Float64Array.of(1, 2, 2) }))[0]).toBeCloseTo(0.1, 15);
});

test("balance: rows over classes over rows of the class", () => {
  const values = [2, 0, 2, 2];
  const target = { ...rows({ values }).target, kind: "classes", classes: ["down", "flat", "up"] } as const;
  expect(list(balanced(target))).toEqual([4 / 6, 2, 4 / 6, 4 / 6]);
});

describe("together", () => {
  test("equal weights are none at all", () => {
    expect(rowWeights(rows(), plain)).toBeNull();
    expect(rowWeights(rows(), { ...plain, weights: "recency" })).toBeNull();
  });

  test("multiplied, with a mean of 1", () => {
    // Uniqueness 3/4, 1/2, 3/4 times balance 3/4, 3/2, 3/4: 9/16, 12/16, 9/16 with a mean of 10/16.
    const found = list(rowWeights(rows(), { ...plain, weights: "uniqueness", balance: true }));
    expect(found).toEqual([0.9, 1.2, 0.9].map((weight) => expect.closeTo(weight, 14)));
  });

  test("weights by hand: no counts once, yes three times", () => {
    // 3, 1, 3 with a mean of 7/3.
    const found = list(rowWeights(rows(), { ...plain, classWeights: [1, 3] }));
    expect(found).toEqual([9 / 7, 3 / 7, 9 / 7].map((weight) => expect.closeTo(weight, 14)));
  });

  test("a regression has no classes to balance", () => {
    const target = {
      name: "move",
      kind: "regression",
      classes: [],
      values: Float64Array.of(1, 2, 3),
    } as const;
    expect(rowWeights(rows({ target }), { ...plain, balance: true })).toBeNull();
  });
});
