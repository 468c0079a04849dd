import { firstFreeAddress, pageBytes } from "../../../../kernels/loader.js";
import { loadLearning, type LearningKernels } from "../../../../kernels/learning/loader.js";
import type { TrainingRows } from "../../training-rows.js";
import { learningModule } from "../trees/module.js";
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
  readonly #kernel: ProductKernel;

  constructor(rows: TrainingRows, inputs: PreparedInputs) {
    this.#rows = rows;
    this.#inputs = inputs;
    this.denseWidth = inputs.dense.length + 1;
    let place = this.denseWidth;
    this.#places = inputs.groups.map(
      ({ categories }) => new Map(categories.map((category) => [category, place++])),
    );
    this.width = place;
    this.#kernel = new ProductKernel(this.denseWidth);
    this.dense = this.#kernel.dense;
    this.dense.fill(1, this.intercept * blockRows, this.denseWidth * blockRows);
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
      const column = this.dense.subarray(j * blockRows, j * blockRows + count);
      if (input.kind === "standardised") standardise(values, from, input, column);
      else for (let r = 0; r < count; r++) column[r] = inputAt(input, values[from + r] ?? NaN);
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
    const { products, columns } = this.#kernel.run(factors, count);
    for (let j = 0; j < denseWidth; j++) {
      for (let k = 0; k <= j; k++)
        matrix[j * width + k] = (matrix[j * width + k] ?? 0) + (products[j * columns + k] ?? 0);
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
}

/** The kernel for products of each two dense inputs, and the memory that it works on. */
class ProductKernel {
  /** Room for an even number of columns of a block. */
  readonly dense: Float64Array;
  readonly columns: number;
  readonly products: Float64Array;
  readonly #factors: Float64Array;
  readonly #scaled: Float64Array;
  readonly #kernels: LearningKernels;

  constructor(denseWidth: number) {
    this.columns = denseWidth + (denseWidth % 2);
    const sizes = [this.columns * blockRows, blockRows, 2 * blockRows, this.columns * this.columns];
    const bytes = firstFreeAddress + 8 * sizes.reduce((sum, size) => sum + size, 0);
    const pages = Math.ceil(bytes / pageBytes);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.#kernels = loadLearning(learningModule(), memory);
    let at = firstFreeAddress;
    const place = (size: number): Float64Array => {
      const view = new Float64Array(memory.buffer, at, size);
      at += view.byteLength;
      return view;
    };
    const [dense = 0, factors = 0, scaled = 0, products = 0] = sizes;
    this.dense = place(dense);
    this.#factors = place(factors);
    this.#scaled = place(scaled);
    this.products = place(products);
  }

  run(factors: Float64Array, count: number): this {
    const rows = (count + 3) & ~3;
    this.#factors.set(factors.subarray(0, count));
    this.#factors.fill(0, count, rows);
    this.#kernels.products(
      this.dense.byteOffset,
      this.#factors.byteOffset,
      this.#scaled.byteOffset,
      this.products.byteOffset,
      this.columns,
      8 * blockRows,
      rows,
    );
    return this;
  }
}

const missingColumn = new Float32Array();

/** As `inputAt` does, for a stretch of rows. */
function standardise(
  values: Float32Array,
  from: number,
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
  out: Float64Array,
): void {
  for (let r = 0; r < out.length; r++) {
    const value = values[from + r] ?? NaN;
    out[r] = value === value ? (value - mean) / deviation : 0;
  }
}

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
