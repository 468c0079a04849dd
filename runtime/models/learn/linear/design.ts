import type { TrainingRows } from "../../training-rows.js";
import { inputAt, type PreparedInputs } from "./inputs.js";

/** Rows that are worked on together: few enough that their inputs stay in the processor's nearest memory. */
export const blockRows = 256;

/**
 * The inputs of training rows, made anew for each block: columns of dense inputs, then one of ones for the intercept;
 * of each group of categories the place of the one that holds, or −1.
 */
export class Design {
  readonly #rows: TrainingRows;
  readonly #inputs: PreparedInputs;
  readonly #places: readonly ReadonlyMap<number, number>[];
  /** Dense inputs and the column of ones. */
  readonly denseWidth: number;
  /** All inputs and the intercept. */
  readonly width: number;
  /** Dense inputs of the block, one column after another. */
  readonly dense: Float64Array;
  /** By group and row of the block: place of the category's input. */
  readonly active: Int32Array;

  constructor(rows: TrainingRows, inputs: PreparedInputs) {
    this.#rows = rows;
    this.#inputs = inputs;
    this.denseWidth = inputs.dense.length + 1;
    let place = this.denseWidth;
    this.#places = inputs.groups.map(
      ({ categories }) => new Map(categories.map((category) => [category, place++])),
    );
    this.width = place;
    this.dense = new Float64Array(this.denseWidth * blockRows).fill(1);
    this.active = new Int32Array(Math.max(1, inputs.groups.length) * blockRows);
  }

  get count(): number {
    return this.#rows.count;
  }

  get groups(): number {
    return this.#inputs.groups.length;
  }

  /** Place of the intercept among the inputs. */
  get intercept(): number {
    return this.denseWidth - 1;
  }

  /** Prepares the rows from `from` on; how many there are. */
  load(from: number): number {
    const count = Math.min(blockRows, this.#rows.count - from);
    for (const [j, input] of this.#inputs.dense.entries()) {
      const values = this.#rows.features[input.feature]?.values ?? missingColumn;
      const base = j * blockRows;
      for (let r = 0; r < count; r++) this.dense[base + r] = inputAt(input, values[from + r] ?? NaN);
    }
    for (const [g, { feature }] of this.#inputs.groups.entries()) {
      const values = this.#rows.features[feature]?.values ?? missingColumn;
      const places = this.#places[g];
      for (let r = 0; r < count; r++)
        this.active[g * blockRows + r] = places?.get(values[from + r] ?? NaN) ?? -1;
    }
    return count;
  }

  /** Weighted sums of the block's inputs, by row. */
  score(coefficients: Float64Array, offset: number, count: number, scores: Float64Array): void {
    const { dense, active } = this;
    scores.fill(0, 0, count);
    for (let j = 0; j < this.denseWidth; j++) {
      const coefficient = coefficients[offset + j] ?? 0;
      const base = j * blockRows;
      for (let r = 0; r < count; r++) scores[r] = (scores[r] ?? 0) + coefficient * (dense[base + r] ?? 0);
    }
    for (let g = 0; g < this.groups; g++) {
      for (let r = 0; r < count; r++) {
        const place = active[g * blockRows + r] ?? -1;
        if (place >= 0) scores[r] = (scores[r] ?? 0) + (coefficients[offset + place] ?? 0);
      }
    }
  }

  /** Adds to `sums` each input times what `factors` says of its row. */
  addProducts(factors: Float64Array, count: number, sums: Float64Array, offset: number): void {
    const { dense, active } = this;
    for (let j = 0; j < this.denseWidth; j++)
      sums[offset + j] = (sums[offset + j] ?? 0) + dot(factors, 0, dense, j * blockRows, count);
    for (let g = 0; g < this.groups; g++) {
      for (let r = 0; r < count; r++) {
        const place = active[g * blockRows + r] ?? -1;
        if (place >= 0) sums[offset + place] = (sums[offset + place] ?? 0) + (factors[r] ?? 0);
      }
    }
  }

  /** Adds to the lower triangle of `matrix` (width × width) the products of each two inputs, by what `factors` says. */
  addSquares(factors: Float64Array, count: number, matrix: Float64Array): void {
    const { dense, active, width, denseWidth } = this;
    const scaled = this.#scaled;
    for (let j = 0; j < denseWidth; j++) {
      const base = j * blockRows;
      for (let r = 0; r < count; r++) scaled[r] = (factors[r] ?? 0) * (dense[base + r] ?? 0);
      for (let k = 0; k <= j; k++)
        matrix[j * width + k] = (matrix[j * width + k] ?? 0) + dot(scaled, 0, dense, k * blockRows, count);
    }
    for (let g = 0; g < this.groups; g++) {
      for (let r = 0; r < count; r++) {
        const place = active[g * blockRows + r] ?? -1;
        if (place < 0) continue;
        const row = place * width;
        const factor = factors[r] ?? 0;
        for (let k = 0; k < denseWidth; k++)
          matrix[row + k] = (matrix[row + k] ?? 0) + factor * (dense[k * blockRows + r] ?? 0);
        for (let other = 0; other <= g; other++) {
          const column = active[other * blockRows + r] ?? -1;
          if (column >= 0) matrix[row + column] = (matrix[row + column] ?? 0) + factor;
        }
      }
    }
  }

  readonly #scaled = new Float64Array(blockRows);
}

const missingColumn = new Float32Array();

/** The sum of products, in four sums of every fourth: always in the same order. */
function dot(a: Float64Array, atA: number, b: Float64Array, atB: number, count: number): number {
  let [one, two, three, four] = [0, 0, 0, 0];
  const whole = count & ~3;
  for (let r = 0; r < whole; r += 4) {
    one += (a[atA + r] ?? 0) * (b[atB + r] ?? 0);
    two += (a[atA + r + 1] ?? 0) * (b[atB + r + 1] ?? 0);
    three += (a[atA + r + 2] ?? 0) * (b[atB + r + 2] ?? 0);
    four += (a[atA + r + 3] ?? 0) * (b[atB + r + 3] ?? 0);
  }
  for (let r = whole; r < count; r++) one += (a[atA + r] ?? 0) * (b[atB + r] ?? 0);
  return one + two + (three + four);
}
