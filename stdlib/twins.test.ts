import { describe, expect, test } from "vitest";
import { synthesize, type BarColumns } from "../runtime/index.js";
import { compute } from "./testing/compute.js";

/*
 * Functions for which no other program's values are at hand, against their definitions written out slowly: each bar
 * goes over its own past. Averages with a memory are compared after they have settled.
 */
const hour = 3_600_000;
const count = 500;

const bars = ((): BarColumns => {
  const chunks = [...synthesize({ bars: count, interval: hour, seed: 17 }).chunks()];
  const join = (name: keyof BarColumns) => Float64Array.from(chunks.flatMap((chunk) => [...chunk[name]]));
  return {
    time: join("time"),
    open: join("open"),
    high: join("high"),
    low: join("low"),
    close: join("close"),
    volume: join("volume"),
  };
})();

type Series = (bar: number) => number;

const column =
  (name: keyof BarColumns): Series =>
  (bar) =>
    bars[name][bar] ?? NaN;
const open = column("open");
const high = column("high");
const low = column("low");
const close = column("close");
const volume = column("volume");

const last = (x: Series, n: number, bar: number): readonly number[] =>
  Array.from({ length: n }, (_, k) => x(bar - k));
const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);
const mean = (values: readonly number[]): number => total(values) / values.length;
const deviation = (values: readonly number[], less = 0): number => {
  const middle = mean(values);
  return Math.sqrt(total(values.map((x) => (x - middle) ** 2)) / (values.length - less));
};
const middleOf = (values: readonly number[]): number => {
  const ordered = values.toSorted((a, b) => a - b);
  const half = ordered.length / 2;
  return ((ordered[Math.ceil(half) - 1] ?? NaN) + (ordered[Math.floor(half)] ?? NaN)) / 2;
};
const change =
  (x: Series, n = 1): Series =>
  (bar) =>
    x(bar) - x(bar - n);
const growth: Series = (bar) => Math.log(close(bar) / close(bar - 1));
const move: Series = (bar) => close(bar) / close(bar - 1) - 1;
const top = (x: Series, n: number, bar: number): number => Math.max(...last(x, n, bar));
const bottom = (x: Series, n: number, bar: number): number => Math.min(...last(x, n, bar));
const average =
  (x: Series, n: number): Series =>
  (bar) =>
    mean(last(x, n, bar));
const year = Math.sqrt(8760);
const trueRange: Series = (bar) => Math.max(high(bar), close(bar - 1)) - Math.min(low(bar), close(bar - 1));
const typical: Series = (bar) => (high(bar) + low(bar) + close(bar)) / 3;
const together = (a: Series, b: Series, n: number, bar: number): number => {
  const [x, y] = [last(a, n, bar), last(b, n, bar)];
  const [mx, my] = [mean(x), mean(y)];
  return mean(x.map((value, k) => (value - mx) * ((y[k] ?? NaN) - my)));
};
const roc =
  (n: number): Series =>
  (bar) =>
    100 * (close(bar) / close(bar - n) - 1);
/** An exponential average that begins with the first value it finds. */
const exponential = (x: Series, n: number): Series => {
  const share = 2 / (n + 1);
  const values: number[] = [];
  for (let bar = 0; bar < count; bar++) {
    const [now, before = NaN] = [x(bar), values[bar - 1]];
    values.push(Number.isNaN(before) ? now : Number.isNaN(now) ? before : before + share * (now - before));
  }
  return (bar) => values[bar] ?? NaN;
};
const rogers: Series = (bar) =>
  Math.log(high(bar) / close(bar)) * Math.log(high(bar) / open(bar)) +
  Math.log(low(bar) / close(bar)) * Math.log(low(bar) / open(bar));
const within =
  (n: number): Series =>
  (bar) =>
    mean(last(rogers, n, bar));
const gap: Series = (bar) => Math.log(open(bar) / close(bar - 1));
const body: Series = (bar) => Math.log(close(bar) / open(bar));
const place: Series = (bar) =>
  high(bar) > low(bar) ? (2 * close(bar) - high(bar) - low(bar)) / (high(bar) - low(bar)) : 0;
const middle: Series = (bar) => (high(bar) + low(bar)) / 2;

