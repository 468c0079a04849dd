import { day, firstMonday, hour, week } from "../interval.js";
import type { BarWriter } from "./bar-writer.js";
import { normalFrom, uniformFrom } from "./random.js";

export interface MarketShape {
  readonly bars: number;
  readonly seed: number;
  readonly start: number;
  readonly interval: number;
  readonly price: number;
  /** Standard deviation of a year's returns, as a fraction. */
  readonly volatility: number;
  /** Runs of missing bars, and the longest of them in bars. */
  readonly gaps: number;
  readonly longestGap: number;
  /** Decimals of prices. */
  readonly digits: number;
}

const year = 365 * day;

/** A mood of the market: how much it moves, where to, and how much is traded. */
interface Regime {
  readonly variance: number;
  /** Growth of a year, as a fraction. */
  readonly drift: number;
  readonly volume: number;
}

const regimes = [
  { variance: 0.35, drift: 0.1, volume: 0.7 },
  { variance: 0.7, drift: 1.2, volume: 1 },
  { variance: 1, drift: -0.9, volume: 1.2 },
  { variance: 1.95, drift: -0.3, volume: 1.9 },
] as const satisfies readonly Regime[];
const meanRegime = 6 * day;
const meanBetweenJumps = 3 * day;

/** Activity by hour of the day, UTC: quiet nights, busy when Europe and America overlap. */
const hours = [
  0.85, 0.8, 0.75, 0.7, 0.68, 0.7, 0.78, 0.9, 1.0, 1.05, 1.05, 1.02, 1.1, 1.3, 1.45, 1.5, 1.4, 1.25, 1.15,
  1.1, 1.05, 1.0, 0.95, 0.9,
];
/** Activity by day of the week from Monday. */
const days = [1.05, 1.1, 1.1, 1.1, 1.05, 0.8, 0.75];

function activity(time: number, interval: number): number {
  const inWeek = (((time - firstMonday) % week) + week) % week;
  const ofDay = interval < week ? (days[Math.floor(inWeek / day)] ?? 1) : 1;
  const ofHour = interval < day ? (hours[Math.floor((inWeek % day) / hour)] ?? 1) : 1;
  return ofDay * ofHour;
}

/**
 * A market with the well-known habits of real ones: moods that last days, calm and stormy stretches (the variance
 * remembers past moves), jumps, busy and quiet hours and days. Only sums, products, quotients and square roots, so
 * a seed gives the same bits on every machine.
 */
export function* writeMarket(writer: BarWriter, shape: MarketShape): Generator<void> {
  const { bars, start, interval, digits } = shape;
  const uniform = uniformFrom(shape.seed);
  const unit = (shape.volatility * shape.volatility * interval) / year;
  const scale = powerOfTen(digits);
  const round = (price: number) => Math.max(Math.round(price * scale), 1) / scale;
  const gapPlan = planGaps(shape);
  const changeRegime = Math.min(0.05, interval / meanRegime);
  const jumpChance = Math.min(0.01, interval / meanBetweenJumps);
  let regime: Regime = regimes[0];
  let heat = 1;
  let time = start;
  let previous = round(shape.price);
  for (let i = 0; i < bars; i++) {
    time += gapPlan(i) * interval;
    if (uniform() < changeRegime) regime = regimes[Math.floor(uniform() * regimes.length)] ?? regimes[0];
    const season = activity(time, interval);
    const variance = unit * regime.variance * season * heat;
    const deviation = Math.sqrt(variance);
    const z = normalFrom(uniform);
    const jump =
      uniform() < jumpChance ? (4 + 5 * uniform()) * Math.sqrt(unit) * (uniform() < 0.5 ? -1 : 1) : 0;
    // Half the variance is given back, or the price would drift to nothing over the years.
    const trend = (regime.drift * interval) / year + variance / 2;
    const move = within(trend + deviation * z + jump, -0.2, 0.25);
    const shock = variance > 0 ? (move * move) / (unit * regime.variance * season) : 0;
    // GARCH(1,1) with mean 1; a jump excites it no more than a large move, or one would set off the next.
    heat = Math.min(25, 0.03 + 0.09 * Math.min(shock, 9 * heat) + 0.88 * heat);
    const open = previous;
    const close = round(open * (1 + move));
    const above = Math.min(0.15, deviation * Math.abs(normalFrom(uniform)) * 0.55);
    const below = Math.min(0.15, deviation * Math.abs(normalFrom(uniform)) * 0.55);
    const high = Math.max(open, close, round(Math.max(open, close) * (1 + above)));
    const low = Math.min(open, close, round(Math.min(open, close) * (1 - below)));
    const traded =
      regime.volume * season * (0.3 + 0.9 * uniform() + 0.5 * Math.sqrt(shock)) * (interval / 60_000);
    if (writer.put(time, open, high, low, close, Math.round(traded * 8e5) / 1e5)) yield;
    previous = close;
    time += interval;
  }
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** 10 to a whole power, by products: exact, where an engine's power need not be. */
export function powerOfTen(digits: number): number {
  let power = 1;
  for (let i = 0; i < digits; i++) power *= 10;
  return power;
}

/** Bars missing before bar i: one run somewhere inside each of `gaps` equal parts of the series, never before bar 0. */
function planGaps({ bars, gaps, longestGap, seed }: MarketShape): (bar: number) => number {
  if (gaps === 0) return () => 0;
  const uniform = uniformFrom(seed ^ 0x5eed);
  const part = (bars - 1) / gaps;
  let next = 1 + Math.floor(uniform() * part);
  let made = 0;
  return (bar) => {
    if (bar !== next || made >= gaps) return 0;
    made++;
    next = Math.max(bar + 1, 1 + Math.floor((made + uniform()) * part));
    return 1 + Math.floor(uniform() * longestGap);
  };
}

/** How many runs of missing bars there will be, and how many bars they lack. */
export function countPlanned(shape: MarketShape): { gaps: number; missingBars: number } {
  const plan = planGaps(shape);
  let gaps = 0;
  let missingBars = 0;
  for (let bar = 0; shape.gaps > 0 && bar < shape.bars; bar++) {
    const missing = plan(bar);
    if (missing > 0) gaps++;
    missingBars += missing;
  }
  return { gaps, missingBars };
}
