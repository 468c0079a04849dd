import { at, none, type Loop } from "./kernel-loops.js";

/** Shapes of windows, the cycle, labels and clocks as plain loops, in the spirit of `kernel-loops`. */

const bell: Loop = ([x = none], [n = 9, offset = 0.85, sigma = 6], [o = none]) => {
  const weights = new Float64Array(n);
  let all = 0;
  for (let k = 0; k < n; k++) {
    const far = (k - offset * (n - 1)) / (n / sigma);
    weights[k] = Math.exp(-far * far * 0.5);
    all += at(weights, k);
  }
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += at(weights, k) * at(x, i - n + 1 + k);
    o[i] = sum / all;
  }
};

const meanDeviation: Loop = ([x = none], [n = 20], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let j = i - n + 1; j <= i; j++) sum += at(x, j);
    const mean = sum / n;
    let apart = 0;
    for (let j = i - n + 1; j <= i; j++) apart += Math.abs(at(x, j) - mean);
    o[i] = apart / n;
  }
};

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? at(sorted, half) : (at(sorted, half - 1) + at(sorted, half)) / 2;
}

const medianDeviation: Loop = ([x = none], [n = 20], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    const window = x.slice(i - n + 1, i + 1).sort();
    const centre = middle(window);
    for (let k = 0; k < n; k++) window[k] = Math.abs(at(window, k) - centre);
    o[i] = middle(window.sort());
  }
};

const shape =
  (power: 3 | 4): Loop =>
  ([x = none], [n = 20], [o = none]) => {
    for (let i = n - 1; i < x.length; i++) {
      let sum = 0;
      for (let j = i - n + 1; j <= i; j++) sum += at(x, j);
      const mean = sum / n;
      let squares = 0;
      let powers = 0;
      for (let j = i - n + 1; j <= i; j++) {
        const d = at(x, j) - mean;
        squares += d * d;
        powers += power === 3 ? d * d * d : d * d * d * d;
      }
      const spread = squares / n;
      o[i] = power === 3 ? powers / n / (spread * Math.sqrt(spread)) : powers / n / (spread * spread) - 3;
    }
  };

const mode: Loop = ([x = none], [n = 20], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    const window = x.slice(i - n + 1, i + 1).sort();
    let best = at(window, 0);
    let most = 0;
    let run = 0;
    for (let k = 0; k < n; k++) {
      run = k > 0 && at(window, k) === at(window, k - 1) ? run + 1 : 1;
      if (run > most) {
        most = run;
        best = at(window, k);
      }
    }
    o[i] = best;
  }
};

const rankCorrelation: Loop = ([x = none], [n = 20], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let squares = 0;
    for (let j = i - n + 1; j <= i; j++) {
      let rank = 0.5;
      for (let k = i - n + 1; k <= i; k++)
        if (at(x, k) < at(x, j)) rank++;
        else if (at(x, k) === at(x, j)) rank += 0.5;
      const apart = rank - (j - i + n);
      squares += apart * apart;
    }
    o[i] = 1 - (6 * squares) / (n * (n * n - 1));
  }
};

const fractional: Loop = ([x = none], [order = 0.4, n = 100], [o = none]) => {
  const weights = new Float64Array(n);
  weights[0] = 1;
  for (let k = 1; k < n; k++) weights[k] = (at(weights, k - 1) * (k - 1 - order)) / k;
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += at(weights, k) * at(x, i - k);
    o[i] = sum;
  }
};

const barriers: Loop = (
  [take = none, stop = none, high = none, low = none, close = none],
  [within = 20],
  [o = none, lives = none],
) => {
  for (let i = within; i < close.length; i++) {
    const start = i - within;
    const upper = at(close, start) + at(take, start);
    const lower = at(close, start) - at(stop, start);
    let [result, life] = [1, within];
    for (let j = start + 1; j <= i && result === 1; j++) {
      if (at(low, j) <= lower) result = 0;
      else if (at(high, j) >= upper) result = 2;
      if (result !== 1) life = j - start;
    }
    o[i] = result;
    lives[i] = life;
  }
};

/** One pass over the longest line of each bar, sums carried on from point to point. */
const trends: Loop = ([x = none], [shortest = 5, longest = 20], [o = none, lives = none]) => {
  for (let i = longest; i < x.length; i++) {
    const start = i - longest;
    let [sum, products, squares, best, life] = [0, 0, 0, 0, shortest];
    for (let n = 1; n <= longest; n++) {
      const value = at(x, start + n) - at(x, start);
      sum += value;
      products += n * value;
      squares += value * value;
      if (n < shortest) continue;
      const points = n + 1;
      const across = products - (n / 2) * sum;
      const up = squares - (sum * sum) / points;
      const explained = up > 0 ? (across * across) / (((points * (points * points - 1)) / 12) * up) : 0;
      const t = Math.sign(across) * Math.sqrt(((points - 2) * explained) / Math.max(1 - explained, 1e-12));
      if (Math.abs(t) > Math.abs(best) * (1 + 1e-9) + 1e-9) [best, life] = [t, n];
    }
    o[i] = best;
    lives[i] = life;
  }
};

