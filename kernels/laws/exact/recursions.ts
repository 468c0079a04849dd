import { absolutes, last, smoothed, spanShare, wilderShare, type Row } from "./averages.js";
import {
  exact,
  isBelow,
  larger,
  magnitude,
  mean,
  minus,
  over,
  plus,
  smaller,
  times,
  toNumber,
  total,
  zero,
  type Exact,
} from "./number.js";
import { relative, sized, type Measured, type Rule } from "./rule.js";

const lengths = [2, 14, 200].map((length) => [length]);
const hundred = exact(100);

/** Bars after which Wilder's average has forgotten all but 1e-48. */
const forgotten = (length: number): number => 8 + Math.ceil(110 / -Math.log1p(-1 / Math.max(length, 1.5)));

const highest = (row: Row): Exact => row.reduce(larger);
const lowest = (row: Row): Exact => row.reduce(smaller);
const positive = (x: Exact): Exact => larger(x, zero);

/** Differences from bar to bar; one shorter. */
const steps = (row: Row): Row => row.slice(1).map((x, k) => minus(x, row[k] ?? zero));

/** True ranges from the second bar on. */
function trueRanges([highs = [], lows = [], closes = []]: readonly Row[]): Row {
  return highs.slice(1).map((high, k) => {
    const before = closes[k] ?? zero;
    return minus(larger(high, before), smaller(lows[k + 1] ?? zero, before));
  });
}

const average = (share: (length: number) => Exact): Rule => ({
  sets: lengths.map(([length = 1]) => [length, 0]),
  moving: true,
  reach: ([length = 1]) => forgotten(length),
  value: ([values = []], [length = 1]) => [
    sized(last(smoothed(values, share(length))), toNumber(last(smoothed(absolutes(values), share(length))))),
  ],
});

/** Shares of less are not given: a double has no more digits there. */
const leastMovement = 1e-290;

/** up / (up + down) in percent; nothing where neither is. */
function shareOf(up: Exact, down: Exact): Measured {
  const all = plus(up, down);
  return toNumber(all) <= leastMovement ? null : relative(over(times(hundred, up), all));
}

function macd([values = []]: readonly Row[], [fast = 1, slow = 1, signal = 1]: readonly number[]) {
  const [quick, calm] = [smoothed(values, spanShare(fast)), smoothed(values, spanShare(slow))];
  const lines = quick.map((x, bar) => minus(x, calm[bar] ?? zero));
  const slower = last(smoothed(lines, spanShare(signal)));
  const size = toNumber(last(smoothed(absolutes(values), spanShare(slow))));
  return [sized(last(lines), size), sized(slower, size), sized(minus(last(lines), slower), size)];
}

function keltner(
  rows: readonly Row[],
  [length = 1, multiplier = 1, kind, rangeLength = 1]: readonly number[],
) {
  const [values = [], ...bars] = rows;
  const ranges =
    kind === 1 ? (bars[0] ?? []).map((high, k) => minus(high, bars[1]?.[k] ?? zero)) : trueRanges(bars);
  const share = kind === 2 ? wilderShare(rangeLength) : spanShare(length);
  const middle = last(smoothed(values, spanShare(length)));
  const apart = times(exact(multiplier), last(smoothed(ranges, share)));
  const size = toNumber(last(smoothed(absolutes(values), spanShare(length))));
  return [
    sized(middle, size),
    sized(plus(middle, apart), size + toNumber(apart)),
    sized(minus(middle, apart), size + toNumber(apart)),
    relative(over(times(exact(2), apart), middle)),
  ];
}

function dmi(bars: readonly Row[], [length = 1, indexLength = 1]: readonly number[]): readonly Measured[] {
  const [highs = [], lows = []] = bars;
  const ups = steps(highs);
  const downs = steps(lows).map((x) => minus(zero, x));
  const ahead = (some: Row, others: Row): Row =>
    some.map((x, k) => (isBelow(others[k] ?? zero, x) && toNumber(x) > 0 ? x : zero));
  const share = wilderShare(length);
  const range = smoothed(trueRanges(bars), share);
  const [upward, downward] = [smoothed(ahead(ups, downs), share), smoothed(ahead(downs, ups), share)];
  const percent = (row: Row): Row =>
    row.map((x, k) => (toNumber(range[k] ?? zero) === 0 ? zero : over(times(hundred, x), range[k] ?? zero)));
  const [plusLine, minusLine] = [percent(upward), percent(downward)];
  const index = plusLine.map((x, k) => {
    const y = minusLine[k] ?? zero;
    const all = plus(x, y);
    return toNumber(all) === 0 ? zero : over(times(hundred, magnitude(minus(x, y))), all);
  });
  return [
    relative(last(plusLine)),
    relative(last(minusLine)),
    sized(last(smoothed(index, wilderShare(indexLength))), 100),
  ];
}

/** Place of the last close in the range of the bars, 0 to 1. */
function place(highs: Row, lows: Row, close: Exact): Exact | undefined {
  const [top, bottom] = [highest(highs), lowest(lows)];
  return isBelow(bottom, top) ? over(minus(close, bottom), minus(top, bottom)) : undefined;
}

