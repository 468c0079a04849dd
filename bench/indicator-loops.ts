import { at, none, type Loop } from "./kernel-loops.js";

/** The indicators as plain loops, in the spirit of `kernel-loops`. Windows are short, so most look at each bar of them. */

const strength: Loop = ([x = none], [n = 14], [o = none]) => {
  let g = 0;
  let l = 0;
  o.fill(NaN, 0, n);
  for (let i = 1; i < x.length; i++) {
    const d = at(x, i) - at(x, i - 1);
    const up = d > 0 ? d : 0;
    const down = d < 0 ? -d : 0;
    if (i <= n) {
      g += up;
      l += down;
      if (i < n) continue;
      g /= n;
      l /= n;
    } else {
      g = (g * (n - 1) + up) / n;
      l = (l * (n - 1) + down) / n;
    }
    o[i] = (100 * g) / (g + l);
  }
};

const trueRangeAverage: Loop = ([h = none, l = none, c = none], [n = 14], [o = none]) => {
  let s = 0;
  o.fill(NaN, 0, n);
  for (let i = 1; i < c.length; i++) {
    const range = Math.max(
      at(h, i) - at(l, i),
      Math.abs(at(h, i) - at(c, i - 1)),
      Math.abs(at(l, i) - at(c, i - 1)),
    );
    if (i <= n) {
      s += range;
      if (i < n) continue;
      s /= n;
    } else s = (s * (n - 1) + range) / n;
    o[i] = s;
  }
};

const bands: Loop = ([x = none], [n = 20, k = 2], [middle = none, upper = none, lower = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let j = i - n + 1; j <= i; j++) sum += at(x, j);
    const mean = sum / n;
    let squares = 0;
    for (let j = i - n + 1; j <= i; j++) squares += (at(x, j) - mean) * (at(x, j) - mean);
    const reach = k * Math.sqrt(squares / n);
    middle[i] = mean;
    upper[i] = mean + reach;
    lower[i] = mean - reach;
  }
};

function exponentialInto(x: Float64Array, n: number, share: number, from: number, o: Float64Array): void {
  let e = 0;
  for (let i = from; i < from + n; i++) e += at(x, i);
  e /= n;
  o[from + n - 1] = e;
  const kept = 1 - share;
  for (let i = from + n; i < x.length; i++) {
    e = share * at(x, i) + kept * e;
    o[i] = e;
  }
}

function trueRange(h: Float64Array, l: Float64Array, c: Float64Array, i: number): number {
  return Math.max(at(h, i) - at(l, i), Math.abs(at(h, i) - at(c, i - 1)), Math.abs(at(l, i) - at(c, i - 1)));
}

const convergence: Loop = (
  [x = none],
  [fast = 12, slow = 26, signal = 9],
  [line = none, mean = none, rest = none],
) => {
  const quick = new Float64Array(x.length);
  const calm = new Float64Array(x.length);
  exponentialInto(x, fast, 2 / (fast + 1), 0, quick);
  exponentialInto(x, slow, 2 / (slow + 1), 0, calm);
  for (let i = slow - 1; i < x.length; i++) line[i] = at(quick, i) - at(calm, i);
  exponentialInto(line, signal, 2 / (signal + 1), slow - 1, mean);
  for (let i = slow + signal - 2; i < x.length; i++) rest[i] = at(line, i) - at(mean, i);
};

const stochastic: Loop = ([h = none, l = none, c = none], [n = 14, , signal = 3], [k = none, d = none]) => {
  for (let i = n - 1; i < c.length; i++) {
    let high = at(h, i);
    let low = at(l, i);
    for (let j = i - n + 1; j < i; j++) {
      if (at(h, j) > high) high = at(h, j);
      if (at(l, j) < low) low = at(l, j);
    }
    k[i] = (100 * (at(c, i) - low)) / (high - low);
    let sum = 0;
    for (let j = i - signal + 1; j <= i; j++) sum += at(k, j);
    d[i] = sum / signal;
  }
};

const williams: Loop = ([h = none, l = none, c = none], [n = 14], [o = none]) => {
  for (let i = n - 1; i < c.length; i++) {
    let high = at(h, i);
    let low = at(l, i);
    for (let j = i - n + 1; j < i; j++) {
      if (at(h, j) > high) high = at(h, j);
      if (at(l, j) < low) low = at(l, j);
    }
    o[i] = (-100 * (high - at(c, i))) / (high - low);
  }
};

