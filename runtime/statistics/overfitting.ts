import { elementary } from "../../compiler/graph/elementary.js";
import { rowsOf, type ReturnColumns } from "./columns.js";
import { dominance, type Dominance } from "./dominance.js";
import { mean } from "./moments.js";
import { evenSplits } from "./splits.js";

export interface OverfittingOptions {
  /** Blocks S the periods are cut into, an even number from 4 to 24; default 16. */
  readonly blocks?: number;
}

/** What choosing the best trial on one half of the periods is worth on the other, over all ways to halve them. */
export interface Overfitting {
  /** Ways to halve the blocks, C(S, S/2). */
  readonly splits: number;
  /** PBO: share of the splits in which the chosen trial ends in the lower half of all trials out of sample. */
  readonly probability: number;
  /** What was chosen: its Sharpe ratio per period in sample and out of sample, by split. */
  readonly chosen: { readonly inside: Float64Array; readonly outside: Float64Array };
  /** ln(ω̄ / (1 − ω̄)) per split, ω̄ = rank / (N + 1) of the chosen trial out of sample. */
  readonly logits: Float64Array;
  readonly meanLogit: number;
  /** Line through (in sample, out of sample) of the chosen trials; `null` when the first do not vary. */
  readonly degradation: { readonly slope: number; readonly intercept: number } | null;
  /** Share of the splits in which the chosen trial loses out of sample. */
  readonly lossProbability: number;
  /** Whether choosing beats the mean trial out of sample. */
  readonly dominance: Dominance;
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado &
 * Zhu 2017), judged by the Sharpe ratio. T periods are cut into S
 * blocks, the first T mod S of them longer by one.
 * @param columns returns of every trial that was made, not only of good ones
 */
export function backtestOverfitting(columns: ReturnColumns, options: OverfittingOptions = {}): Overfitting {
  const { blocks = 16 } = options;
  const rows = rowsOf(columns);
  if (blocks % 2 !== 0 || blocks < 4 || blocks > 24)
    throw new RangeError("the number of blocks must be even, from 4 to 24");
  if (columns.length < 2 || rows < 2 * blocks)
    throw new RangeError("overfitting needs two trials, and two periods in each block");
  const means = Float64Array.from(columns, mean);
  return tallySplits(blockSums(columns, rows, blocks, means), means);
}

/** What is known of a trial's returns block by block. */
export interface BlockMoments {
  /** Σ r of each block. */
  readonly sums: ArrayLike<number>;
  /** Σ (r − mean of the block)² of each block. */
  readonly squares: ArrayLike<number>;
}

/**
 * As `backtestOverfitting`, from the sums of blocks that were kept while the trials ran.
 * @param counts returns in each block, the same for all trials
 */
export function overfittingOfBlocks(trials: readonly BlockMoments[], counts: readonly number[]): Overfitting {
  const blocks = counts.length;
  if (blocks % 2 !== 0 || blocks < 4 || blocks > 24)
    throw new RangeError("the number of blocks must be even, from 4 to 24");
  if (trials.length < 2 || counts.some((count) => count < 2))
    throw new RangeError("overfitting needs two trials, and two periods in each block");
  const width = trials.length;
  const periods = counts.reduce((sum, count) => sum + count, 0);
  const means = Float64Array.from(
    trials,
    ({ sums }) => counts.reduce((sum, _, b) => sum + (sums[b] ?? 0), 0) / periods,
  );
  const rows = counts.map((count, block) => {
    const row = new Float64Array(2 * width + 1);
    for (const [n, { sums, squares }] of trials.entries()) {
      const apart = (sums[block] ?? 0) - count * (means[n] ?? 0);
      row[n] = apart;
      row[width + n] = (squares[block] ?? 0) + (apart * apart) / count;
    }
    row[2 * width] = count;
    return row;
  });
  return tallySplits(rows, means);
}

/** All ways to halve the blocks, each half in its turn the one that is chosen on. */
function tallySplits(rows: readonly Float64Array[], means: Float64Array): Overfitting {
  const tally = new Tally(means.length);
  evenSplits(rows, rows.length, (one, other) => {
    sharpesInto(tally.one, one, means);
    sharpesInto(tally.other, other, means);
    tally.take(tally.one, tally.other);
    tally.take(tally.other, tally.one);
  });
  return tally.finish();
}

