import type { BarColumns } from "../runtime/data/dataset.js";

/** `bench/baseline.mjs` of the shared work, line by line with types: what a person writes for this one strategy. */
export function average(x: Float64Array, n: number): Float64Array {
  const o = new Float64Array(x.length);
  const a = 2 / (n + 1);
  const b = 1 - a;
  let e = x[0] ?? Number.NaN;
  o[0] = e;
  for (let i = 1; i < x.length; i++) {
    e = a * (x[i] as number) + b * e;
    o[i] = e;
  }
  return o;
}

export function baselineCross(bars: BarColumns, fast: number, slow: number) {
  return crossOf(bars, average(bars.close, fast), average(bars.close, slow), slow);
}

export function crossOf({ open, close }: BarColumns, f: Float64Array, s: Float64Array, slow: number) {
  const capital = 1e7;
  let cash = capital;
  let position = 0;
  let fills = 0;
  let closed = 0;
  let fees = 0;
  let want = 0;
  let peak = capital;
  let drawdown = 0;
  const bars = close.length;
  for (let i = 0; i < bars; i++) {
    if (want !== 0) {
      const q = want - position;
      const p = open[i] as number;
      const c = Math.abs(q) * p * 0.001;
      if (position !== 0) closed++;
      cash -= q * p + c;
      fees += c;
      position = want;
      fills++;
      want = 0;
    }
    const equity = cash + position * (close[i] as number);
    if (equity > peak) peak = equity;
    else if ((peak - equity) / peak > drawdown) drawdown = (peak - equity) / peak;
    if (i >= slow) {
      const up = (f[i] as number) > (s[i] as number);
      const before = (f[i - 1] as number) > (s[i - 1] as number);
      if (up && !before) want = 1;
      else if (!up && before) want = -1;
      if (want === position) want = 0;
    }
  }
  return { fills, closed, fees, equity: cash + position * (close[bars - 1] as number), drawdown };
}
