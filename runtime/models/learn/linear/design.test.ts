import { expect, test } from "vitest";
import { uniformFrom } from "../../../data/synthesize/random.js";
import type { TrainingRows } from "../../training-rows.js";
import { blockRows, Design } from "./design.js";
import { inputAt, listInputs, prepareInputs } from "./inputs.js";

const uniform = uniformFrom(23);

/** Numbers with holes, and two features of categories. */
function drawRows(count: number): TrainingRows {
  const draw = (value: () => number) => Float32Array.from({ length: count }, value);
  return {
    count,
    features: [
      { name: "a", type: "number", values: draw(() => (uniform() < 0.2 ? NaN : 100 * uniform())) },
      { name: "b", type: "truth", values: draw(() => (uniform() < 0.5 ? 1 : 0)) },
      { name: "c", type: "category", values: draw(() => Math.floor(3 * uniform())) },
      {
        name: "d",
        type: "category",
        values: draw(() => (uniform() < 0.3 ? NaN : Math.floor(4 * uniform()))),
      },
    ],
    target: { name: "y", kind: "regression", classes: [], values: new Float64Array(count) },
    weights: null,
    bars: new Int32Array(count),
  };
}

/** Each row's inputs in the order of the solver: dense ones, 1, categories. */
function written(rows: TrainingRows): readonly (readonly number[])[] {
  const inputs = listInputs(prepareInputs(rows, 1));
  const isDense = (kind: string) => kind !== "category";
  return Array.from({ length: rows.count }, (_, row) => {
    const at = (wanted: boolean) =>
      inputs
        .filter(({ kind }) => isDense(kind) === wanted)
        .map((input) => inputAt(input, rows.features[input.feature]?.values[row] ?? NaN));
    return [...at(true), 1, ...at(false)];
  });
}

test.each([1, 3, blockRows, 2 * blockRows + 5])(
  "sums over %d rows are those of inputs written out",
  (count) => {
    const rows = drawRows(count);
    const design = new Design(rows, prepareInputs(rows, 1));
    const inputs = written(rows);
    const factors = Float64Array.from({ length: count }, () => uniform());
    const { width } = design;
    const [squares, sums] = [new Float64Array(width * width), new Float64Array(width)];
    for (let from = 0; from < count; from += blockRows) {
      const loaded = design.load(from);
      const own = factors.subarray(from, from + loaded);
      design.addSquares(own, loaded, squares);
      design.addProducts(own, loaded, sums, 0);
    }
    for (let j = 0; j < width; j++) {
      const sum = inputs.reduce((total, row, r) => total + (factors[r] ?? 0) * (row[j] ?? NaN), 0);
      expect(sums[j]).toBeCloseTo(sum, 9);
      for (let k = 0; k <= j; k++) {
        const square = inputs.reduce(
          (total, row, r) => total + (factors[r] ?? 0) * (row[j] ?? NaN) * (row[k] ?? NaN),
          0,
        );
        expect(squares[j * width + k]).toBeCloseTo(square, 9);
      }
    }
  },
);

test("the kernel adds every fourth row apart, and the four together: to the bit", () => {
  const rows = { ...drawRows(11), features: drawRows(11).features.slice(0, 2) };
  const design = new Design(rows, prepareInputs(rows, 1));
  const inputs = written(rows);
  const factors = Float64Array.from({ length: 11 }, () => uniform());
  const squares = new Float64Array(design.width * design.width);
  design.addSquares(factors, design.load(0), squares);
  const lanes = [0, 0, 0, 0];
  for (const [r, row] of inputs.entries())
    lanes[r % 4] = (lanes[r % 4] ?? 0) + (factors[r] ?? 0) * (row[1] ?? 0) * (row[0] ?? 0);
  const [a = 0, b = 0, c = 0, d = 0] = lanes;
  expect(squares[design.width]).toBe(a + b + (c + d));
});