function stochastic(
  [highs = [], lows = [], closes = []]: readonly Row[],
  [length = 1, smooth = 1, signal = 1]: readonly number[],
): readonly Measured[] {
  const raw = closes.slice(length - 1).map((close, k) => {
    const found = place(highs.slice(k, k + length), lows.slice(k, k + length), close);
    return found && times(hundred, found);
  });
  const present = raw.filter((x) => x !== undefined);
  // Windows without any range are left out, and their like may lie further back than these bars.
  if (present.length < raw.length) return [null, null];
  const k = Array.from({ length: signal }, (_, late) =>
    mean(present.slice(present.length - late - smooth, present.length - late)),
  );
  return [sized(k[0] ?? zero, 100), sized(mean(k), 100)];
}

function mfi([values = [], volumes = []]: readonly Row[]): readonly Measured[] {
  const flows = (rises: boolean): Exact =>
    total(
      values.slice(1).map((x, k) => {
        const before = values[k] ?? zero;
        const counts = rises ? isBelow(before, x) : isBelow(x, before);
        return counts ? magnitude(times(x, volumes[k + 1] ?? zero)) : zero;
      }),
    );
  return [shareOf(flows(true), flows(false))];
}

export const recursiveRules: Readonly<Record<string, Rule>> = {
  ema: average(spanShare),
  rma: average(wilderShare),
  rsi: {
    sets: [
      [2, 0],
      [14, 0],
      [200, 0],
      [14, 1],
    ],
    moving: true,
    reach: ([length = 1]) => forgotten(length),
    value: ([values = []], [length = 1, span]) => {
      const share = span === 1 ? spanShare(length) : wilderShare(length);
      const moves = steps(values);
      const up = last(smoothed(moves.map(positive), share));
      return [
        shareOf(
          up,
          last(
            smoothed(
              moves.map((x) => positive(minus(zero, x))),
              share,
            ),
          ),
        ),
      ];
    },
  },
  macd: {
    sets: [
      [12, 26, 9, 0],
      [50, 200, 20, 0],
    ],
    reach: ([, slow = 1, signal = 1]) => forgotten((slow + signal) / 2 + 1),
    value: macd,
  },
  atr: {
    sets: [2, 14, 200].map((length) => [length, 0, 0]),
    moving: true,
    reach: ([length = 1]) => forgotten(length),
    value: (rows, [length = 1]) => [
      sized(last(smoothed(trueRanges(rows), wilderShare(length))), leastMovement),
    ],
  },
  keltner: {
    sets: [
      [20, 2, 0, 10],
      [20, 2, 1, 10],
      [50, 1.5, 2, 100],
    ],
    moving: true,
    reach: ([length = 1, , , rangeLength = 1]) => forgotten(Math.max(length, rangeLength)),
    value: keltner,
  },
  dmi: {
    sets: [
      [14, 14],
      [50, 20],
    ],
    moving: true,
    reach: ([length = 1, indexLength = 1]) => forgotten(length + indexLength),
    value: dmi,
  },
  stochastic: {
    sets: [
      [14, 3, 3],
      [200, 20, 10],
    ],
    reach: ([length = 1, smooth = 1, signal = 1]) => length + smooth + signal - 2,
    value: stochastic,
  },
  williams_r: {
    sets: [[2], [14], [200]],
    reach: ([length = 1]) => length,
    value: ([highs = [], lows = [], closes = []]) => {
      const found = place(highs, lows, last(closes));
      return [found === undefined ? null : sized(minus(times(hundred, found), hundred), 100)];
    },
  },
  mfi: { sets: [[2], [14], [200]], reach: ([length = 1]) => length + 1, value: mfi },
  donchian: {
    sets: lengths,
    reach: ([length = 1]) => length,
    value: ([highs = [], lows = []]) => {
      const [top, bottom] = [highest(highs), lowest(lows)];
      return [relative(top), relative(bottom), relative(over(plus(top, bottom), exact(2)))];
    },
  },
  true_range: { sets: [[0]], reach: () => 2, value: (rows) => [relative(last(trueRanges(rows)))] },
  typical_price: {
    sets: [[]],
    reach: () => 1,
    value: (rows) => [relative(mean(rows.map(last)))],
  },
  change: {
    sets: lengths,
    reach: ([length = 1]) => length + 1,
    value: ([values = []]) => [relative(minus(last(values), values[0] ?? zero))],
  },
  momentum: {
    sets: lengths,
    reach: ([length = 1]) => length + 1,
    value: ([values = []]) => [relative(minus(last(values), values[0] ?? zero))],
  },
  roc: {
    sets: lengths,
    reach: ([length = 1]) => length + 1,
    value: ([values = []]) => [growth(values, hundred)],
  },
  returns: {
    sets: lengths,
    reach: ([length = 1]) => length + 1,
    value: ([values = []]) => [growth(values, exact(1))],
  },
};

function growth(values: Row, factor: Exact): Measured {
  const [earlier = zero] = values;
  return relative(over(times(factor, minus(last(values), earlier)), earlier));
}
