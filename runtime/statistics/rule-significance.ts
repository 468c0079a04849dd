import { bootstrapMeans } from "./bootstrap-means.js";
import { optimalBlockLength } from "./block-length.js";
import { mean } from "./moments.js";

export interface RuleSignificance {
  /** Mean return of a bar by the rule, the market's own drift taken out. */
  readonly mean: number;
  readonly count: number;
  /** How often a rule that knows nothing does as well, bars drawn one by one (Aronson 2006). */
  readonly singleBars: number;
  /** The same with blocks of bars, since returns cluster; believe this one. */
  readonly blocks: number;
  /** Mean length of those blocks. */
  readonly blockLength: number;
}

export interface SignificanceOptions {
  /** Default 5000. */
  readonly paths?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default: Politis & White. */
  readonly blockLength?: number;
}

/**
 * Whether one rule is better than chance (Aronson 2006, ch. 6): the next bars' returns, their mean taken out, times the
 * rule's position, are centred and resampled; one-sided.
 * @param position −1 short, 0 out, 1 long (or any size) at the close of each bar
 * @param next return of the bar after it
 */
export function ruleSignificance(
  position: Float64Array,
  next: Float64Array,
  options: SignificanceOptions = {},
): RuleSignificance {
  const { paths = 5000, seed = 1 } = options;
  const count = Math.min(position.length, next.length);
  const drift = mean(next.subarray(0, count));
  const won = Float64Array.from({ length: count }, (_, t) => (position[t] ?? 0) * ((next[t] ?? 0) - drift));
  const average = mean(won);
  const length = Math.max(1, options.blockLength ?? optimalBlockLength(won).stationary);
  const share = (block: number): number => {
    let as = 0;
    bootstrapMeans([won], { method: "stationary", length: block, paths, seed }, ([apart]) => {
      if ((apart ?? 0) >= average) as++;
    });
    return as / paths;
  };
  const varies = won.some((value) => value !== average);
  return {
    mean: average,
    count,
    singleBars: varies ? share(1) : 1,
    blocks: varies ? share(length) : 1,
    blockLength: length,
  };
}