const edges: Loop = ([time = none], [interval = 1, origin = 0, timeframe = 1], [o = none]) => {
  let open = NaN;
  for (let i = 0; i < time.length; i++) {
    const t = at(time, i);
    const slot = Math.floor((t - origin) / interval);
    const next = Math.floor((t + timeframe - origin) / interval);
    o[i] = (slot !== open && open === open ? 2 : 0) + (next !== slot ? 4 : 0);
    open = slot;
  }
};

const gather: Loop = ([marks = none, x = none], _, [o = none]) => {
  let first = NaN;
  let rows = 0;
  for (let i = 0; i < x.length; i++) {
    if (at(marks, i) === 2) first = at(x, i);
    else if (at(marks, i) === 4) o[rows++] = first;
  }
};

const hold: Loop = ([marks = none, x = none], _, [o = none]) => {
  let value = NaN;
  let rows = 0;
  for (let i = 0; i < marks.length; i++) {
    if (at(marks, i) === 4) value = at(x, rows++);
    o[i] = value;
  }
};

const filter = (x: Float64Array, i: number): number =>
  0.0962 * (at(x, i) - at(x, i - 6)) + 0.5769 * (at(x, i - 2) - at(x, i - 4));

/** As TA-Lib has it, with a sine and a cosine for each bar of the period. */
const cycle: Loop = (
  [x = none],
  _,
  [periods = none, phases = none, inPhases = none, quarters = none, lines = none],
) => {
  const [smooth, detrended, quadrature] = [0, 1, 2].map(() => new Float64Array(x.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let [period, smoothPeriod, i2, q2, re, im] = [0, 0, 0, 0, 0, 0];
  for (let i = 12; i < x.length; i++) {
    smooth[i] = (4 * at(x, i) + 3 * at(x, i - 1) + 2 * at(x, i - 2) + at(x, i - 3)) / 10;
    if (i < 30) continue;
    const gain = 0.075 * period + 0.54;
    detrended[i] = filter(smooth, i) * gain;
    quadrature[i] = filter(detrended, i) * gain;
    const [i1, i2Before, q2Before] = [at(detrended, i - 3), i2, q2];
    q2 = 0.2 * (at(quadrature, i) + filter(detrended, i - 3) * gain) + 0.8 * q2;
    i2 = 0.2 * (i1 - filter(quadrature, i) * gain) + 0.8 * i2;
    re = 0.2 * (i2 * i2Before + q2 * q2Before) + 0.8 * re;
    im = 0.2 * (i2 * q2Before - q2 * i2Before) + 0.8 * im;
    const found = re !== 0 && im !== 0 ? (2 * Math.PI) / Math.atan(im / re) : period;
    const held = Math.max(Math.min(found, 1.5 * period), 0.67 * period);
    period = 0.2 * Math.max(6, Math.min(50, held)) + 0.8 * period;
    smoothPeriod = 0.33 * period + 0.67 * smoothPeriod;
    const n = Math.floor(smoothPeriod + 0.5);
    let [sum, real, imaginary] = [0, 0, 0];
    for (let k = 0; k < n && k <= i; k++) {
      sum += at(x, i - k);
      real += Math.sin((2 * Math.PI * k) / n) * at(smooth, i - k);
      imaginary += Math.cos((2 * Math.PI * k) / n) * at(smooth, i - k);
    }
    periods[i] = smoothPeriod;
    phases[i] =
      Math.atan(real / imaginary) * (180 / Math.PI) + 90 + 360 / smoothPeriod + (imaginary < 0 ? 180 : 0);
    inPhases[i] = i1;
    quarters[i] = at(quadrature, i);
    lines[i] = n > 0 ? sum / n : at(x, i);
  }
};

export const shapeLoops: Readonly<Record<string, Loop>> = {
  alma: bell,
  mean_deviation: meanDeviation,
  median_deviation: medianDeviation,
  skewness: shape(3),
  kurtosis: shape(4),
  mode,
  rank_correlation: rankCorrelation,
  fractional_difference: fractional,
  triple_barrier: barriers,
  trend_scan: trends,
  frame_edges: edges,
  gather,
  hold,
  hilbert: cycle,
};
