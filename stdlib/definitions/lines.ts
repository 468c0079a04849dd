import * as c from "./columns.js";
import { at, back, each, ema, highest, lowest, over, recur, rma, sma, stdev } from "./columns.js";
import type { Column, Definition, Market } from "./columns.js";

const half = (x: number, y: number): number => (x + y) / 2;
const plus =
  (k: number) =>
  (x = NaN, reach = NaN): number =>
    x + k * reach;

/** Ehlers, Fractal Adaptive Moving Averages, 2005: his program, line by line. */
function frama({ high, low, close }: Market, length: number): Column {
  const span = (from: number, to: number): number =>
    (Math.max(...high.slice(from, to)) - Math.min(...low.slice(from, to))) / (to - from);
  let [dimension, average] = [0, NaN];
  return close.map((price, bar) => {
    const end = bar + 1;
    if (end < length) {
      average = price;
      return NaN;
    }
    const [whole, older, newer] = [
      span(end - length, end),
      span(end - length, end - length / 2),
      span(end - length / 2, end),
    ];
    if (whole > 0 && older > 0 && newer > 0)
      dimension = (Math.log(newer + older) - Math.log(whole)) / Math.log(2);
    const share = Math.min(Math.max(Math.exp(-4.6 * (dimension - 1)), 0.01), 1);
    average = share * price + (1 - share) * average;
    return average;
  });
}

/** A state that begins with the value itself: for averages that are compared when they have settled. */
const follow = (column: Column, share: number): Column =>
  recur(
    column,
    (x) => x,
    (before, x) => before + share * (x - before),
  );

/** Ehlers' two-pole Butterworth filter of the mean of two values, begun with that mean or with 0. */
function smoother(column: Column, length: number, begin = NaN): Column {
  const a = Math.exp((-Math.SQRT2 * Math.PI) / length);
  const c2 = 2 * a * Math.cos((Math.SQRT2 * Math.PI) / length);
  const mid = each(half, column, back(column));
  let [one, two] = [begin, begin];
  return mid.map((x) => {
    if (Number.isNaN(x)) return NaN;
    const first = Number.isNaN(one);
    const now = first ? x : (1 - c2 + a * a) * x + c2 * one - a * a * (Number.isNaN(two) ? one : two);
    [one, two] = [now, one];
    return now;
  });
}

const ribbonOf =
  (lengths: readonly number[], rule: (values: readonly number[]) => number) =>
  (close: Column): Column =>
    each((...values) => rule(values), ...lengths.map((length) => ema(close, length)));
const quick = [3, 5, 8, 10, 12, 15];
const slow = [30, 35, 40, 45, 50, 60];

export const averages: readonly Definition[] = [
  ["average.frama(close, 16)", (m) => frama(m, 16)],
  ["average.frama(close, 7)", (m) => frama(m, 6)],
  [
    "average.mcginley(close, 14)",
    ({ close }) =>
      recur(
        close,
        (x) => x,
        (m, x) => m + (x - m) / Math.max(0.6 * 14 * (x / m) ** 4, 1),
      ),
  ],
  ["average.super_smoother(close, 10)", ({ close }) => smoother(close, 10)],
  ["average.ribbon(close).quick", ({ close }) => ribbonOf(quick, c.mean)(close)],
  ["average.ribbon(close).slow", ({ close }) => ribbonOf(slow, c.mean)(close)],
  [
    "average.ribbon(close).width",
    ({ close }) => each((a, b) => a - b, ribbonOf(quick, c.mean)(close), ribbonOf(slow, c.mean)(close)),
  ],
  [
    "average.ribbon(close).above",
    ({ close }) =>
      each(
        (lowestQuick, highestSlow) => Number(lowestQuick > highestSlow),
        ribbonOf(quick, (v) => Math.min(...v))(close),
        ribbonOf(slow, (v) => Math.max(...v))(close),
      ),
  ],
  [
    "average.ribbon(close).below",
    ({ close }) =>
      each(
        (highestQuick, lowestSlow) => Number(highestQuick < lowestSlow),
        ribbonOf(quick, (v) => Math.max(...v))(close),
        ribbonOf(slow, (v) => Math.min(...v))(close),
      ),
  ],
];

