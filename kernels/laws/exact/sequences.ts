import { wilderShare } from "./averages.js";
import {
  exact,
  isBelow,
  larger,
  minus,
  negative,
  over,
  plus,
  smaller,
  times,
  toNumber,
  zero,
  type Exact,
} from "./number.js";
import { relative, sized, type Measured } from "./rule.js";

/**
 * Exact answers of operations that never forget: one bar after the other, from the first. What a step answers is only
 * looked at on some bars.
 */
export interface Sequence {
  readonly sets: readonly (readonly number[])[];
  readonly begin: (parameters: readonly number[]) => (bar: readonly number[]) => () => readonly Measured[];
}

function cumulative(): (bar: readonly number[]) => () => readonly Measured[] {
  let sum = zero;
  let size = 0;
  return ([x = 0]) => {
    sum = plus(sum, exact(x));
    size += Math.abs(x);
    const value = sum;
    // A sum that carries what rounding took has lost nothing before the thirty-first digit of its parts.
    return () => [sized(value, 1e-15 * size)];
  };
}

function obv(): (bar: readonly number[]) => () => readonly Measured[] {
  let sum = zero;
  let size = 0;
  let before = NaN;
  return ([close = 0, volume = 0]) => {
    const flow = close > before ? volume : close < before ? -volume : 0;
    before = close;
    sum = plus(sum, exact(flow));
    size += Math.abs(flow);
    const value = sum;
    return () => [sized(value, 1e-15 * size)];
  };
}

const day = 86_400_000;

function vwap([anchor]: readonly number[]): (bar: readonly number[]) => () => readonly Measured[] {
  let [money, traded, since] = [zero, zero, NaN];
  return ([x = 0, time = 0, volume = 0]) => {
    const today = anchor === 0 ? Math.floor(time / day) : 0;
    if (today !== since) [money, traded, since] = [zero, zero, today];
    money = plus(money, times(exact(x), exact(volume)));
    traded = plus(traded, exact(volume));
    const [top, bottom] = [money, traded];
    return () => [toNumber(bottom) > 0 ? relative(over(top, bottom)) : null];
  };
}

/** Line and direction; the third output says the direction in another way. */
function supertrend([factor = 1, length = 1]: readonly number[]) {
  const share = wilderShare(length);
  let [seen, before, trend] = [0, NaN, 0];
  let [average, upper, lower] = [zero, zero, zero];
  return ([high = 0, low = 0, close = 0]: readonly number[]) => {
    seen++;
    const top = Number.isNaN(before) ? high : Math.max(high, before);
    const bottom = Number.isNaN(before) ? low : Math.min(low, before);
    const range = minus(exact(top), exact(bottom));
    average =
      seen <= length
        ? plus(average, over(range, exact(length)))
        : plus(average, times(share, minus(range, average)));
    if (seen >= length) {
      const middle = over(plus(exact(high), exact(low)), exact(2));
      const reach = times(exact(factor), average);
      const [newLower, newUpper] = [minus(middle, reach), plus(middle, reach)];
      const started = trend !== 0;
      if (!started || isBelow(lower, newLower) || isBelow(exact(before), lower)) lower = newLower;
      if (!started || isBelow(newUpper, upper) || isBelow(upper, exact(before))) upper = newUpper;
      if (!started) trend = 1;
      else if (trend === 1) trend = isBelow(upper, exact(close)) ? -1 : 1;
      else trend = isBelow(exact(close), lower) ? 1 : -1;
    }
    before = close;
    const [line, direction, apart] = [trend === 1 ? upper : lower, trend, factor * toNumber(average)];
    return () => [
      sized(line, high + apart),
      relative(exact(direction)),
      relative(exact(direction === 1 ? 0 : 1)),
    ];
  };
}

/** TradingView's parabolic stop, in the sign of its trend. */
function sar([start = 0, step = 0, maximum = 0]: readonly number[]) {
  let bars = 0;
  let [closeBefore, rising] = [NaN, false];
  let [stop, extreme, acceleration] = [zero, zero, zero];
  let [last, older]: (readonly [number, number])[] = [
    [0, 0],
    [0, 0],
  ];
  const bottom = ([low, high]: readonly [number, number] = [0, 0]): Exact => exact(rising ? low : -high);
  const top = ([low, high]: readonly [number, number] = [0, 0]): Exact => exact(rising ? high : -low);
  return ([high = 0, low = 0, close = 0]: readonly number[]) => {
    const bar = [low, high] as const;
    bars++;
    if (bars === 2) {
      rising = close > closeBefore;
      [stop, extreme, acceleration, older] = [bottom(last), top(bar), exact(start), last];
    }
    if (bars >= 2) {
      stop = plus(stop, times(acceleration, minus(extreme, stop)));
      const [here, there] = [bottom(bar), top(bar)];
      if (isBelow(here, stop)) {
        [stop, extreme] = [negative(larger(there, extreme)), negative(here)];
        rising = !rising;
        acceleration = exact(start);
      } else if (isBelow(extreme, there)) {
        extreme = there;
        acceleration = smaller(plus(acceleration, exact(step)), exact(maximum));
      }
      stop = smaller(stop, smaller(bottom(last), bottom(older)));
    }
    closeBefore = close;
    [older, last] = [last, bar];
    const value = rising ? stop : negative(stop);
    return () => [sized(value, high)];
  };
}

export const sequences: Readonly<Record<string, Sequence>> = {
  cumulative: { sets: [[]], begin: cumulative },
  obv: { sets: [[]], begin: obv },
  vwap: {
    sets: [
      [0, 0],
      [3, 0],
    ],
    begin: vwap,
  },
  supertrend: {
    sets: [
      [3, 10],
      [1, 50],
    ],
    begin: supertrend,
  },
  sar: { sets: [[0.02, 0.02, 0.2, 0]], begin: sar },
};
