import type { Metrics } from "./catalog.js";
import type { statisticsLayout } from "./layout.js";
import type { ReturnGroups } from "../statistics/groups.js";
import { sampleDeviation } from "../statistics/moments.js";
import { correctedSharpe, deepFalls } from "./group-statistics.js";
import { minimumTrackRecord, probabilisticSharpe, sharpeStandardError } from "../statistics/sharpe.js";

/** What one pass over the marks leaves behind. */
export interface ReturnSums {
  /** Reads a field that the kernel has left. */
  readonly get: (name: keyof typeof statisticsLayout.fields) => number;
  /** 5 % quantile of the returns and the mean beyond it, and the 95 % quantile; `null` when they were not kept. */
  readonly tail: { readonly quantile: number; readonly mean: number; readonly high: number } | null;
  /** The run in pieces; `null` when it was longer than announced. */
  readonly groups: ReturnGroups | null;
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
  const { get } = sums;
  const count = get("count");
  const growth = get("first") > 0 ? get("last") / get("first") : Number.NaN;
  const cagr = count > 0 ? growth ** (sums.periodsPerYear / count) - 1 : null;
  return {
    netProfit: get("last") - get("first"),
    totalReturn: get("marks") > 0 ? growth - 1 : null,
    cagr,
    logReturn: Math.log(growth),
    ...monthStatistics(sums.months),
    ...risk(sums),
    valueAtRisk95: sums.tail && positiveZero(-sums.tail.quantile),
    expectedShortfall95: sums.tail && positiveZero(-sums.tail.mean),
    ...ratios(sums, cagr),
    ...ofGroups(sums),
    ...againstMarket(sums),
    returnCount: count,
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
  const { get } = sums;
  const year = Math.sqrt(sums.periodsPerYear);
  const count = get("count");
  return {
    volatility: count > 1 ? Math.sqrt(get("m2") / (count - 1)) * year : null,
    downsideDeviation: count > 0 ? Math.sqrt(get("lossSquares") / count) * year : null,
    ...drawdown(sums),
    ulcerIndex: count > 0 ? ulcer(sums) : null,
  };
}

function drawdown({
  get,
}: ReturnSums): Chosen<
  | "maxDrawdown"
  | "maxDrawdownBars"
  | "maxDrawdownStart"
  | "maxDrawdownTrough"
  | "maxDrawdownEnd"
  | "longestDrawdownBars"
> {
  const some = get("marks") > 0;
  const last = get("marks") - 1;
  const fell = some && get("worstPeakBar") >= 0;
  const recovered = get("worstEndBar") >= 0;
  return {
    maxDrawdown: some ? get("worst") : null,
    maxDrawdownBars: fell ? (recovered ? get("worstEndBar") : last) - get("worstPeakBar") : null,
    maxDrawdownStart: fell ? get("worstStart") : null,
    maxDrawdownTrough: fell ? get("worstTrough") : null,
    maxDrawdownEnd: fell && recovered ? get("worstEnd") : null,
    longestDrawdownBars: some ? Math.max(get("longest"), last - get("peakBar")) : null,
  };
}

function ulcer({ get }: ReturnSums): number {
  return 100 * Math.sqrt(get("fallSquares") / get("count"));
}

function ratios(sums: ReturnSums, cagr: number | null) {
  const { get, periodsPerYear: year, target } = sums;
  const count = get("count");
  const mean = get("mean");
  const losses = get("losses");
  const downside = Math.sqrt(get("lossSquares") / count);
  const gains = (mean - target) * count + losses;
  const depth = get("worst");
  const omega = losses > 0 ? Math.max(gains, 0) / losses : null;
  const { tail } = sums;
  const tailRatio = tail !== null && tail.quantile < 0 ? Math.abs(tail.high / tail.quantile) : null;
  return {
    ...sharpeStatistics(sums),
    sortino: losses > 0 ? ((mean - target) / downside) * Math.sqrt(year) : null,
    calmar: depth < 0 && cagr !== null ? cagr / -depth : null,
    omega,
    tailRatio,
    commonSenseRatio: tailRatio === null || omega === null ? null : tailRatio * omega,
    martin: depth < 0 && cagr !== null ? (100 * (cagr - sums.riskFree)) / ulcer(sums) : null,
  };
}

function ofGroups(sums: ReturnSums): Chosen<"correctedSharpe" | "serenity"> {
  const { get, groups, periodsPerYear: year, riskFree } = sums;
  if (groups === null) return { correctedSharpe: null, serenity: null };
  const count = get("count");
  const deviation = sampleDeviation(get("m2"), count, get("mean"));
  const falls = deepFalls(groups);
  const gain = get("mean") * count - (riskFree * count) / year;
  const none = deviation === null || falls === null || !(falls < 0);
  return {
    correctedSharpe: correctedSharpe(groups, year, riskFree),
    serenity: none ? null : gain / ((ulcer(sums) / 100) * (-falls / deviation)),
  };
}

function sharpeStatistics(
  sums: ReturnSums,
): Chosen<
  | "sharpe"
  | "sharpeStandardError"
  | "probabilisticSharpe"
  | "minimumTrackRecord"
  | "continuousKelly"
  | "skewness"
  | "kurtosis"
> {
  const { get, periodsPerYear: year } = sums;
  const count = get("count");
  const mean = get("mean");
  const m2 = get("m2");
  const deviation = sampleDeviation(m2, count, mean);
  if (deviation === null) {
    return {
      sharpe: null,
      sharpeStandardError: null,
      probabilisticSharpe: null,
      minimumTrackRecord: null,
      continuousKelly: null,
      skewness: null,
      kurtosis: null,
    };
  }
  const variance = m2 / count;
  const skewness = get("m3") / count / variance ** 1.5;
  const kurtosis = get("m4") / count / (variance * variance);
  const sample = { sharpe: (mean - sums.riskFree / year) / deviation, skewness, kurtosis, count };
  return {
    sharpe: sample.sharpe * Math.sqrt(year),
    sharpeStandardError: sharpeStandardError(sample) * Math.sqrt(year),
    probabilisticSharpe: probabilisticSharpe(sample),
    minimumTrackRecord: minimumTrackRecord(sample),
    continuousKelly: sample.sharpe / deviation,
    skewness,
    kurtosis,
  };
}

function againstMarket(sums: ReturnSums) {
  const { get, periodsPerYear: year } = sums;
  const count = get("count");
  const mean = get("mean");
  const marketMean = get("marketMean");
  const riskFree = sums.riskFree / year;
  const deviation = sampleDeviation(get("m2"), count, mean);
  const marketDeviation = sampleDeviation(get("marketM2"), count, marketMean);
  const activeDeviation = sampleDeviation(get("activeM2"), count, get("activeMean"));
  const beta = marketDeviation === null ? null : get("product") / get("marketM2");
  const both = deviation !== null && marketDeviation !== null;
  return {
    buyAndHoldReturn: get("marks") > 0 ? get("lastClose") / get("firstClose") - 1 : null,
    buyAndHoldVolatility: count > 1 ? Math.sqrt((get("marketM2") / (count - 1)) * year) : null,
    buyAndHoldSharpe:
      marketDeviation === null ? null : ((marketMean - riskFree) / marketDeviation) * Math.sqrt(year),
    buyAndHoldMaxDrawdown: get("marks") > 0 ? get("marketDepth") : null,
    alpha: beta === null ? null : (mean - riskFree - beta * (marketMean - riskFree)) * year,
    beta,
    correlation: both ? get("product") / Math.sqrt(get("m2") * get("marketM2")) : null,
    trackingError: count > 1 ? Math.sqrt((get("activeM2") / (count - 1)) * year) : null,
    informationRatio:
      activeDeviation === null ? null : (get("activeMean") / activeDeviation) * Math.sqrt(year),
    treynor: beta === null || beta === 0 ? null : ((mean - riskFree) / beta) * year,
  };
}

function positiveZero(value: number): number {
  return value === 0 ? 0 : value;
}