const straight = (column: Column, length: number, rule: (fit: ReturnType<typeof c.line>) => number): Column =>
  over(length, (window) => rule(c.line(window)), column);
const errorOf =
  (freedom: number) =>
  ({ residuals }: ReturnType<typeof c.line>): number =>
    Math.sqrt(c.total(residuals.map((x) => x * x)) / (residuals.length - freedom));

/** The average price by volume of each day of UTC. */
function dayAverage({ time, high, low, close, volume }: Market): Column {
  let [day, money, size] = [NaN, 0, 0];
  return close.map((x, bar) => {
    const today = Math.floor(at(time, bar) / 86_400_000);
    if (today !== day) [day, money, size] = [today, 0, 0];
    if (Number.isNaN(at(volume, bar))) return NaN;
    money += ((at(high, bar) + at(low, bar) + x) / 3) * at(volume, bar);
    size += at(volume, bar);
    return size > 0 ? money / size : NaN;
  });
}

const strayed = (m: Market): Column =>
  each(
    Math.sqrt,
    sma(
      each((x, y) => (x - y) ** 2, m.close, dayAverage(m)),
      48,
    ),
  );

export const bands: readonly Definition[] = [
  ["bands.bollinger_exponential(close, 20, 2).middle", ({ close }) => ema(close, 20)],
  [
    "bands.bollinger_exponential(close, 20, 2).upper",
    ({ close }) => each(plus(2), ema(close, 20), stdev(close, 20)),
  ],
  [
    "bands.bollinger_exponential(close, 20, 2).lower",
    ({ close }) => each(plus(-2), ema(close, 20), stdev(close, 20)),
  ],
  ["bands.atr_bands(14, 3).upper", (m) => each(plus(3), m.close, c.atr(m, 14))],
  ["bands.atr_bands(14, 3).lower", (m) => each(plus(-3), m.close, c.atr(m, 14))],
  ["bands.starc(close, 6, 15, 2).middle", (m) => sma(m.close, 6)],
  ["bands.starc(close, 6, 15, 2).upper", (m) => each(plus(2), sma(m.close, 6), c.atr(m, 15))],
  ["bands.starc(close, 6, 15, 2).lower", (m) => each(plus(-2), sma(m.close, 6), c.atr(m, 15))],
  [
    "bands.standard_error(close, 21, 2, 3).middle",
    (m) =>
      sma(
        straight(m.close, 21, (fit) => fit.end),
        3,
      ),
  ],
  [
    "bands.standard_error(close, 21, 2, 3).upper",
    ({ close }) =>
      each(
        plus(2),
        sma(
          straight(close, 21, (fit) => fit.end),
          3,
        ),
        sma(straight(close, 21, errorOf(2)), 3),
      ),
  ],
  [
    "bands.standard_error(close, 21, 2, 3).lower",
    ({ close }) =>
      each(
        plus(-2),
        sma(
          straight(close, 21, (fit) => fit.end),
          3,
        ),
        sma(straight(close, 21, errorOf(2)), 3),
      ),
  ],
  ["bands.regression_channel(close, 100, 2).middle", (m) => straight(m.close, 100, (fit) => fit.end)],
  [
    "bands.regression_channel(close, 100, 2).upper",
    (m) => straight(m.close, 100, (fit) => fit.end + 2 * errorOf(0)(fit)),
  ],
  [
    "bands.regression_channel(close, 100, 2).lower",
    (m) => straight(m.close, 100, (fit) => fit.end - 2 * errorOf(0)(fit)),
  ],
  ["bands.quantile_bands(close, 100, 5%).middle", (m) => over(100, c.median, m.close)],
  ["bands.quantile_bands(close, 100, 5%).upper", (m) => over(100, (w) => c.quantile(w, 0.95), m.close)],
  ["bands.quantile_bands(close, 100, 5%).lower", (m) => over(100, (w) => c.quantile(w, 0.05), m.close)],
  ["bands.vwap_bands(48, 2).middle", dayAverage],
  ["bands.vwap_bands(48, 2).upper", (m) => each(plus(2), dayAverage(m), strayed(m))],
  ["bands.vwap_bands(48, 2).lower", (m) => each(plus(-2), dayAverage(m), strayed(m))],
  [
    "bands.width_rank(close, 20, 60)",
    ({ close }) => {
      const width = over(20, (w) => (4 * c.deviation(w)) / c.mean(w), close);
      return over(61, (w) => (100 * w.slice(0, 60).filter((x) => x <= at(w, 60)).length) / 60, width);
    },
    // Windows of the same prices in another order are equally wide, up to the last digit.
    "btc1m_thin",
  ],
];

