import { barsOf, firstOf, valueAt, type Twin } from "./twin.js";

export const labelTwins: Readonly<Record<string, Twin>> = {
  triple_barrier: (parameters, [take = [], stop = [], high = [], low = [], close = []]) => {
    const within = firstOf(parameters);
    const rows = barsOf([take]).map((bar): readonly [number, number] => {
      const start = bar - within;
      const upper = valueAt(close, start) + valueAt(take, start);
      const lower = valueAt(close, start) - valueAt(stop, start);
      if (start < 0 || Number.isNaN(upper) || Number.isNaN(lower)) return [NaN, NaN];
      for (let later = start + 1; later <= bar; later++) {
        if (valueAt(low, later) <= lower) return [0, later - start];
        if (valueAt(high, later) >= upper) return [2, later - start];
      }
      return [1, within];
    });
    return [rows.map(([value]) => value), rows.map(([, life]) => life)];
  },
  trend_scan: (parameters, [values = []]) => {
    const shortest = Math.min(...parameters);
    const longest = Math.max(...parameters);
    const rows = barsOf([values]).map((bar): readonly [number, number] => {
      const start = bar - longest;
      if (start < 0) return [NaN, NaN];
      let [best, life] = [0, shortest];
      for (let ahead = shortest; ahead <= longest; ahead++) {
        const t = slopeOf(values.slice(start, start + ahead + 1));
        if (Number.isNaN(t)) return [NaN, NaN];
        if (Math.abs(t) > Math.abs(best) * (1 + 1e-9) + 1e-9) [best, life] = [t, ahead];
      }
      return [best, life];
    });
    return [rows.map(([value]) => value), rows.map(([, life]) => life)];
  },
};

/** The t-value of the slope of a line of least squares through values one bar apart. */
function slopeOf(values: readonly number[]): number {
  const points = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / points;
  const middle = (points - 1) / 2;
  let [spread, products, squares] = [0, 0, 0];
  for (const [place, value] of values.entries()) {
    spread += (place - middle) ** 2;
    products += (place - middle) * (value - mean);
    squares += (value - mean) ** 2;
  }
  if (squares === 0) return 0;
  const explained = products ** 2 / (spread * squares);
  return Math.sign(products) * Math.sqrt(((points - 2) * explained) / Math.max(1 - explained, 1e-12));
}
