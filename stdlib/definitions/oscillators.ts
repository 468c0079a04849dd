import * as c from "./columns.js";
import {
  at,
  back,
  change,
  each,
  ema,
  highest,
  lowest,
  over,
  recur,
  rma,
  sma,
  stdev,
  sum,
} from "./columns.js";
import type { Column, Definition, Market } from "./columns.js";

const stochastic = (column: Column, length: number): Column =>
  each(
    (x, bottom, top) => (100 * (x - bottom)) / (top - bottom),
    column,
    lowest(column, length),
    highest(column, length),
  );

const four = (column: Column): Column =>
  each((a, b, c2, d) => (a + 2 * b + 2 * c2 + d) / 6, column, back(column), back(column, 2), back(column, 3));

const vigour = ({ open, close, high, low }: Market): Column =>
  each(
    (rise, reach) => rise / reach,
    sum(four(each((x, o) => x - o, close, open)), 10),
    sum(four(each((h, l) => h - l, high, low)), 10),
  );

function streak(close: Column): Column {
  let run = 0;
  return close.map((x, bar) => {
    const before = at(close, bar - 1);
    if (x > before) run = run > 0 ? run + 1 : 1;
    else if (x < before) run = run < 0 ? run - 1 : -1;
    else run = 0;
    return bar === 0 ? NaN : run;
  });
}

const halved = (column: Column): Column =>
  recur(
    column,
    (x) => x,
    (before, x) => before + 0.5 * (x - before),
  );

/** Ehlers' program: four stages begun with the price. */
function laguerre(close: Column, damping: number): Column {
  const first = at(close, 0);
  let stages = [first, first, first, first];
  return close.map((x, bar) => {
    if (bar > 0) {
      const [a = NaN, b = NaN, d = NaN, e = NaN] = stages;
      const l0 = (1 - damping) * x + damping * a;
      const l1 = -damping * l0 + a + damping * b;
      const l2 = -damping * l1 + b + damping * d;
      stages = [l0, l1, l2, -damping * l2 + d + damping * e];
    }
    let [up, down] = [0, 0];
    for (const k of [0, 1, 2]) {
      const apart = at(stages, k) - at(stages, k + 1);
      if (apart >= 0) up += apart;
      else down -= apart;
    }
    return up / (up + down);
  });
}

export const oscillators: readonly Definition[] = [
  ["momentum.stochastic_of(close, 14)", ({ close }) => stochastic(close, 14)],
  ["momentum.vigour(10).line", vigour],
  ["momentum.vigour(10).signal", (m) => four(vigour(m))],
  [
    "momentum.squeeze(20, 2, 1.5).on",
    (m) =>
      each(
        (mid, deviation, range) =>
          Number(mid - 2 * deviation > mid - 1.5 * range && mid + 2 * deviation < mid + 1.5 * range),
        sma(m.close, 20),
        stdev(m.close, 20),
        sma(c.trueRange(m), 20),
      ),
  ],
  [
    "momentum.squeeze(20, 2, 1.5).momentum",
    ({ close, high, low }) => {
      const apart = each(
        (x, top, bottom, calm) => x - ((top + bottom) / 2 + calm) / 2,
        close,
        highest(high, 20),
        lowest(low, 20),
        sma(close, 20),
      );
      return over(20, (w) => c.line(w).end, apart);
    },
  ],
  ["momentum.streak(close)", ({ close }) => streak(close)],
  [
    "momentum.schaff(close, 10, 23, 50)",
    ({ close }) => {
      const macd = each((a, b) => a - b, ema(close, 23), ema(close, 50));
      return halved(stochastic(halved(stochastic(macd, 10)), 10));
    },
  ],
  ["momentum.laguerre_rsi(close, 0.5)", ({ close }) => laguerre(close, 0.5)],
];

const daily = (column: Column): Column => each((x) => x * x, c.logReturns(column));