const highPass = (column: Column, length: number): Column => {
  const angle = (Math.SQRT1_2 * 2 * Math.PI) / length;
  const a = (Math.cos(angle) + Math.sin(angle) - 1) / Math.cos(angle);
  let [one, two] = [0, 0];
  return column.map((x, bar) => {
    if (bar < 2) return NaN;
    const bend = x - 2 * at(column, bar - 1) + at(column, bar - 2);
    const now = (1 - a / 2) ** 2 * bend + 2 * (1 - a) * one - (1 - a) ** 2 * two;
    [one, two] = [now, one];
    return now;
  });
};

export const cycles: readonly Definition[] = [
  ["cycle.roofing(close, 10, 48)", ({ close }) => smoother(highPass(close, 48), 10, 0)],
  [
    "cycle.cyber(close, 0.07)",
    ({ close }) => {
      const smooth = close.map(
        (x, bar) => (x + 2 * at(close, bar - 1) + 2 * at(close, bar - 2) + at(close, bar - 3)) / 6,
      );
      let [one, two] = [0, 0];
      return smooth.map((s, bar) => {
        const bend = s - 2 * at(smooth, bar - 1) + at(smooth, bar - 2);
        if (Number.isNaN(bend)) return NaN;
        const now = (1 - 0.035) ** 2 * bend + 2 * 0.93 * one - 0.93 ** 2 * two;
        [one, two] = [now, one];
        return now;
      });
    },
  ],
];

const mouth = (m: Market): Readonly<Record<"jaw" | "teeth" | "lips", Column>> => ({
  jaw: back(rma(c.middleOf(m), 13), 8),
  teeth: back(rma(c.middleOf(m), 8), 5),
  lips: back(rma(c.middleOf(m), 5), 3),
});
const movement =
  (way: 1 | -1) =>
  ({ high, low }: Market): Column =>
    each(
      (up, down) => (way === 1 ? (up > down && up > 0 ? up : 0) : down > up && down > 0 ? down : 0),
      c.change(high),
      each((x) => -x, c.change(low)),
    );
const drift = (close: Column): Column => each((now, before) => (now - before) / 24, close, back(close, 24));
const decycled = (close: Column): Column => {
  const angle = (2 * Math.PI) / 60;
  const a = (Math.cos(angle) + Math.sin(angle) - 1) / Math.cos(angle);
  return follow(each(half, close, back(close)), a);
};
const channel =
  (k: number) =>
  (m: Market): Column =>
    each(plus(k), ema(m.close, 48), c.atr(m, 48));

export const trends: readonly Definition[] = [
  ["trend.relative_slope(close, 48)", ({ close }) => straight(close, 48, (fit) => fit.slope / fit.end)],
  ["trend.alligator().jaw", (m) => mouth(m).jaw],
  ["trend.alligator().teeth", (m) => mouth(m).teeth],
  ["trend.alligator().lips", (m) => mouth(m).lips],
  ["trend.directional_movement(14).plus", (m) => each((x) => 14 * x, rma(movement(1)(m), 14))],
  ["trend.directional_movement(14).minus", (m) => each((x) => 14 * x, rma(movement(-1)(m), 14))],
  [
    "trend.random_walk(14).high",
    (m) => each((h, l, r) => (h - l) / (r * Math.sqrt(14)), m.high, back(m.low, 14), c.atr(m, 14)),
  ],
  [
    "trend.random_walk(14).low",
    (m) => each((h, l, r) => (h - l) / (r * Math.sqrt(14)), back(m.high, 14), m.low, c.atr(m, 14)),
  ],
  [
    "trend.ratchet(24, 3)",
    (m) => {
      let stop = NaN;
      return each((x, reach) => x - 3 * reach, m.close, c.atr(m, 24)).map((below, bar) => {
        stop = at(m.close, bar) > stop ? Math.max(stop, below) : below;
        return stop;
      });
    },
  ],
  ["trend.decycler(close, 60)", ({ close }) => decycled(close)],
  ["trend.drift(close, 24, 5)", ({ close }) => ema(drift(close), 5)],
  ["trend.channel(48, 2).middle", ({ close }) => ema(close, 48)],
  ["trend.channel(48, 2).upper", channel(2)],
  ["trend.channel(48, 2).lower", channel(-2)],
  ["trend.channel(48, 2).above", (m) => each((x, y) => Number(x > y), m.close, channel(2)(m))],
  ["trend.channel(48, 2).below", (m) => each((x, y) => Number(x < y), m.close, channel(-2)(m))],
];

