import type { TrainingRows } from "../../training-rows.js";
import { blockRows, type Design } from "./design.js";
import type { Objective } from "./newton.js";

/** ½ Σ weight · (y − ŷ)² + l2/2 · Σ coefficient², intercept free. */
export class SquareLoss implements Objective {
  readonly size: number;
  readonly #design: Design;
  readonly #rows: TrainingRows;
  readonly #l2: number;
  /** What is the same for all coefficients; null until the first evaluation. */
  #curvature: Float64Array | null = null;
  readonly #scores = new Float64Array(blockRows);

  constructor(design: Design, rows: TrainingRows, l2: number) {
    this.size = design.width;
    this.#design = design;
    this.#rows = rows;
    this.#l2 = l2;
  }

  evaluate(coefficients: Float64Array, gradient: Float64Array, curvature: Float64Array): number {
    const { target, weights } = this.#rows;
    const scores = this.#scores;
    gradient.fill(0);
    const squares = this.#curvature === null ? new Float64Array(this.size * this.size) : null;
    const counts = new Float64Array(blockRows).fill(1);
    let loss = 0;
    for (let from = 0; from < this.#design.count; from += blockRows) {
      const count = this.#design.load(from);
      this.#design.score(coefficients, 0, count, scores);
      for (let r = 0; r < count; r++) {
        const weight = weights === null ? 1 : (weights[from + r] ?? 0);
        const error = (scores[r] ?? 0) - (target.values[from + r] ?? 0);
        loss += weight * error * error;
        scores[r] = weight * error;
        counts[r] = weight;
      }
      this.#design.addProducts(scores, count, gradient, 0);
      if (squares !== null) this.#design.addSquares(counts, count, squares);
    }
    this.#curvature ??= this.#penalised(squares ?? curvature);
    curvature.set(this.#curvature);
    return (loss + this.#addPenalty(coefficients, gradient)) / 2;
  }

  #penalised(squares: Float64Array): Float64Array {
    for (let at = 0; at < this.size; at++) {
      if (at === this.#design.intercept) continue;
      squares[at * this.size + at] = (squares[at * this.size + at] ?? 0) + this.#l2;
    }
    return squares;
  }

  #addPenalty(coefficients: Float64Array, gradient: Float64Array): number {
    let squares = 0;
    for (const [at, coefficient] of coefficients.entries()) {
      if (at === this.#design.intercept) continue;
      squares += coefficient * coefficient;
      gradient[at] = (gradient[at] ?? 0) + this.#l2 * coefficient;
    }
    return this.#l2 * squares;
  }
}