/** For each block: sums of every trial's returns less the trial's mean, then of their squares, then how many there are. */
function blockSums(columns: ReturnColumns, rows: number, blocks: number, means: Float64Array) {
  const width = columns.length;
  const length = Math.floor(rows / blocks);
  const longer = rows % blocks;
  return Array.from({ length: blocks }, (_, block) => {
    const sums = new Float64Array(2 * width + 1);
    const from = block * length + Math.min(block, longer);
    const to = from + length + (block < longer ? 1 : 0);
    for (const [n, column] of columns.entries()) {
      let [sum, squares] = [0, 0];
      for (let t = from; t < to; t++) {
        const apart = (column[t] ?? 0) - (means[n] ?? 0);
        sum += apart;
        squares += apart * apart;
      }
      sums[n] = sum;
      sums[width + n] = squares;
    }
    sums[2 * width] = to - from;
    return sums;
  });
}

/** Sharpe ratios of a half; a trial that does not vary there has 0. */
function sharpesInto(ratios: Float64Array, sums: Float64Array, means: Float64Array): void {
  const width = ratios.length;
  const count = sums[2 * width] ?? 0;
  for (let n = 0; n < width; n++) {
    const sum = sums[n] ?? 0;
    const variance = ((sums[width + n] ?? 0) - (sum * sum) / count) / (count - 1);
    ratios[n] = variance > 1e-30 ? (sum / count + (means[n] ?? 0)) / Math.sqrt(variance) : 0;
  }
}

/** Collects the splits. */
class Tally {
  readonly one: Float64Array;
  readonly other: Float64Array;
  readonly #log = elementary().log;
  readonly #inside: number[] = [];
  readonly #outside: number[] = [];
  readonly #means: number[] = [];
  readonly #logits: number[] = [];

  constructor(width: number) {
    this.one = new Float64Array(width);
    this.other = new Float64Array(width);
  }

  take(inside: Float64Array, outside: Float64Array): void {
    let best = 0;
    let most = inside[0] ?? 0;
    for (let n = 1; n < inside.length; n++) {
      const value = inside[n] ?? 0;
      if (value > most) {
        most = value;
        best = n;
      }
    }
    const chosen = outside[best] ?? 0;
    let [below, equal, sum] = [0, 0, 0];
    for (let n = 0; n < outside.length; n++) {
      const value = outside[n] ?? 0;
      sum += value;
      if (value < chosen) below++;
      else if (value === chosen) equal++;
    }
    // Equal ones share their ranks.
    const rank = below + (equal + 1) / 2;
    this.#inside.push(most);
    this.#outside.push(chosen);
    this.#means.push(sum / outside.length);
    this.#logits.push(this.#log(rank / (outside.length + 1 - rank)));
  }

  finish(): Overfitting {
    const splits = this.#logits.length;
    const share = (values: readonly number[], holds: (value: number) => boolean): number =>
      values.filter(holds).length / splits;
    return {
      splits,
      probability: share(this.#logits, (logit) => logit <= 0),
      logits: Float64Array.from(this.#logits),
      meanLogit: this.#logits.reduce((sum, logit) => sum + logit, 0) / splits,
      chosen: { inside: Float64Array.from(this.#inside), outside: Float64Array.from(this.#outside) },
      degradation: lineThrough(this.#inside, this.#outside),
      lossProbability: share(this.#outside, (ratio) => ratio < 0),
      dominance: dominance(Float64Array.from(this.#outside), Float64Array.from(this.#means)),
    };
  }
}

function lineThrough(xs: readonly number[], ys: readonly number[]) {
  const average = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [average(xs), average(ys)];
  let [squares, products] = [0, 0];
  for (const [i, value] of xs.entries()) {
    squares += (value - x) ** 2;
    products += (value - x) * ((ys[i] ?? 0) - y);
  }
  if (!(squares > 0)) return null;
  const slope = products / squares;
  return { slope, intercept: y - slope * x };
}