const channelIndex: Loop = ([x = none], [n = 20], [o = none]) => {
  for (let i = n - 1; i < x.length; i++) {
    let sum = 0;
    for (let j = i - n + 1; j <= i; j++) sum += at(x, j);
    const mean = sum / n;
    let distance = 0;
    for (let j = i - n + 1; j <= i; j++) distance += Math.abs(at(x, j) - mean);
    o[i] = (at(x, i) - mean) / (0.015 * (distance / n));
  }
};

const moneyFlow: Loop = ([x = none, v = none], [n = 14], [o = none]) => {
  const flow = new Float64Array(x.length);
  let up = 0;
  let down = 0;
  for (let i = 1; i < x.length; i++) {
    flow[i] =
      at(x, i) > at(x, i - 1) ? at(x, i) * at(v, i) : at(x, i) < at(x, i - 1) ? -at(x, i) * at(v, i) : 0;
    if (at(flow, i) > 0) up += at(flow, i);
    else down -= at(flow, i);
    if (i >= n) {
      if (at(flow, i - n) > 0) up -= at(flow, i - n);
      else down += at(flow, i - n);
    }
    o[i] = (100 * up) / (up + down);
  }
};

const keltner: Loop = (
  [x = none, h = none, l = none, c = none],
  [n = 20, k = 2],
  [middle = none, upper = none, lower = none, width = none],
) => {
  const ranges = new Float64Array(x.length);
  const mean = new Float64Array(x.length);
  ranges[0] = at(h, 0) - at(l, 0);
  for (let i = 1; i < x.length; i++) ranges[i] = trueRange(h, l, c, i);
  exponentialInto(x, n, 2 / (n + 1), 0, middle);
  exponentialInto(ranges, n, 2 / (n + 1), 0, mean);
  for (let i = n - 1; i < x.length; i++) {
    upper[i] = at(middle, i) + k * at(mean, i);
    lower[i] = at(middle, i) - k * at(mean, i);
    width[i] = (at(upper, i) - at(lower, i)) / at(middle, i);
  }
};

const donchian: Loop = ([h = none, l = none], [n = 20], [upper = none, lower = none, middle = none]) => {
  for (let i = n - 1; i < h.length; i++) {
    let high = at(h, i);
    let low = at(l, i);
    for (let j = i - n + 1; j < i; j++) {
      if (at(h, j) > high) high = at(h, j);
      if (at(l, j) < low) low = at(l, j);
    }
    upper[i] = high;
    lower[i] = low;
    middle[i] = (high + low) / 2;
  }
};

const directional: Loop = (
  [h = none, l = none, c = none],
  [n = 14, m = 14],
  [plus = none, minus = none, adx = none],
) => {
  let range = 0;
  let up = 0;
  let down = 0;
  let mean = 0;
  for (let i = 1; i < c.length; i++) {
    const rise = at(h, i) - at(h, i - 1);
    const fall = at(l, i - 1) - at(l, i);
    const share = i <= n ? 1 : 1 / n;
    const kept = i <= n ? 1 : 1 - 1 / n;
    range = kept * range + share * trueRange(h, l, c, i);
    up = kept * up + share * (rise > fall && rise > 0 ? rise : 0);
    down = kept * down + share * (fall > rise && fall > 0 ? fall : 0);
    if (i === n) {
      range /= n;
      up /= n;
      down /= n;
    }
    if (i < n) continue;
    plus[i] = (100 * up) / range;
    minus[i] = (100 * down) / range;
    const apart = (100 * Math.abs(at(plus, i) - at(minus, i))) / (at(plus, i) + at(minus, i));
    mean = i < n + m ? mean + apart / m : mean + (apart - mean) / m;
    if (i >= n + m - 1) adx[i] = mean;
  }
};

const supertrend: Loop = (
  [h = none, l = none, c = none],
  [factor = 3, n = 10],
  [line = none, direction = none, rising = none],
) => {
  let range = 0;
  let upper = Infinity;
  let lower = -Infinity;
  let side = 1;
  for (let i = 1; i < c.length; i++) {
    range = i < n ? range + trueRange(h, l, c, i) / n : range + (trueRange(h, l, c, i) - range) / n;
    if (i < n) continue;
    const middle = (at(h, i) + at(l, i)) / 2;
    const high = middle + factor * range;
    const low = middle - factor * range;
    if (high < upper || at(c, i - 1) > upper) upper = high;
    if (low > lower || at(c, i - 1) < lower) lower = low;
    if (side > 0 ? at(c, i) > upper : at(c, i) < lower) side = -side;
    line[i] = side > 0 ? upper : lower;
    direction[i] = side;
    rising[i] = side < 0 ? 1 : 0;
  }
};

