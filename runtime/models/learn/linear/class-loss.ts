import { elementary } from "../../../../compiler/graph/elementary.js";
import type { TrainingRows } from "../../training-rows.js";
import { blockRows, type Design } from "./design.js";
import type { Objective } from "./newton.js";

/**
 * Σ weight · log loss + l2/2 · Σ coefficient², intercepts free. One set of coefficients where two classes are told
 * apart, else one for each class; the last intercept is then held at 0, as only differences of intercepts matter.
 */
export class ClassLoss implements Objective {
  readonly size: number;
  readonly #design: Design;
  readonly #target: Float64Array;
  readonly #weights: Float64Array | null;
  readonly #l2: number;
  readonly #outputs: number;
  readonly #scores: readonly Float64Array[];
  readonly #factors = new Float64Array(blockRows);
  /** Curvatures between each two outputs, lower triangles. */
  readonly #squares: readonly Float64Array[];
  readonly #exp: (x: number) => number;
  readonly #log: (x: number) => number;

  constructor(
    design: Design,
    rows: Pick<TrainingRows, "weights"> & { readonly target: { readonly values: Float64Array } },
    options: { readonly l2: number; readonly outputs: number },
  ) {
    this.#design = design;
    this.#target = rows.target.values;
    this.#weights = rows.weights;
    this.#l2 = options.l2;
    this.#outputs = options.outputs;
    this.size = design.width * options.outputs;
    this.#scores = Array.from({ length: options.outputs }, () => new Float64Array(blockRows));
    this.#squares = Array.from(
      { length: (options.outputs * (options.outputs + 1)) / 2 },
      () => new Float64Array(design.width * design.width),
    );
    ({ exp: this.#exp, log: this.#log } = elementary());
  }

  evaluate(coefficients: Float64Array, gradient: Float64Array, curvature: Float64Array): number {
    gradient.fill(0);
    for (const squares of this.#squares) squares.fill(0);
    let loss = 0;
    for (let from = 0; from < this.#design.count; from += blockRows) {
      const count = this.#design.load(from);
      for (const [k, scores] of this.#scores.entries())
        this.#design.score(coefficients, k * this.#design.width, count, scores);
      loss += this.#outputs === 1 ? this.#binary(from, count) : this.#classes(from, count);
      this.#accumulate(from, count, gradient);
    }
    this.#assemble(curvature);
    return loss + this.#penalise(coefficients, gradient, curvature);
  }

  /** Turns scores into probabilities; the block's loss. */
  #binary(from: number, count: number): number {
    const scores = this.#scores[0] ?? this.#factors;
    let loss = 0;
    for (let r = 0; r < count; r++) {
      const score = scores[r] ?? 0;
      const small = this.#exp(-Math.abs(score));
      const truth = this.#target[from + r] ?? 0;
      // ln(1 + e^s) − y·s, without overflow.
      loss += this.#weightAt(from + r) * (this.#log(1 + small) + Math.max(score, 0) - truth * score);
      scores[r] = (score >= 0 ? 1 : small) / (1 + small);
    }
    return loss;
  }

  #classes(from: number, count: number): number {
    let loss = 0;
    for (let r = 0; r < count; r++) {
      let most = -Infinity;
      for (const scores of this.#scores) most = Math.max(most, scores[r] ?? 0);
      const truth = this.#scores[this.#target[from + r] ?? 0]?.[r] ?? 0;
      let sum = 0;
      for (const scores of this.#scores) {
        const power = this.#exp((scores[r] ?? 0) - most);
        scores[r] = power;
        sum += power;
      }
      loss += this.#weightAt(from + r) * (most + this.#log(sum) - truth);
      for (const scores of this.#scores) scores[r] = (scores[r] ?? 0) / sum;
    }
    return loss;
  }

  #accumulate(from: number, count: number, gradient: Float64Array): void {
    const factors = this.#factors;
    const { width } = this.#design;
    for (const [k, ours] of this.#scores.entries()) {
      const wanted = this.#outputs === 1 ? 1 : k;
      for (let r = 0; r < count; r++) {
        const truth = (this.#target[from + r] ?? 0) === wanted ? 1 : 0;
        factors[r] = this.#weightAt(from + r) * ((ours[r] ?? 0) - truth);
      }
      this.#design.addProducts(factors, count, gradient, k * width);
      for (let l = 0; l <= k; l++) {
        const theirs = this.#scores[l] ?? ours;
        for (let r = 0; r < count; r++) {
          const p = ours[r] ?? 0;
          factors[r] = this.#weightAt(from + r) * p * (l === k ? 1 - p : -(theirs[r] ?? 0));
        }
        this.#design.addSquares(factors, count, this.#squares[(k * (k + 1)) / 2 + l] ?? factors);
      }
    }
  }

  #weightAt(row: number): number {
    return this.#weights === null ? 1 : (this.#weights[row] ?? 0);
  }

  #assemble(curvature: Float64Array): void {
    const { width } = this.#design;
    for (let k = 0; k < this.#outputs; k++) {
      for (let l = 0; l <= k; l++) {
        const squares = this.#squares[(k * (k + 1)) / 2 + l];
        for (let i = 0; i < width; i++) {
          const row = (k * width + i) * this.size + l * width;
          for (let j = 0; j < width; j++)
            curvature[row + j] = squares?.[i >= j ? i * width + j : j * width + i] ?? 0;
        }
      }
    }
  }

  #penalise(coefficients: Float64Array, gradient: Float64Array, curvature: Float64Array): number {
    const { width, intercept } = this.#design;
    let squares = 0;
    for (let at = 0; at < this.size; at++) {
      if (at % width === intercept) continue;
      const coefficient = coefficients[at] ?? 0;
      squares += coefficient * coefficient;
      gradient[at] = (gradient[at] ?? 0) + this.#l2 * coefficient;
      curvature[at * this.size + at] = (curvature[at * this.size + at] ?? 0) + this.#l2;
    }
    if (this.#outputs > 1) this.#hold(this.size - width + intercept, gradient, curvature);
    return (this.#l2 / 2) * squares;
  }

  /** Keeps a coefficient where it is. */
  #hold(at: number, gradient: Float64Array, curvature: Float64Array): void {
    gradient[at] = 0;
    for (let j = 0; j < this.size; j++) {
      curvature[at * this.size + j] = 0;
      curvature[j * this.size + at] = 0;
    }
    curvature[at * this.size + at] = 1;
  }
}
