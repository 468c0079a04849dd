import * as at from "../../../../kernels/learning/layout.js";
import type { BoostSettings } from "./boost-settings.js";
import type { BoostingJob } from "./boosting-job.js";
import { powerBelow } from "./units.js";

/** How finely derivatives are rounded: as finely as lets the sums of all rows fit into one 64-bit number. */
export class Steps {
  /** Bits of the second derivatives' sum. */
  readonly #shift: number;
  readonly #weight: number;
  readonly #perHessian: number;

  constructor(
    readonly job: BoostingJob,
    readonly settings: BoostSettings,
    weights: Float64Array | null,
  ) {
    const { rows, outputs } = job;
    this.#weight = weights === null ? rows : weights.reduce((sum, weight) => sum + weight, 0);
    const isWhole = weights === null && (settings.loss === "squared" || settings.loss === "quantile");
    // Second derivatives that are all 1 need no more bits than the number of rows has.
    this.#shift = isWhole ? Math.ceil(Math.log2(rows + 1)) + 1 : 32;
    const share =
      settings.loss === "logistic" ? 0.25 : settings.loss === "softmax" ? outputs / (outputs - 1) / 4 : 1;
    this.#perHessian = isWhole ? 1 : powerBelow((2 ** 32 - rows) / (this.#weight * share));
    job.set(at.SHIFT, this.#shift);
    job.setNumber(at.HESSIAN_UNIT, 1 / this.#perHessian);
  }

  /** Settles the step of the gradients for the scores as they are. */
  adapt(): void {
    const { job, settings } = this;
    const share = Math.max(settings.quantile, 1 - settings.quantile);
    const sum =
      settings.loss === "squared"
        ? job.shared.kernels.residualSum(job.job)
        : this.#weight * (settings.loss === "quantile" ? share : 1);
    const most = Math.min(2 ** 50, 2 ** (63 - this.#shift) - job.rows);
    job.setNumber(at.GRADIENT_UNIT, 1 / (sum > 0 ? powerBelow(most / sum) : 1));
  }
}
