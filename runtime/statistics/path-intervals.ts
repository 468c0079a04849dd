import { uniformFrom } from "../data/synthesize/random.js";
import { optimalBlockLength } from "./block-length.js";
import { groupReturns, type ReturnGroups } from "./groups.js";
import { acceleratedInterval, percentileInterval, type Interval } from "./interval.js";
import { mean } from "./moments.js";
import { pathMetrics, pathWalk, type PathMetric, type PathSettings, type PathWalk } from "./path.js";
import { blockSource } from "./resampling.js";

export interface PathOptions extends PathSettings {
  /** Default 1000. */
  readonly paths?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

export interface PathIntervals {
  readonly paths: number;
  readonly seed: number;
  readonly confidence: number;
  /** Pieces of the run that paths are put together from, and bars of each. */
  readonly groups: number;
  readonly groupBars: number;
  /** Mean bars of a block, over which what lies side by side stays side by side. */
  readonly blockBars: number;
  readonly intervals: Readonly<Record<PathMetric, Interval | null>>;
}

/** Fewer groups than this say nothing about themselves. */
const fewest = 20;
/** Most parts that are left out in turn. */
const jackknifeParts = 100;
/** A worst case has no jackknife: what is left out mostly is not it. */
const extremes: ReadonlySet<PathMetric> = new Set(["maxDrawdown", "calmar"]);

/**
 * Intervals of a run's metrics: every metric is recomputed on paths put together from blocks of the run (stationary
 * bootstrap); BCa, or the percentile interval for those that follow from the deepest drawdown. The mean block length is
 * the larger of what the returns and what their sizes ask for (Politis & White), since volatility remembers longer.
 * `null` for a run of fewer than 20 groups, or one that never moved.
 */
export function pathIntervals(groups: ReturnGroups, options: PathOptions): PathIntervals | null {
  const { paths = 1000, seed = 1, confidence = 0.95 } = options;
  const { count } = groups;
  const returns = groupReturns(groups);
  if (returns.length < fewest || returns.every((value) => value === 0)) return null;
  const length = memoryOf(returns);
  const walk = pathWalk(groups, options);
  const next = blockSource({ method: "stationary", length, paths, seed }, count, uniformFrom(seed));
  const values = pathMetrics.map(() => new Float64Array(paths));
  const one = new Float64Array(pathMetrics.length);
  for (let path = 0; path < paths; path++) {
    walk(next(), one);
    for (const [k, column] of values.entries()) column[path] = one[k] ?? Number.NaN;
  }
  walk({ count: 1, starts: Int32Array.of(0), lengths: Int32Array.of(count) }, one);
  const left = withoutParts(walk, count, Math.max(length, count / jackknifeParts));
  const interval = (metric: PathMetric, k: number): Interval | null => {
    const column = values[k] ?? new Float64Array();
    return extremes.has(metric)
      ? percentileInterval(column, confidence)
      : acceleratedInterval(column, one[k] ?? Number.NaN, left[k] ?? new Float64Array(), confidence);
  };
  const [totalReturn, cagr, volatility, sharpe, sortino, maxDrawdown, calmar] = pathMetrics.map(interval);
  return {
    paths,
    seed,
    confidence,
    groups: count,
    groupBars: groups.length,
    blockBars: length * groups.length,
    intervals: {
      totalReturn: totalReturn ?? null,
      cagr: cagr ?? null,
      volatility: volatility ?? null,
      sharpe: sharpe ?? null,
      sortino: sortino ?? null,
      maxDrawdown: maxDrawdown ?? null,
      calmar: calmar ?? null,
    },
  };
}

function memoryOf(returns: Float64Array): number {
  const centre = mean(returns);
  const sizes = returns.map((value) => Math.abs(value - centre));
  return Math.max(1, optimalBlockLength(returns).stationary, optimalBlockLength(sizes).stationary);
}

/** The metrics without each part of the run in turn. */
function withoutParts(walk: PathWalk, count: number, length: number): readonly Float64Array[] {
  const parts = Math.max(2, Math.floor(count / length));
  const columns = pathMetrics.map(() => new Float64Array(parts));
  const one = new Float64Array(pathMetrics.length);
  const blocks = { count: 2, starts: new Int32Array(2), lengths: new Int32Array(2) };
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * count) / parts);
    const to = Math.floor(((part + 1) * count) / parts);
    blocks.starts[1] = to % count;
    blocks.lengths[0] = from;
    blocks.lengths[1] = count - to;
    walk(blocks, one);
    for (const [k, column] of columns.entries()) column[part] = one[k] ?? Number.NaN;
  }
  return columns;
}
