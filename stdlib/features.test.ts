import { expect, test } from "vitest";
import { compute } from "./testing/compute.js";
import {
  at,
  averageRange,
  close,
  correlation,
  differences,
  exponentialAverage,
  high,
  low,
  mean,
  open,
  stdev,
  sum,
  trueRange,
  volume,
  walk,
  windowOf,
} from "./testing/walk.js";

const r = (bar: number) => Math.log(close(bar) / close(bar - 1));
const over = (bar: number, length: number) => Math.log(close(bar) / close(bar - length));
const body = (bar: number) => close(bar) - open(bar);
const range = (bar: number) => high(bar) - low(bar);
const top = (bar: number) => Math.max(open(bar), close(bar));
const bottom = (bar: number) => Math.min(open(bar), close(bar));
const atr14 = averageRange(14);
const atr20 = averageRange(20);
const ema20 = exponentialAverage(20);
const ema8 = exponentialAverage(8);
const highest = (column: (bar: number) => number, bar: number, length: number) =>
  Math.max(...windowOf(column, bar, length));
const lowest = (column: (bar: number) => number, bar: number, length: number) =>
  Math.min(...windowOf(column, bar, length));
const share = (holds: (bar: number) => boolean, bar: number, length: number) =>
  windowOf((k) => Number(holds(k)), bar, length).filter(Boolean).length / length;
const weighted = (value: (bar: number) => number, bar: number, length: number) =>
  sum(windowOf((k) => value(k) * volume(k), bar, length)) / sum(windowOf(volume, bar, length));
const signed = (bar: number) => Math.sign(body(bar)) * volume(bar);
const illiquidity = (bar: number, length: number) =>
  mean(windowOf((k) => (Math.abs(close(k) / close(k - 1) - 1) / (close(k) * volume(k))) * 1e6, bar, length));

/** The filter as the book writes it down, one side after the other. */
const events = ((): { readonly up: readonly number[]; readonly down: readonly number[] } => {
  const [up, down]: [number[], number[]] = [[0], [0]];
  let [rise, fall] = [0, 0];
  for (let bar = 1; bar < walk.close.length; bar++) {
    rise = Math.max(0, rise + r(bar));
    fall = Math.min(0, fall + r(bar));
    up.push(Number(rise > 0.03));
    down.push(Number(fall < -0.03));
    if (fall < -0.03) fall = 0;
    if (rise > 0.03) rise = 0;
  }
  return { up, down };
})();

/** The share of the volume of a normal change that buyers began. */
function bought(bar: number, length: number): number {
  const moved = (k: number) => close(k) - close(k - 1);
  const z = moved(bar) / stdev(windowOf(moved, bar, length));
  return 1 / (1 + Math.exp(-(1.5976 * z + 0.07056 * z ** 3)));
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, k) => (value - meanA) * (at(b, k) - meanB)));
}

function highLowSpread(bar: number): number {
  const k = 3 - 2 * Math.SQRT2;
  const reach = (each: number) => Math.log(high(each) / low(each)) ** 2;
  const beta = reach(bar) + reach(bar - 1);
  const gamma = Math.log(highest(high, bar, 2) / lowest(low, bar, 2)) ** 2;
  const alpha = (Math.sqrt(2 * beta) - Math.sqrt(beta)) / k - Math.sqrt(gamma / k);
  return Math.max(0, (2 * (Math.exp(alpha) - 1)) / (1 + Math.exp(alpha)));
}

const middle = (bar: number) => (Math.log(high(bar)) + Math.log(low(bar))) / 2;

