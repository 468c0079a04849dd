import { blockLength } from "../metrics/layout.js";
import type { MetricsAccumulator } from "../metrics/accumulate.js";

/** Blocks that the returns of a set are cut into: what the probability of overfitting is computed from. */
export const mostBlocks = 16;

/** Numbers of a set: for each block Σ r and Σ (r − mean)². */
export const blockWidth = 2 * mostBlocks;

/** As many bars are cut where the statistics take them, which costs nothing. */
const wholeFrom = 2 * mostBlocks * blockLength;

/** Bars at whose number each block begins, and the end; null where they are too few for blocks of two returns. */
export function blockEdges(bars: number): readonly number[] | null {
  if (bars < 2 * mostBlocks + 1) return null;
  const unit = bars >= wholeFrom ? blockLength : 1;
  return Array.from({ length: mostBlocks + 1 }, (_, block) =>
    block === mostBlocks ? bars : Math.round((block * bars) / mostBlocks / unit) * unit,
  );
}

/** Returns in each block: the first bar of a run has none. */
export function blockCounts(bars: number): readonly number[] {
  const edges = blockEdges(bars);
  return edges === null
    ? []
    : edges.slice(1).map((edge, block) => edge - (edges[block] ?? 0) - (block === 0 ? 1 : 0));
}

/** Collects the blocks of all sets of a tile while they run over the same bars. */
export class BlockReturns {
  readonly #edges: readonly number[];
  readonly #isWhole: boolean;
  /** Of each set: count, mean and Σ (r − mean)² up to the edge before. */
  readonly #before: Float64Array;
  readonly #returns: Float64Array;
  readonly #sums: Float64Array;

  /**
   * @param returns where the statistics leave the returns of the last rows they took
   * @param sums room for `blockWidth` numbers a set
   */
  constructor(edges: readonly number[], sets: number, returns: Float64Array, sums: Float64Array) {
    this.#edges = edges;
    this.#isWhole = (edges.at(-1) ?? 0) >= wholeFrom;
    this.#before = new Float64Array(3 * sets);
    this.#returns = returns;
    this.#sums = sums;
  }

  /** How many bars may be taken together from bar `done` of the run on. */
  room(done: number): number {
    if (!this.#isWhole) return blockLength;
    const next = this.#edges.find((edge) => edge > done) ?? Number.POSITIVE_INFINITY;
    return next - done;
  }

  /** Reads what the statistics of a set have taken last: bars [from, to) of the run. */
  take(set: number, metrics: MetricsAccumulator, from: number, to: number): void {
    if (this.#isWhole) this.#takeMoments(set, metrics, to);
    else this.#takeReturns(set, from, to);
  }

  #takeMoments(set: number, metrics: MetricsAccumulator, to: number): void {
    const block = this.#edges.indexOf(to) - 1;
    if (block < 0) return;
    const { count, mean, m2 } = metrics.moments;
    const at = 3 * set;
    const [counted = 0, meanBefore = 0, squaresBefore = 0] = this.#before.subarray(at, at + 3);
    const rows = count - counted;
    const sum = count * mean - counted * meanBefore;
    const apart = sum / rows - meanBefore;
    const across = (apart * apart * rows * counted) / count;
    this.#sums[set * blockWidth + 2 * block] = sum;
    this.#sums[set * blockWidth + 2 * block + 1] = Math.max(0, m2 - squaresBefore - across);
    this.#before.set([count, mean, m2], at);
  }

  #takeReturns(set: number, from: number, to: number): void {
    const returns = this.#returns;
    const offset = from === 0 ? 1 : from;
    let block = Math.max(0, this.#edges.findIndex((edge) => edge > from) - 1);
    for (let bar = Math.max(1, from); bar < to; block++) {
      const end = Math.min(to, this.#edges[block + 1] ?? to);
      const rows = end - bar;
      let [sum, squares] = [0, 0];
      for (let at = bar - offset; at < end - offset; at++) sum += returns[at] ?? 0;
      const mean = sum / rows;
      for (let at = bar - offset; at < end - offset; at++) {
        const apart = (returns[at] ?? 0) - mean;
        squares += apart * apart;
      }
      this.#join(set, block, rows, sum, squares, bar - (this.#edges[block] ?? 0) - (block === 0 ? 1 : 0));
      bar = end;
    }
  }

  /** Adds rows to a block that has `counted` of them already. */
  #join(set: number, block: number, rows: number, sum: number, squares: number, counted: number): void {
    const at = set * blockWidth + 2 * block;
    const [sumBefore = 0, squaresBefore = 0] = this.#sums.subarray(at, at + 2);
    const apart = counted === 0 ? 0 : sum / rows - sumBefore / counted;
    this.#sums[at] = sumBefore + sum;
    this.#sums[at + 1] = squaresBefore + squares + (apart * apart * rows * counted) / (rows + counted);
  }
}
