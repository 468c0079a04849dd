import { fromSecond } from "./trend.js";
import {
  eachWindow,
  exponentialTwin,
  firstOf,
  mean,
  total,
  valueAt,
  type Column,
  type Twin,
} from "./twin.js";

const finite = (x: number): number => (Number.isFinite(x) ? x : NaN);

const rsi: Twin = ([length = NaN, smoothing], [values = []]) => {
  const moves = values.map((x, bar) => x - valueAt(values, bar - 1));
  const average = (column: Column): Column =>
    smoothing === 1
      ? exponentialTwin([0, ...column.slice(1)], length, 2 / (length + 1), true)
      : fromSecond(column, (rest) => exponentialTwin(rest, length, 1 / length, false));
  const up = average(moves.map((move) => Math.max(move, 0)));
  const down = average(moves.map((move) => Math.max(-move, 0)));
  return [up.map((x, bar) => finite((100 * x) / (x + valueAt(down, bar))))];
};

/** Place of the close in the window's range, 0 to 1. */
function places(length: number, columns: readonly Column[]): Column {
  const rule: Twin = eachWindow(
    () => length,
    ([highs = [], lows = [], closes = []]) => {
      const lowest = Math.min(...lows);
      return finite((valueAt(closes, closes.length - 1) - lowest) / (Math.max(...highs) - lowest));
    },
  );
  return rule([], columns)[0] ?? [];
}

/** The simple average over what is there. */
function averagePresent(column: Column, length: number): Column {
  const present = column.filter((x) => !Number.isNaN(x));
  let seen = 0;
  return column.map((x) => {
    if (Number.isNaN(x)) return NaN;
    seen++;
    return seen < length ? NaN : mean(present.slice(seen - length, seen));
  });
}

const stochastic: Twin = ([length = NaN, smooth = NaN, signal = NaN], columns) => {
  const raw = places(length, columns).map((x) => 100 * x);
  const k = averagePresent(raw, smooth);
  return [k, averagePresent(k, signal)];
};

const cci: Twin = eachWindow(firstOf, ([values = []]) => {
  const middle = mean(values);
  const deviation = mean(values.map((x) => Math.abs(x - middle)));
  return finite((valueAt(values, values.length - 1) - middle) / (0.015 * deviation));
});

const mfi: Twin = ([length = NaN], [values = [], volumes = []]) => {
  const flow = (sign: number): Column =>
    values.map((x, bar) =>
      Math.sign(x - valueAt(values, bar - 1)) === sign ? Math.abs(x * valueAt(volumes, bar)) : 0,
    );
  const [up, down] = [flow(1), flow(-1)];
  return [
    values.map((_, bar) => {
      if (bar < length) return NaN;
      const inflow = total(up.slice(bar - length + 1, bar + 1));
      const outflow = total(down.slice(bar - length + 1, bar + 1));
      return finite((100 * inflow) / (inflow + outflow));
    }),
  ];
};

const macd: Twin = ([fast = NaN, slow = NaN, signal = NaN, seed], [values = []]) => {
  const average = (column: Column, length: number): Column =>
    exponentialTwin(column, length, 2 / (length + 1), seed === 1);
  const slower = average(values, slow);
  const line = average(values, fast).map((x, bar) => x - valueAt(slower, bar));
  const start = line.findIndex((x) => !Number.isNaN(x));
  const smoothed = start < 0 ? line : [...line.slice(0, start), ...average(line.slice(start), signal)];
  return [line, smoothed, line.map((x, bar) => x - valueAt(smoothed, bar))];
};

export const oscillator: Readonly<Record<string, Twin>> = {
  rsi,
  stochastic,
  cci,
  mfi,
  williams_r: ([length = NaN], columns) => [places(length, columns).map((x) => 100 * (x - 1))],
  macd,
};