const twins: readonly (readonly [expression: string, twin: Series])[] = [
  [
    "trend.choppiness(14)",
    (t) => {
      const height = Math.max(top(high, 14, t), close(t - 14)) - Math.min(bottom(low, 14, t), close(t - 14));
      return (100 * Math.log10(total(last(trueRange, 14, t)) / height)) / Math.log10(14);
    },
  ],
  [
    "trend.intensity(close, 20)",
    (t) => {
      const apart = last((bar) => close(bar) - mean(last(close, 20, bar)), 10, t);
      return (100 * total(apart.filter((x) => x > 0))) / total(apart.map(Math.abs));
    },
  ],
  ["trend.mean_change(close, 24)", (t) => (close(t) - close(t - 24)) / 24],
  [
    "trend.efficiency(close, 10)",
    (t) => Math.abs(close(t) - close(t - 10)) / total(last(change(close), 10, t).map(Math.abs)),
  ],
  ["levels.pivot_points(high[1], low[1], close[1]).r1", (t) => 2 * typical(t - 1) - low(t - 1)],
  [
    "levels.pivot_points(high[1], low[1], close[1]).s3",
    (t) => low(t - 1) - 2 * (high(t - 1) - typical(t - 1)),
  ],
  [
    "levels.camarilla_points(high[1], low[1], close[1]).r4",
    (t) => close(t - 1) + 0.55 * (high(t - 1) - low(t - 1)),
  ],
  [
    "levels.retracements(50).level_618",
    (t) => top(high, 50, t) - 0.618 * (top(high, 50, t) - bottom(low, 50, t)),
  ],
  ["levels.below_top(close, 50)", (t) => 1 - close(t) / top(close, 50, t)],
  [
    "momentum.kst(close).line",
    (t) =>
      mean(last(roc(10), 10, t)) +
      2 * mean(last(roc(15), 10, t)) +
      3 * mean(last(roc(20), 10, t)) +
      4 * mean(last(roc(30), 15, t)),
  ],
  [
    "momentum.coppock(close)",
    (t) => {
      const sums = last((bar) => roc(14)(bar) + roc(11)(bar), 10, t);
      return total(sums.map((x, k) => (10 - k) * x)) / 55;
    },
  ],
  [
    "momentum.accelerator()",
    (t) => {
      const awesome: Series = (bar) => mean(last(middle, 5, bar)) - mean(last(middle, 34, bar));
      return awesome(t) - mean(last(awesome, 5, t));
    },
  ],
  [
    "momentum.psychological_line(close, 12)",
    (t) => (100 * last(change(close), 12, t).filter((x) => x > 0).length) / 12,
  ],
  ["momentum.disparity(close, 25)", (t) => 100 * (close(t) / mean(last(close, 25, t)) - 1)],
  [
    "momentum.intraday_momentum(14)",
    (t) => {
      const bodies = last((bar) => close(bar) - open(bar), 14, t);
      return (100 * total(bodies.filter((x) => x > 0))) / total(bodies.map(Math.abs));
    },
  ],
  [
    "momentum.percent_below(close, 30)",
    (t) => (100 * last(close, 31, t).filter((x) => x < close(t)).length) / 30,
  ],
  ["volatility.historical(close, 20, 8760)", (t) => deviation(last(growth, 20, t), 1) * year],
  [
    "volatility.parkinson(20, 8760)",
    (t) => Math.sqrt(mean(last((bar) => Math.log(high(bar) / low(bar)) ** 2, 20, t)) / (4 * Math.LN2)) * year,
  ],
  [
    "volatility.garman_klass(20, 8760)",
    (t) =>
      Math.sqrt(
        mean(
          last(
            (bar) => 0.5 * Math.log(high(bar) / low(bar)) ** 2 - (2 * Math.LN2 - 1) * body(bar) ** 2,
            20,
            t,
          ),
        ),
      ) * year,
  ],
  ["volatility.rogers_satchell(20, 8760)", (t) => Math.sqrt(within(20)(t)) * year],
  [
    "volatility.yang_zhang(20, 8760)",
    (t) => {
      const k = 0.34 / (1.34 + 21 / 19);
      const variance =
        deviation(last(gap, 20, t), 1) ** 2 +
        k * deviation(last(body, 20, t), 1) ** 2 +
        (1 - k) * within(20)(t);
      return Math.sqrt(variance) * year;
    },
  ],
  [
    "volatility.ulcer(close, 14)",
    (t) => Math.sqrt(mean(last((bar) => (100 * (close(bar) / top(close, 14, bar) - 1)) ** 2, 14, t))),
  ],
  [
    "volatility.downside(close, 48)",
    (t) => Math.sqrt(mean(last(move, 48, t).map((x) => Math.min(x, 0) ** 2))),
  ],
  ["volatility.realised(close, 24)", (t) => Math.sqrt(total(last(growth, 24, t).map((x) => x * x)))],
  [
    "volatility.bipower(close, 24)",
    (t) => Math.sqrt((Math.PI / 2) * total(last((bar) => Math.abs(growth(bar) * growth(bar - 1)), 24, t))),
  ],
  [
    "volume.ease_of_movement(14)",
    (t) =>
      mean(last((bar) => ((middle(bar) - middle(bar - 1)) * (high(bar) - low(bar))) / volume(bar), 14, t)),
  ],
  ["volume.relative(20)", (t) => volume(t) / mean(last(volume, 20, t - 1))],
  [
    "volume.up_share(20)",
    (t) =>
      total(last((bar) => (close(bar) > close(bar - 1) ? volume(bar) : 0), 20, t)) /
      total(last(volume, 20, t)),
  ],
  ["volume.turnover(24)", (t) => total(last((bar) => volume(bar) * typical(bar), 24, t))],
  [
    "volume.price_trend() - volume.price_trend()[30]",
    (t) => total(last((bar) => volume(bar) * move(bar), 30, t)),
  ],
  ["volume.variable_accumulation()", (t) => (volume(t) * (close(t) - open(t))) / (high(t) - low(t))],
  ["volume.intensity()", (t) => place(t) / volume(t)],
  [
    "volume.zone(14)",
    (t) => {
      const signed = exponential((bar) => volume(bar) * Math.sign(close(bar) - close(bar - 1)), 14);
      return (100 * signed(t)) / exponential(volume, 14)(t);
    },
  ],
  ["volume.oscillator(5, 10)", (t) => 100 * (exponential(volume, 5)(t) / exponential(volume, 10)(t) - 1)],
  [
    "bands.percent_b(close, 20, 2)",
    (t) => (close(t) - mean(last(close, 20, t))) / (4 * deviation(last(close, 20, t))) + 0.5,
  ],
  [
    "bands.keltner_original(10).upper",
    (t) => average(typical, 10)(t) + mean(last((bar) => high(bar) - low(bar), 10, t)),
  ],
  [
    "bands.acceleration(20).upper",
    (t) =>
      mean(last((bar) => high(bar) * (1 + (4 * (high(bar) - low(bar))) / (high(bar) + low(bar))), 20, t)),
  ],
  ["bands.channel(20).upper", (t) => top(high, 20, t - 1)],
  [
    "bands.robust(close, 50, 3).upper",
    (t) => {
      const window = last(close, 50, t);
      const centre = middleOf(window);
      return centre + 3 * 1.482602218505602 * middleOf(window.map((x) => Math.abs(x - centre)));
    },
  ],
  [
    "stats.beta(returns(close), returns(volume), 48)",
    (t) => {
      const traded: Series = (bar) => volume(bar) / volume(bar - 1) - 1;
      return together(move, traded, 48, t) / deviation(last(traded, 48, t)) ** 2;
    },
  ],
  ["stats.covariance(close, volume, 20)", (t) => together(close, volume, 20, t)],
  [
    "stats.autocorrelation(returns(close), 1, 100)",
    (t) => {
      const before: Series = (bar) => move(bar - 1);
      return (
        together(move, before, 100, t) / (deviation(last(move, 100, t)) * deviation(last(before, 100, t)))
      );
    },
  ],
  [
    "stats.sign_entropy(close, 50)",
    (t) => {
      const share = last(change(close), 50, t).filter((x) => x > 0).length / 50;
      return -(share * Math.log2(share) + (1 - share) * Math.log2(1 - share));
    },
  ],
  [
    "stats.variance_ratio(close, 4, 200)",
    (t) => deviation(last(change(close, 4), 200, t)) ** 2 / (4 * deviation(last(change(close), 200, t)) ** 2),
  ],
  [
    "stats.hurst(close, 8, 200)",
    (t) =>
      Math.log(deviation(last(change(close, 8), 200, t)) / deviation(last(change(close), 200, t))) /
      Math.log(8),
  ],
  [
    "stats.half_life(close, 200)",
    (t) => {
      const before: Series = (bar) => close(bar - 1);
      const pull = together(change(close), before, 200, t) / deviation(last(before, 200, t)) ** 2;
      return pull < 0 ? -Math.LN2 / Math.log(1 + pull) : NaN;
    },
  ],
  [
    "stats.robust_zscore(volume, 72)",
    (t) => {
      const window = last(volume, 72, t);
      const centre = middleOf(window);
      return (volume(t) - centre) / (1.482602218505602 * middleOf(window.map((x) => Math.abs(x - centre))));
    },
  ],
  [
    "stats.regression_error(close, 21)",
    (t) => {
      const window = last(close, 21, t).toReversed();
      const slope = total(window.map((x, k) => (k - 10) * x)) / 770;
      const residuals = window.map((x, k) => x - mean(window) - slope * (k - 10));
      return Math.sqrt(total(residuals.map((x) => x * x)) / 19);
    },
  ],
  [
    "stats.t_statistic(returns(close), 100)",
    (t) => (Math.sqrt(100) * mean(last(move, 100, t))) / deviation(last(move, 100, t), 1),
  ],
  ["stats.tanh(close / open - 1)", (t) => Math.tanh(close(t) / open(t) - 1)],
];

const modules = ["trend", "levels", "momentum", "volatility", "volume", "bands", "stats"];

describe("the library against its definitions", () => {
  const columns = compute(
    modules,
    twins.map(([expression]) => expression),
    { bars },
  );
  test.each(twins.map(([expression, twin]) => ({ expression, twin })))(
    "$expression",
    ({ expression, twin }) => {
      const ours = columns.get(expression);
      let compared = 0;
      for (let bar = 320; bar < count; bar += 7) {
        const [wanted, got = NaN] = [twin(bar), ours?.[bar]];
        if (Number.isNaN(wanted) && Number.isNaN(got)) continue;
        compared++;
        expect(Math.abs(got - wanted), `bar ${bar}: ${got}, expected ${wanted}`).toBeLessThanOrEqual(
          1e-8 * Math.abs(wanted) + 1e-12,
        );
      }
      expect(compared).toBeGreaterThan(3);
    },
  );
});