const parabolic: Loop = ([h = none, l = none], [start = 0.02, step = 0.02, most = 0.2], [o = none]) => {
  let long = true;
  let speed = start;
  let edge = at(h, 0);
  let stop = at(l, 0);
  for (let i = 1; i < h.length; i++) {
    stop += speed * (edge - stop);
    // Never inside the two bars before.
    const before = Math.max(0, i - 2);
    if (long) stop = Math.min(stop, at(l, i - 1), at(l, before));
    else stop = Math.max(stop, at(h, i - 1), at(h, before));
    if (long ? at(l, i) < stop : at(h, i) > stop) {
      long = !long;
      stop = edge;
      edge = long ? at(h, i) : at(l, i);
      speed = start;
    } else if (long ? at(h, i) > edge : at(l, i) < edge) {
      edge = long ? at(h, i) : at(l, i);
      speed = Math.min(most, speed + step);
    }
    o[i] = stop;
  }
};

const onBalance: Loop = ([c = none, v = none], _, [o = none]) => {
  let sum = 0;
  for (let i = 1; i < c.length; i++) {
    if (at(c, i) > at(c, i - 1)) sum += at(v, i);
    else if (at(c, i) < at(c, i - 1)) sum -= at(v, i);
    o[i] = sum;
  }
};

const dailyAverage: Loop = ([x = none, time = none, v = none], _, [o = none]) => {
  let day = -1;
  let amount = 0;
  let volume = 0;
  for (let i = 0; i < x.length; i++) {
    const today = Math.floor(at(time, i) / 86_400_000);
    if (today !== day) {
      day = today;
      amount = 0;
      volume = 0;
    }
    amount += at(x, i) * at(v, i);
    volume += at(v, i);
    o[i] = amount / volume;
  }
};

const streak: Loop = ([x = none], [n = 1], [o = none]) => {
  let run = 0;
  for (let i = 1; i < x.length; i++) {
    run = at(x, i) > at(x, i - 1) ? run + 1 : 0;
    o[i] = run >= n ? 1 : 0;
  }
};

export const indicatorLoops: Readonly<Record<string, Loop>> = {
  rsi: strength,
  atr: trueRangeAverage,
  bollinger: bands,
  macd: convergence,
  stochastic,
  williams_r: williams,
  cci: channelIndex,
  mfi: moneyFlow,
  keltner,
  donchian,
  dmi: directional,
  supertrend,
  sar: parabolic,
  obv: onBalance,
  vwap: dailyAverage,
  rising: streak,
  typical_price: ([h = none, l = none, c = none], _, [o = none]) => {
    for (let i = 0; i < c.length; i++) o[i] = (at(h, i) + at(l, i) + at(c, i)) / 3;
  },
  true_range: ([h = none, l = none, c = none], _, [o = none]) => {
    o[0] = at(h, 0) - at(l, 0);
    for (let i = 1; i < c.length; i++) o[i] = trueRange(h, l, c, i);
  },
  change: ([x = none], [n = 1], [o = none]) => {
    for (let i = n; i < x.length; i++) o[i] = at(x, i) - at(x, i - n);
  },
  roc: ([x = none], [n = 1], [o = none]) => {
    for (let i = n; i < x.length; i++) o[i] = (100 * (at(x, i) - at(x, i - n))) / at(x, i - n);
  },
  log_returns: ([x = none], [n = 1], [o = none]) => {
    for (let i = n; i < x.length; i++) o[i] = Math.log(at(x, i) / at(x, i - n));
  },
  bars_since: ([x = none], _, [o = none]) => {
    let since = NaN;
    for (let i = 0; i < x.length; i++) {
      since = at(x, i) === 1 ? 0 : since + 1;
      o[i] = since;
    }
  },
  hour_of_day: ([t = none], _, [o = none]) => {
    for (let i = 0; i < t.length; i++) o[i] = Math.floor(at(t, i) / 3_600_000) % 24;
  },
  month: ([t = none], _, [o = none]) => {
    for (let i = 0; i < t.length; i++) o[i] = new Date(at(t, i)).getUTCMonth() + 1;
  },
};
