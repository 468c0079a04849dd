import * as c from "./columns.js";
import { at, back, each, highest, lowest, over, sma, stdev } from "./columns.js";
import type { Column, Definition, Market } from "./columns.js";

const bodyOf = ({ open, close }: Market): Column => each((o, x) => x / o - 1, open, close);
const rising = ({ open, close }: Market): Column => each((o, x) => Number(x > o), open, close);

/** The closes of the rising bars before and at each bar, the newest first. */
const risen = (m: Market, which: number): Column =>
  m.close.map((_, bar) =>
    at(
      m.close
        .slice(0, bar + 1)
        .filter((x, k) => x > at(m.open, k))
        .toReversed(),
      which,
    ),
  );

/** Pearson's correlation. */
function pearson(a: Column, b: Column): number {
  const [ma, mb] = [c.mean(a), c.mean(b)];
  const shared = c.mean(a.map((x, k) => (x - ma) * (at(b, k) - mb)));
  return shared / (c.deviation(a) * c.deviation(b));
}

export const statistics: readonly Definition[] = [
  ["stats.tan(close / open - 1)", (m) => each(Math.tan, bodyOf(m))],
  ["stats.logistic(100 * (close / open - 1))", (m) => each((x) => 1 / (1 + Math.exp(-100 * x)), bodyOf(m))],
  ["stats.range(close, 14)", ({ close }) => over(14, (w) => Math.max(...w) - Math.min(...w), close)],
  ["stats.value_when(close > open, close).last", (m) => risen(m, 0)],
  ["stats.value_when(close > open, close).before", (m) => risen(m, 1)],
  ["stats.variation(volume, 48)", ({ volume }) => over(48, (w) => c.deviation(w) / c.mean(w), volume)],
  [
    "stats.winsorise(returns(close), 200, 2.5%)",
    ({ close }) =>
      over(
        200,
        (w) => Math.min(Math.max(at(w, 199), c.quantile(w, 0.025)), c.quantile(w, 0.975)),
        c.returns(close),
      ),
  ],
  [
    "stats.scaled(volume, 100)",
    ({ volume }) =>
      each((x, low, high) => (x - low) / (high - low), volume, lowest(volume, 100), highest(volume, 100)),
  ],
  [
    "stats.standard_error(returns(close), 100)",
    ({ close }) => over(100, (w) => c.deviation(w, 1) / 10, c.returns(close)),
  ],
  [
    "stats.centred_rank(close, 100)",
    ({ close }) =>
      over(101, (w) => (2 * w.slice(0, 100).filter((x) => x <= at(w, 100)).length) / 100 - 1, close),
  ],
  [
    "stats.relative_strength(close, open, 48)",
    ({ close, open }) =>
      each((a, a0, b, b0) => a / a0 / (b / b0), close, back(close, 48), open, back(open, 48)),
  ],
  ["stats.frequency(close > open, 24)", (m) => sma(rising(m), 24)],
  [
    "stats.time_correlation(close, 24)",
    ({ close }) =>
      over(
        24,
        (w) =>
          pearson(
            w,
            w.map((_, k) => k),
          ),
        close,
      ),
  ],
  ["stats.log10(close / open)", (m) => each((o, x) => Math.log10(x / o), m.open, m.close)],
  ["stats.standard_error(close, 20)", ({ close }) => each((s) => s / Math.sqrt(19), stdev(close, 20))],
];

const body = ({ open, close }: Market): Column => each((o, x) => Math.abs(x - o), open, close);
const top = ({ open, close }: Market): Column => each(Math.max, open, close);
const bottom = ({ open, close }: Market): Column => each(Math.min, open, close);
const upper = (m: Market): Column => each((h, b) => h - b, m.high, top(m));
const lower = (m: Market): Column => each((b, l) => b - l, bottom(m), m.low);
/** TA-Lib's measure: a share of the mean of the bars before. */
const usual = (column: Column, bars: number, share: number): Column =>
  each((x) => share * x, back(sma(column, bars)));
const shadows = (m: Market): Column => each((u, l) => u + l, upper(m), lower(m));
const below = (a: Column, b: Column): Column => each((x, y) => Number(x < y), a, b);
const all = (...conditions: readonly Column[]): Column =>
  each((...values) => Number(values.every((x) => x === 1)), ...conditions);
const hair = (m: Market): Column => usual(c.rangeOf(m), 10, 0.1);
const short = (m: Market): Column => below(body(m), usual(body(m), 10, 1));
const white = ({ open, close }: Market): Column => each((o, x) => Number(!(x < o)), open, close);

/** TA-Lib's rule: the first close, within three bars of a trap and before another, beyond its inside bar. */
const sprung =
  (way: 1 | -1) =>
  ({ open, high, low, close }: Market): Column => {
    const up = (bar: number): boolean => at(close, bar) > 1.004 * at(open, bar);
    const down = (bar: number): boolean => at(close, bar) < 0.996 * at(open, bar);
    let trap = -9;
    let trapWay = 0;
    return close.map((x, bar) => {
      const none = bar < 4 ? NaN : 0;
      if (up(bar) || down(bar)) {
        [trap, trapWay] = [bar, up(bar) ? 1 : -1];
        return none;
      }
      if (bar < 4 || bar - trap > 3) return none;
      const beyond = trapWay === 1 ? x > at(high, trap - 1) : x < at(low, trap - 1);
      if (!beyond) return 0;
      trap = -9;
      return Number(trapWay === way);
    });
  };
const traps = "candles.confirmed_trap(close > 1.004 * open, close < 0.996 * open)";

export const candleParts: readonly Definition[] = [
  ["candles.body()", body],
  ["candles.body_top()", top],
  ["candles.body_bottom()", bottom],
  ["candles.upper_shadow()", upper],
  ["candles.lower_shadow()", lower],
  ["candles.white()", white],
  ["candles.black()", (m) => each((x) => 1 - x, white(m))],
  ["candles.long_body()", (m) => below(usual(body(m), 10, 1), body(m))],
  ["candles.short_body()", short],
  ["candles.usual_shadow()", (m) => usual(shadows(m), 10, 0.5)],
  ["candles.short_upper_shadow()", (m) => below(upper(m), usual(shadows(m), 10, 0.5))],
  ["candles.short_lower_shadow()", (m) => below(lower(m), usual(shadows(m), 10, 0.5))],
  ["candles.hair()", hair],
  ["candles.no_upper_shadow()", (m) => below(upper(m), hair(m))],
  ["candles.no_lower_shadow()", (m) => below(lower(m), hair(m))],
  ["candles.near()", (m) => usual(c.rangeOf(m), 5, 0.2)],
  ["candles.far()", (m) => usual(c.rangeOf(m), 5, 0.6)],
  ["candles.equal()", (m) => usual(c.rangeOf(m), 5, 0.05)],
  ["candles.body_gap_up()", (m) => below(back(top(m)), bottom(m))],
  ["candles.body_gap_down()", (m) => below(top(m), back(bottom(m)))],
  ["candles.body_inside()", (m) => all(below(top(m), back(top(m))), below(back(bottom(m)), bottom(m)))],
  ["candles.colour_turns()", (m) => each((a, b) => Number(a !== b), white(m), back(white(m)))],
  [`${traps}.bullish`, sprung(1)],
  [`${traps}.bearish`, sprung(-1)],
  [
    "candles.small_with_lower_shadow()",
    (m) => all(short(m), below(body(m), lower(m)), below(upper(m), hair(m))),
  ],
  [
    "candles.small_with_upper_shadow()",
    (m) => all(short(m), below(body(m), upper(m)), below(lower(m), hair(m))),
  ],
];
