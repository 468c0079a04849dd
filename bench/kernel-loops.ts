/**
 * The operations as plain loops over Float64Arrays, the way a careful person writes them in JavaScript: what the
 * kernels are measured against. Moving sums add and subtract here, which drifts and which the kernels may not do.
 */
export type Loop = (
  inputs: readonly Float64Array[],
  parameters: readonly number[],
  outputs: readonly Float64Array[],
) => void;

export const none = new Float64Array();

function each(rule: (x: number, y: number, z: number) => number): Loop {
  // One function body for each operation, so that the engine specialises it instead of calling through.
  return new Function(
    "rule",
    `return ([a, b = a, c = a], _, [o]) => { for (let i = 0; i < o.length; i++) o[i] = (${String(rule)})(a[i], b[i], c[i]); };`,
  )(rule) as Loop;
}

export function at(x: Float64Array, i: number): number {
  return x[i] as number;
}

const exponential =
  (share: (n: number) => number): Loop =>
  ([x = none], [n = 1], [o = none]) => {
    const a = share(n);
    const b = 1 - a;
    let e = 0;
    for (let i = 0; i < n; i++) {
      e += at(x, i);
      o[i] = NaN;
    }
    e /= n;
    o[n - 1] = e;
    for (let i = n; i < x.length; i++) {
      e = a * at(x, i) + b * e;
      o[i] = e;
    }
  };

const movingSum =
  (mean: boolean): Loop =>
  ([x = none], [n = 1], [o = none]) => {
    const divisor = mean ? n : 1;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += at(x, i);
      o[i] = NaN;
    }
    o[n - 1] = sum / divisor;
    for (let i = n; i < x.length; i++) {
      sum += at(x, i) - at(x, i - n);
      o[i] = sum / divisor;
    }
  };

/** Weighted mean of the values from one place to another; the newest weighs most. */
function weighted(x: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let j = from; j <= to; j++) sum += (j - from + 1) * at(x, j);
  const n = to - from + 1;
  return sum / ((n * (n + 1)) / 2);
}

const weightedMean: Loop = ([x = none], [n = 1], [o = none]) => {
  const total = (n * (n + 1)) / 2;
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (j + 1) * at(x, i - n + 1 + j);
    o[i] = sum / total;
  }
};

const variance: Loop = ([x = none], [n = 1], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let j = i - n + 1; j <= i; j++) sum += at(x, j);
    const mean = sum / n;
    let squares = 0;
    for (let j = i - n + 1; j <= i; j++) squares += (at(x, j) - mean) * (at(x, j) - mean);
    o[i] = squares / n;
  }
};

const deviation: Loop = ([x = none], [n = 1], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let j = i - n + 1; j <= i; j++) sum += at(x, j);
    const mean = sum / n;
    let squares = 0;
    for (let j = i - n + 1; j <= i; j++) squares += (at(x, j) - mean) * (at(x, j) - mean);
    o[i] = Math.sqrt(squares / n);
  }
};

const score: Loop = ([x = none], [n = 1], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let j = i - n + 1; j <= i; j++) sum += at(x, j);
    const mean = sum / n;
    let squares = 0;
    for (let j = i - n + 1; j <= i; j++) squares += (at(x, j) - mean) * (at(x, j) - mean);
    o[i] = (at(x, i) - mean) / Math.sqrt(squares / n);
  }
};

const highest: Loop = ([x = none], [n = 1], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let best = at(x, i);
    for (let j = i - n + 1; j < i; j++) if (at(x, j) > best) best = at(x, j);
    o[i] = best;
  }
};

const lowest: Loop = ([x = none], [n = 1], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let best = at(x, i);
    for (let j = i - n + 1; j < i; j++) if (at(x, j) < best) best = at(x, j);
    o[i] = best;
  }
};

const sinceHighest: Loop = ([x = none], [n = 1], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let best = i - n + 1;
    for (let j = best + 1; j <= i; j++) if (at(x, j) > at(x, best)) best = j;
    o[i] = i - best;
  }
};

const sinceLowest: Loop = ([x = none], [n = 1], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let best = i - n + 1;
    for (let j = best + 1; j <= i; j++) if (at(x, j) < at(x, best)) best = j;
    o[i] = i - best;
  }
};

const middleOne: Loop = ([x = none], [n = 1], [o = none]) => {
  const copy = new Float64Array(n);
  for (let i = n - 1; i < x.length; i++) {
    for (let j = 0; j < n; j++) copy[j] = at(x, i - n + 1 + j);
    copy.sort();
    o[i] = (at(copy, (n - 1) >> 1) + at(copy, n >> 1)) / 2;
  }
};