test.each<[expression: string, from: number, wanted: (bar: number) => number]>([
  [
    "features.scaled_return(close, 9 bars, 50 bars)",
    50,
    (bar) => over(bar, 9) / (stdev(windowOf(r, bar, 50)) * 3),
  ],
  ["features.skipped_return(close, 50 bars, 5 bars)", 50, (bar) => close(bar - 5) / close(bar - 50) - 1],
  ["features.acceleration(close, 12 bars)", 24, (bar) => over(bar, 12) - over(bar - 12, 12)],
  ["features.up_share(close, 24 bars)", 24, (bar) => share((k) => close(k) > close(k - 1), bar, 24)],
  [
    "features.discreteness(close, 24 bars)",
    24,
    (bar) => {
      const rises = share((k) => close(k) > close(k - 1), bar, 24);
      const falls = share((k) => close(k) < close(k - 1), bar, 24);
      return Math.sign(close(bar) - close(bar - 24)) * (falls - rises);
    },
  ],
  ["features.stretch(20 bars)", 19, (bar) => (close(bar) - at(ema20, bar)) / at(atr20, bar)],
  ["features.average_gap(8 bars, 20 bars)", 19, (bar) => (at(ema8, bar) - at(ema20, bar)) / at(atr20, bar)],
  [
    "features.range_position(48 bars)",
    47,
    (bar) => (close(bar) - lowest(low, bar, 48)) / (highest(high, bar, 48) - lowest(low, bar, 48)),
  ],
  ["features.below_high(close, 50 bars)", 49, (bar) => close(bar) / highest(close, bar, 50) - 1],
  ["features.above_low(close, 50 bars)", 49, (bar) => close(bar) / lowest(close, bar, 50) - 1],
  [
    "features.age_of_high(21 bars)",
    20,
    (bar) =>
      windowOf(high, bar, 21)
        .toReversed()
        .indexOf(highest(high, bar, 21)) / 20,
  ],
  [
    "features.age_of_low(21 bars)",
    20,
    (bar) =>
      windowOf(low, bar, 21)
        .toReversed()
        .indexOf(lowest(low, bar, 21)) / 20,
  ],
  ["features.bar_position()", 0, (bar) => (close(bar) - low(bar)) / range(bar)],
  ["features.body_share()", 0, (bar) => body(bar) / range(bar)],
  ["features.upper_shadow_share()", 0, (bar) => (high(bar) - top(bar)) / range(bar)],
  ["features.lower_shadow_share()", 0, (bar) => (bottom(bar) - low(bar)) / range(bar)],
  ["features.gap(14 bars)", 14, (bar) => (open(bar) - close(bar - 1)) / at(atr14, bar - 1)],
  ["features.range_ratio(14 bars)", 14, (bar) => trueRange(bar) / at(atr14, bar - 1)],
  [
    "features.volatility_ratio(10 bars, 50 bars)",
    50,
    (bar) => Math.log(stdev(windowOf(r, bar, 10)) / stdev(windowOf(r, bar, 50))),
  ],
  [
    "features.range_to_close_volatility(48 bars)",
    48,
    (bar) => {
      const reach = mean(windowOf((k) => Math.log(high(k) / low(k)) ** 2, bar, 48));
      return Math.sqrt(reach / (4 * Math.LN2)) / Math.sqrt(mean(windowOf((k) => r(k) ** 2, bar, 48)));
    },
  ],
  [
    "features.downside_share(48 bars)",
    48,
    (bar) => {
      const moves = windowOf(r, bar, 48);
      return (
        sum(moves.filter((move) => move < 0).map((move) => move ** 2)) / sum(moves.map((move) => move ** 2))
      );
    },
  ],
  [
    "features.jump_share(24 bars)",
    25,
    (bar) => {
      const bipower = sum(windowOf((k) => Math.abs(r(k) * r(k - 1)), bar, 24));
      return Math.max(0, 1 - ((Math.PI / 2) * bipower) / sum(windowOf((k) => r(k) ** 2, bar, 24)));
    },
  ],
  [
    "features.unsteadiness(48 bars)",
    47,
    (bar) => {
      const shares = windowOf((k) => trueRange(k) / close(k), bar, 48);
      return stdev(shares) / mean(shares);
    },
  ],
  [
    "features.volume_score(72 bars)",
    71,
    (bar) => {
      const logs = windowOf((k) => Math.log(volume(k)), bar, 72);
      return (Math.log(volume(bar)) - mean(logs)) / stdev(logs);
    },
  ],
  [
    "features.volume_trend(12 bars, 96 bars)",
    95,
    (bar) => Math.log(mean(windowOf(volume, bar, 12)) / mean(windowOf(volume, bar, 96))),
  ],
  [
    "features.money_flow(24 bars)",
    23,
    (bar) => weighted((k) => (close(k) - low(k) - (high(k) - close(k))) / range(k), bar, 24),
  ],
  ["features.signed_volume(24 bars)", 23, (bar) => weighted((k) => Math.sign(body(k)), bar, 24)],
  ["features.buy_share(50 bars)", 50, (bar) => bought(bar, 50)],
  ["features.toxicity(20 bars)", 39, (bar) => weighted((k) => Math.abs(2 * bought(k, 20) - 1), bar, 20)],
  ["features.illiquidity(24 bars)", 24, (bar) => illiquidity(bar, 24)],
  [
    "features.illiquidity_trend(24 bars, 96 bars)",
    96,
    (bar) => Math.log(illiquidity(bar, 24) / illiquidity(bar, 96)),
  ],
  ["features.impact(48 bars)", 48, (bar) => correlation(windowOf(r, bar, 48), windowOf(signed, bar, 48))],
  [
    "features.roll_spread(96 bars)",
    97,
    (bar) => 2 * Math.sqrt(Math.max(0, -covariance(windowOf(r, bar, 96), windowOf(r, bar - 1, 96)))),
  ],
  ["features.high_low_spread(48 bars)", 48, (bar) => mean(windowOf(highLowSpread, bar, 48))],
  [
    "features.close_high_low_spread(48 bars)",
    48,
    (bar) => {
      const product = (k: number) =>
        (Math.log(close(k - 1)) - middle(k - 1)) * (Math.log(close(k - 1)) - middle(k));
      return Math.sqrt(Math.max(0, 4 * mean(windowOf(product, bar, 48))));
    },
  ],
  [
    "features.clustering(1 bars, 96 bars)",
    97,
    (bar) => {
      const size = (k: number) => Math.abs(r(k));
      return correlation(windowOf(size, bar, 96), windowOf(size, bar - 1, 96));
    },
  ],
  [
    "features.volume_move_correlation(72 bars)",
    72,
    (bar) =>
      correlation(
        windowOf((k) => Math.abs(r(k)), bar, 72),
        windowOf((k) => Math.log(volume(k)), bar, 72),
      ),
  ],
  [
    "features.skew(96 bars)",
    96,
    (bar) => {
      const moves = windowOf(r, bar, 96);
      return mean(moves.map((move) => (move - mean(moves)) ** 3)) / stdev(moves) ** 3;
    },
  ],
  ["features.cusum(log_returns(close), 0.03).up", 1, (bar) => at(events.up, bar)],
  ["features.cusum(log_returns(close), 0.03).down", 1, (bar) => at(events.down, bar)],
  [
    "features.drift_score(96 bars)",
    96,
    (bar) => (mean(windowOf(r, bar, 96)) * Math.sqrt(96)) / stdev(windowOf(r, bar, 96)),
  ],
  [
    "features.fractional(close, 0.4, 50 bars)",
    49,
    (bar) => {
      const newestFirst = windowOf((k) => Math.log(close(k)), bar, 50).toReversed();
      let weight = 1;
      const weights = newestFirst.map((_, k) => (weight *= k === 0 ? 1 : (k - 1 - 0.4) / k));
      const centred = newestFirst.map((value) => value - mean(newestFirst));
      return sum(centred.map((value, k) => at(weights, k) * value));
    },
  ],
])("%s", (expression, from, wanted) => {
  const found = compute(["features"], [expression], { bars: walk }).get(expression) ?? new Float64Array();
  expect(differences(found, from, wanted)).toEqual([]);
  expect(new Set(found.subarray(from)).size).toBeGreaterThan(1);
});