const floor =
  (rule: (top: number, bottom: number, last: number, begin: number) => number) =>
  (m: Market): Column =>
    each(
      (...[top = NaN, bottom = NaN, last = NaN, begin = NaN]) => rule(top, bottom, last, begin),
      back(m.high),
      back(m.low),
      back(m.close),
      back(m.open),
    );

/** A bar that stands above (below) two on both sides, found two bars later; the price is held. */
function wing(column: Column, sign: 1 | -1): { found: Column; price: Column } {
  const found = column.map((_, bar) => {
    if (bar < 4) return NaN;
    const others = [bar - 4, bar - 3, bar - 1, bar].map((k) => sign * at(column, k));
    return Number(others.every((x) => sign * at(column, bar - 2) > x));
  });
  let price = NaN;
  return { found, price: found.map((yes, bar) => (price = yes === 1 ? at(column, bar - 2) : price)) };
}

const fibonacci = "levels.fibonacci_points(high[1], low[1], close[1])";
const woodie = "levels.woodie_points(high[1], low[1], close[1])";
const demark = "levels.demark_points(open[1], high[1], low[1], close[1])";
const weighted = (h: number, l: number, x: number): number => (h + l + x + x) / 4;
const demarkSum = (h: number, l: number, x: number, o: number): number =>
  x < o ? h + 2 * l + x : x > o ? 2 * h + l + x : h + l + 2 * x;

export const levels: readonly Definition[] = [
  ["levels.fractals(2).up", ({ high }) => wing(high, 1).price],
  ["levels.fractals(2).down", ({ low }) => wing(low, -1).price],
  ["levels.fractals(2).up_found", ({ high }) => wing(high, 1).found],
  ["levels.fractals(2).down_found", ({ low }) => wing(low, -1).found],
  [`${fibonacci}.pivot`, floor((h, l, x) => (h + l + x) / 3)],
  ...(
    [
      [1, 0.382],
      [2, 0.618],
      [3, 1],
    ] as const
  ).flatMap(([n, share]): readonly Definition[] => [
    [`${fibonacci}.r${n}`, floor((h, l, x) => (h + l + x) / 3 + share * (h - l))],
    [`${fibonacci}.s${n}`, floor((h, l, x) => (h + l + x) / 3 - share * (h - l))],
  ]),
  [`${woodie}.pivot`, floor(weighted)],
  [`${woodie}.r1`, floor((h, l, x) => 2 * weighted(h, l, x) - l)],
  [`${woodie}.s1`, floor((h, l, x) => 2 * weighted(h, l, x) - h)],
  [`${woodie}.r2`, floor((h, l, x) => weighted(h, l, x) + h - l)],
  [`${woodie}.s2`, floor((h, l, x) => weighted(h, l, x) - h + l)],
  [`${demark}.pivot`, floor((h, l, x, o) => demarkSum(h, l, x, o) / 4)],
  [`${demark}.r1`, floor((h, l, x, o) => demarkSum(h, l, x, o) / 2 - l)],
  [`${demark}.s1`, floor((h, l, x, o) => demarkSum(h, l, x, o) / 2 - h)],
  [
    "levels.place(50)",
    ({ high, low, close }) =>
      each((x, top, bottom) => (x - bottom) / (top - bottom), close, highest(high, 50), lowest(low, 50)),
  ],
  [
    "levels.above_bottom(close, 50)",
    ({ close }) => each((x, bottom) => (x - bottom) / bottom, close, lowest(close, 50)),
  ],
];