const linearRegression: Loop = (
  [x = none],
  [n = 2],
  [value = none, slope = none, intercept = none, explained = none],
) => {
  const middle = (n - 1) / 2;
  const places = (n * (n * n - 1)) / 12;
  for (const column of [value, slope, intercept, explained]) column.fill(NaN, 0, n - 1);
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += at(x, i - n + 1 + j);
    const mean = sum / n;
    let together = 0;
    let squares = 0;
    for (let j = 0; j < n; j++) {
      const d = at(x, i - n + 1 + j) - mean;
      together += (j - middle) * d;
      squares += d * d;
    }
    const rise = together / places;
    value[i] = mean + rise * middle;
    slope[i] = rise;
    intercept[i] = mean - rise * middle;
    explained[i] = (rise * rise * places) / squares;
  }
};

const correlation: Loop = ([x = none, y = none], [n = 2], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let sx = 0;
    let sy = 0;
    for (let j = i - n + 1; j <= i; j++) {
      sx += at(x, j);
      sy += at(y, j);
    }
    let xx = 0;
    let yy = 0;
    let xy = 0;
    for (let j = i - n + 1; j <= i; j++) {
      const dx = at(x, j) - sx / n;
      const dy = at(y, j) - sy / n;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    o[i] = xy / Math.sqrt(xx * yy);
  }
};

const hull: Loop = ([x = none], [n = 2], [o = none]) => {
  const half = Math.floor(n / 2);
  const root = Math.floor(Math.sqrt(n));
  const raw = new Float64Array(x.length);
  for (let i = n - 1; i < x.length; i++)
    raw[i] = 2 * weighted(x, i - half + 1, i) - weighted(x, i - n + 1, i);
  for (let i = n + root - 2; i < x.length; i++) o[i] = weighted(raw, i - root + 1, i);
};

const volumeWeighted: Loop = ([x = none, v = none], [n = 1], [o = none]) => {
  let amount = 0;
  let volume = 0;
  for (let i = 0; i < x.length; i++) {
    amount += at(x, i) * at(v, i);
    volume += at(v, i);
    if (i >= n) {
      amount -= at(x, i - n) * at(v, i - n);
      volume -= at(v, i - n);
    }
    o[i] = i >= n - 1 ? amount / volume : NaN;
  }
};

export const loops: Readonly<Record<string, Loop>> = {
  add: each((x, y) => x + y),
  subtract: each((x, y) => x - y),
  multiply: each((x, y) => x * y),
  divide: each((x, y) => x / y),
  modulo: each((x, y) => x % y),
  minimum: each((x, y) => Math.min(x, y)),
  maximum: each((x, y) => Math.max(x, y)),
  negate: each((x) => -x),
  absolute: each((x) => Math.abs(x)),
  log: each((x) => Math.log(x)),
  exp: each((x) => Math.exp(x)),
  sqrt: each((x) => Math.sqrt(x)),
  power: each((x, y) => x ** y),
  floor: each((x) => Math.floor(x)),
  round: each((x) => Math.round(x)),
  sign: each((x) => Math.sign(x)),
  clamp: each((x, y, z) => Math.min(Math.max(x, y), z)),
  less: each((x, y) => (x < y ? 1 : 0)),
  equal: each((x, y) => (x === y ? 1 : 0)),
  within: each((x, y, z) => (x >= y && x <= z ? 1 : 0)),
  and: each((x, y) => (x && y ? 1 : 0)),
  not: each((x) => (x ? 0 : 1)),
  select: each((x, y, z) => (x ? y : z)),
  is_missing: each((x) => (x !== x ? 1 : 0)),
  coalesce: each((x, y) => (x !== x ? y : x)),
  crosses_above: ([a = none, b = none], _, [o = none]) => {
    o[0] = NaN;
    for (let i = 1; i < a.length; i++) o[i] = at(a, i) > at(b, i) && at(a, i - 1) <= at(b, i - 1) ? 1 : 0;
  },
  history: ([x = none], [n = 1], [o = none]) => {
    for (let i = 0; i < x.length; i++) o[i] = i >= n ? at(x, i - n) : NaN;
  },
  sum: movingSum(false),
  sma: movingSum(true),
  ema: exponential((n) => 2 / (n + 1)),
  rma: exponential((n) => 1 / n),
  wma: weightedMean,
  hma: hull,
  vwma: volumeWeighted,
  variance,
  stdev: deviation,
  zscore: score,
  highest,
  lowest,
  bars_since_highest: sinceHighest,
  bars_since_lowest: sinceLowest,
  median: middleOne,
  quantile: middleOne,
  percent_rank: ([x = none], [n = 1], [o = none]) => {
    for (let i = n; i < x.length; i++) {
      let below = 0;
      for (let j = i - n; j < i; j++) if (at(x, j) <= at(x, i)) below++;
      o[i] = (100 * below) / n;
    }
  },
  correlation,
  linreg: linearRegression,
};
