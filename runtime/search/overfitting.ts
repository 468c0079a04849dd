import { overfittingOfBlocks, type Overfitting } from "../statistics/overfitting.js";
import { blockCounts, mostBlocks } from "./blocks.js";
import type { SearchResult } from "./result.js";

/** What choosing the best set on one half of the bars is worth on the other half. */
export interface SearchOverfitting extends Overfitting {
  /** Sets it is about: all that were run, not only good ones. */
  readonly trials: number;
  /** Blocks that the bars were cut into. */
  readonly blocks: number;
  /** Bars that were cut. */
  readonly bars: number;
  /** Scales a Sharpe ratio of a bar to one of a year. */
  readonly scale: number;
}

/** More sets than this are halved in fewer ways: 70 instead of 12,870. */
const mostFinely = 20_000;

/**
 * Probability of backtest overfitting (Bailey, Borwein, López de Prado & Zhu 2017) of a search, from the returns of all of
 * its sets, which were added up in 16 blocks of bars while they ran. Null in a quick search, and with fewer than two sets
 * or three bars a block.
 */
export function overfittingOf({ trials, blockBars }: SearchResult): SearchOverfitting | null {
  const counts = blockCounts(blockBars);
  const kept: Float64Array[] = [];
  for (let place = 0; place < trials.count; place++) {
    const blocks = trials.blocks(place);
    if (blocks !== null) kept.push(blocks);
  }
  if (counts.length === 0 || counts.some((count) => count < 2) || kept.length < 2) return null;
  const joined = kept.length > mostFinely ? 2 : 1;
  const moments = kept.map((blocks) => joinBlocks(blocks, counts, joined));
  const found = overfittingOfBlocks(moments, joinCounts(counts, joined));
  const scale = Math.sqrt(yearOf(trials));
  return { ...found, trials: kept.length, blocks: mostBlocks / joined, bars: blockBars, scale };
}

function yearOf(trials: SearchResult["trials"]): number {
  for (let place = 0; place < trials.count; place++) {
    const periods = trials.metric(place)("periodsPerYear");
    if (Number.isFinite(periods)) return periods;
  }
  return Number.NaN;
}

const joinCounts = (counts: readonly number[], joined: number): readonly number[] =>
  counts
    .filter((_, b) => b % joined === 0)
    .map((count, b) => count + (joined === 2 ? (counts[2 * b + 1] ?? 0) : 0));

/** One or two blocks together. */
function joinBlocks(blocks: Float64Array, counts: readonly number[], joined: number) {
  const sums: number[] = [];
  const squares: number[] = [];
  for (let b = 0; b < counts.length; b += joined) {
    const [sum = 0, own = 0, next = 0, beside = 0] = blocks.subarray(2 * b, 2 * b + 4);
    const [n = 0, m = 0] = counts.slice(b, b + 2);
    if (joined === 1) {
      sums.push(sum);
      squares.push(own);
      continue;
    }
    const apart = sum / n - next / m;
    sums.push(sum + next);
    squares.push(own + beside + (apart * apart * n * m) / (n + m));
  }
  return { sums, squares };
}