/** Dorsey: deviations counted up on rises and down on falls. */
const dorsey = (close: Column, sign: 1 | -1): Column =>
  ema(
    each((move, wide) => (sign * move > 0 ? wide : 0), change(close), stdev(close, 10)),
    14,
  );

export const volatilities: readonly Definition[] = [
  [
    "volatility.chaikin(10, 10)",
    (m) => {
      const range = ema(c.rangeOf(m), 10);
      return each((now, before) => (100 * (now - before)) / before, range, back(range, 10));
    },
  ],
  [
    "volatility.riskmetrics(close, 0.94, 8760)",
    ({ close }) =>
      each(
        (x) => Math.sqrt(8760 * x),
        recur(
          daily(close),
          (x) => x,
          (before, x) => 0.94 * before + 0.06 * x,
        ),
      ),
  ],
  [
    "volatility.relative_volatility(close, 14, 10)",
    ({ close }) => each((up, down) => (100 * up) / (up + down), dorsey(close, 1), dorsey(close, -1)),
  ],
  ["volatility.average_range(14)", (m) => sma(c.rangeOf(m), 14)],
  ["volatility.ratio(14)", (m) => each((x, usual) => x / usual, c.trueRange(m), ema(c.trueRange(m), 14))],
  [
    "volatility.calm(close, 6, 100)",
    ({ close }) => each((a, b) => a / b, stdev(c.logReturns(close), 6), stdev(c.logReturns(close), 100)),
  ],
];

const location = ({ high, low, close }: Market): Column =>
  each((h, l, x) => (h > l ? (x - l - (h - x)) / (h - l) : 0), high, low, close);

/** Klinger's volume force as Tulip's `kvo` has it, with averages of both lengths begun with means. */
function klinger({ high, low, close, volume }: Market): Column {
  let [way, summed] = [0, NaN];
  const flow = close.map((x, bar) => {
    if (bar === 0) return NaN;
    const [reach, before] = [at(high, bar) - at(low, bar), at(high, bar - 1) - at(low, bar - 1)];
    const whole = at(high, bar) + at(low, bar) + x;
    const was = at(high, bar - 1) + at(low, bar - 1) + at(close, bar - 1);
    const now = whole > was ? 1 : whole < was ? -1 : way;
    if (now !== way || Number.isNaN(summed)) summed = before;
    way = now;
    summed += reach;
    return at(volume, bar) * (summed > 0 ? Math.abs((2 * reach) / summed - 1) : 1) * 100 * way;
  });
  return each((a, b) => a - b, ema(flow, 34), ema(flow, 55));
}

const weighted = ({ close, volume }: Market, length: number): Column =>
  over(length, (x, v) => c.total(x.map((price, k) => price * at(v, k))) / c.total(v), close, volume);

const weightedLine = (m: Market): Column => each((a, b) => a - b, weighted(m, 12), weighted(m, 26));

export const volumes: readonly Definition[] = [
  ["volume.close_location()", location],
  ["volume.klinger(34, 55, 13).line", klinger],
  ["volume.klinger(34, 55, 13).signal", (m) => ema(klinger(m), 13)],
  [
    "volume.twiggs(21)",
    ({ high, low, close, volume }) => {
      const flow = each(
        (h, l, x, before, v) => {
          const [top, bottom] = [Math.max(h, before), Math.min(l, before)];
          return top > bottom ? (v * (x - bottom - (top - x))) / (top - bottom) : 0;
        },
        high,
        low,
        close,
        back(close),
        volume,
      );
      return each((a, b) => a / b, rma(flow, 21), rma(volume, 21));
    },
  ],
  ["volume.weighted_macd(close, 12, 26, 9).line", weightedLine],
  ["volume.weighted_macd(close, 12, 26, 9).signal", (m) => ema(weightedLine(m), 9)],
  [
    "volume.illiquidity(24)",
    ({ close, volume }) =>
      sma(
        each((r, x, v) => Math.abs(r) / (x * v), c.returns(close), close, volume),
        24,
      ),
  ],
];
