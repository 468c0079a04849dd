import type { Metrics } from "./catalog.js";
import type { DeepestDrawdown } from "./drawdown.js";
import { sampleDeviation } from "./moments.js";
import type { PairMoments } from "./moments.js";
import type { SmallestValues } from "./tail.js";
import { minimumTrackRecord, probabilisticSharpe, sharpeStandardError } from "./sharpe.js";

/** What one pass over the marks leaves behind. */
export interface ReturnSums {
  readonly marks: number;
  readonly first: number;
  readonly last: number;
  readonly firstClose: number;
  readonly lastClose: number;
  readonly moments: PairMoments;
  /** Σ max(τ − r, 0) and Σ min(r − τ, 0)². */
  readonly losses: number;
  readonly lossSquares: number;
  /** The smallest returns, enough for the 5 % quantile; `null` when they were not kept. */
  readonly tail: SmallestValues | null;
  readonly drawdown: DeepestDrawdown;
  readonly drawdownSquares: number;
  readonly marketDepth: number;
  readonly months: readonly number[];
  readonly periodsPerYear: number;
  /** A year. */
  readonly riskFree: number;
  /** A bar. */
  readonly target: number;
}

type Chosen<Name extends keyof Metrics> = Pick<Metrics, Name>;

/** All metrics that follow from equity and close, in the notation of docs/metrics.md. */
export function summarizeReturns(sums: ReturnSums) {
  const growth = sums.first > 0 ? sums.last / sums.first : Number.NaN;
  const cagr = sums.moments.count > 0 ? growth ** (sums.periodsPerYear / sums.moments.count) - 1 : null;
  return {
    netProfit: sums.last - sums.first,
    totalReturn: sums.marks > 0 ? growth - 1 : null,
    cagr,
    logReturn: Math.log(growth),
    ...monthStatistics(sums.months),
    ...risk(sums),
    ...tailRisk(sums),
    ...ratios(sums, cagr),
    ...againstMarket(sums),
    returnCount: sums.moments.count,
    periodsPerYear: sums.periodsPerYear,
  };
}

function monthStatistics(months: readonly number[]): Chosen<"bestMonth" | "worstMonth" | "positiveMonths"> {
  if (months.length === 0) return { bestMonth: null, worstMonth: null, positiveMonths: null };
  const sorted = months.toSorted((a, b) => a - b);
  return {
    bestMonth: sorted.at(-1) ?? null,
    worstMonth: sorted[0] ?? null,
    positiveMonths: months.filter((month) => month > 0).length / months.length,
  };
}

function risk(sums: ReturnSums) {
  const { moments, drawdown } = sums;
  const year = Math.sqrt(sums.periodsPerYear);
  const some = moments.count > 0;
  return {
    volatility: moments.count > 1 ? Math.sqrt(moments.m2 / (moments.count - 1)) * year : null,
    downsideDeviation: some ? Math.sqrt(sums.lossSquares / moments.count) * year : null,
    maxDrawdown: sums.marks > 0 ? drawdown.depth : null,
    maxDrawdownBars: drawdown.bars,
    maxDrawdownStart: drawdown.start,
    maxDrawdownTrough: drawdown.trough,
    maxDrawdownEnd: drawdown.end,
    longestDrawdownBars: sums.marks > 0 ? drawdown.longest : null,
    ulcerIndex: some ? ulcer(sums) : null,
  };
}

function ulcer(sums: ReturnSums): number {
  return 100 * Math.sqrt(sums.drawdownSquares / sums.moments.count);
}

function tailRisk(sums: ReturnSums): Chosen<"valueAtRisk95" | "expectedShortfall95"> {
  const count = sums.moments.count;
  if (sums.tail === null || count === 0) return { valueAtRisk95: null, expectedShortfall95: null };
  const position = 0.05 * (count - 1);
  const whole = Math.floor(position);
  const { sum, largest, next } = sums.tail.smallest(whole + 1);
  return {
    valueAtRisk95: positiveZero(-(largest + (next - largest) * (position - whole))),
    expectedShortfall95: positiveZero(-sum / (whole + 1)),
  };
}

function ratios(sums: ReturnSums, cagr: number | null) {
  const { moments, periodsPerYear: year, target } = sums;
  const count = moments.count;
  const downside = Math.sqrt(sums.lossSquares / count);
  const gains = (moments.mean - target) * count + sums.losses;
  const depth = sums.drawdown.depth;
  return {
    ...sharpeStatistics(sums),
    sortino: sums.losses > 0 ? ((moments.mean - target) / downside) * Math.sqrt(year) : null,
    calmar: depth < 0 && cagr !== null ? cagr / -depth : null,
    omega: sums.losses > 0 ? Math.max(gains, 0) / sums.losses : null,
    martin: depth < 0 && cagr !== null ? (100 * (cagr - sums.riskFree)) / ulcer(sums) : null,
  };
}

function sharpeStatistics(
  sums: ReturnSums,
): Chosen<
  "sharpe" | "sharpeStandardError" | "probabilisticSharpe" | "minimumTrackRecord" | "skewness" | "kurtosis"
> {
  const { moments, periodsPerYear: year } = sums;
  const { count, mean, m2 } = moments;
  const deviation = sampleDeviation(m2, count, mean);
  if (deviation === null) {
    return {
      sharpe: null,
      sharpeStandardError: null,
      probabilisticSharpe: null,
      minimumTrackRecord: null,
      skewness: null,
      kurtosis: null,
    };
  }
  const variance = m2 / count;
  const skewness = moments.m3 / count / variance ** 1.5;
  const kurtosis = moments.m4 / count / (variance * variance);
  const sample = { sharpe: (mean - sums.riskFree / year) / deviation, skewness, kurtosis, count };
  return {
    sharpe: sample.sharpe * Math.sqrt(year),
    sharpeStandardError: sharpeStandardError(sample) * Math.sqrt(year),
    probabilisticSharpe: probabilisticSharpe(sample),
    minimumTrackRecord: minimumTrackRecord(sample),
    skewness,
    kurtosis,
  };
}

function againstMarket(sums: ReturnSums) {
  const { moments, periodsPerYear: year } = sums;
  const { count, mean, marketMean } = moments;
  const riskFree = sums.riskFree / year;
  const deviation = sampleDeviation(moments.m2, count, mean);
  const marketDeviation = sampleDeviation(moments.marketM2, count, marketMean);
  const activeDeviation = sampleDeviation(moments.activeM2, count, moments.activeMean);
  const beta = marketDeviation === null ? null : moments.product / moments.marketM2;
  const both = deviation !== null && marketDeviation !== null;
  return {
    buyAndHoldReturn: sums.marks > 0 ? sums.lastClose / sums.firstClose - 1 : null,
    buyAndHoldVolatility: count > 1 ? Math.sqrt((moments.marketM2 / (count - 1)) * year) : null,
    buyAndHoldSharpe:
      marketDeviation === null ? null : ((marketMean - riskFree) / marketDeviation) * Math.sqrt(year),
    buyAndHoldMaxDrawdown: sums.marks > 0 ? sums.marketDepth : null,
    alpha: beta === null ? null : (mean - riskFree - beta * (marketMean - riskFree)) * year,
    beta,
    correlation: both ? moments.product / Math.sqrt(moments.m2 * moments.marketM2) : null,
    trackingError: count > 1 ? Math.sqrt((moments.activeM2 / (count - 1)) * year) : null,
    informationRatio:
      activeDeviation === null ? null : (moments.activeMean / activeDeviation) * Math.sqrt(year),
  };
}

function positiveZero(value: number): number {
  return value === 0 ? 0 : value;
}
