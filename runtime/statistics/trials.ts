import { deflatedSharpe, type SharpeSample } from "./sharpe.js";

/**
 * The Sharpe ratios of all trials of a search, one after the other and never stored: their number and spread are what
 * the deflated Sharpe ratio of the best one needs (Bailey & López de Prado 2014).
 */
export class TrialSpread {
  #count = 0;
  #mean = 0;
  #m2 = 0;

  /** The trials that `sums` tells of. */
  static of({ count, mean, m2 }: TrialSpread["sums"]): TrialSpread {
    const spread = new TrialSpread();
    spread.#count = count;
    spread.#mean = mean;
    spread.#m2 = m2;
    return spread;
  }

  /** All there is to it: number of ratios, their mean, and Σ (ratio − mean)². */
  get sums(): { readonly count: number; readonly mean: number; readonly m2: number } {
    return { count: this.#count, mean: this.#mean, m2: this.#m2 };
  }

  /** @param sharpe per period; a trial without one (it never traded) still is a trial, of 0 */
  add(sharpe: number | null): void {
    this.#count++;
    const value = sharpe ?? 0;
    // Welford 1962.
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#m2 += before * (value - this.#mean);
  }

  /** Takes the trials of another worker in. */
  merge(other: TrialSpread): void {
    const all = this.#count + other.#count;
    if (all === 0) return;
    const apart = other.#mean - this.#mean;
    this.#m2 += other.#m2 + (apart * apart * this.#count * other.#count) / all;
    this.#mean += (apart * other.#count) / all;
    this.#count = all;
  }

  get count(): number {
    return this.#count;
  }

  /** With N − 1; 0 for fewer than two. */
  get variance(): number {
    return this.#count < 2 ? 0 : this.#m2 / (this.#count - 1);
  }

  /**
   * Probability that the best trial is better than the luckiest of so many worthless ones.
   * @param independent how many independent trials they are worth (`effectiveTrials`); default: all of them
   */
  deflate(best: SharpeSample, independent = this.#count): number {
    return deflatedSharpe(best, this.variance, independent);
  }
}

/** N̂ = ρ̄ + (1 − ρ̄)·M: how many independent trials M trials of this average correlation are worth; from 1 to M. */
export function effectiveTrials(trials: number, averageCorrelation: number): number {
  const rho = Math.min(1, Math.max(0, averageCorrelation));
  return rho + (1 - rho) * trials;
}

/**
 * Mean correlation between any two columns of returns, in one pass over each: the variance of the sum of M standardised
 * columns is M + M(M − 1)ρ̄. Columns that do not vary are left out; `null` when fewer than two are left.
 */
export function averageCorrelation(columns: readonly Float64Array[]): number | null {
  const rows = columns[0]?.length ?? 0;
  const total = new Float64Array(rows);
  let varying = 0;
  for (const column of columns) {
    let [centre, m2] = [0, 0];
    for (const value of column) centre += value / rows;
    for (const value of column) m2 += (value - centre) ** 2;
    if (!(m2 > 1e-24 * rows * centre * centre) || m2 === 0) continue;
    varying++;
    const scale = 1 / Math.sqrt(m2);
    for (let t = 0; t < rows; t++) total[t] = (total[t] ?? 0) + ((column[t] ?? 0) - centre) * scale;
  }
  if (varying < 2) return null;
  let squares = 0;
  for (const value of total) squares += value * value;
  return (squares - varying) / (varying * (varying - 1));
}
