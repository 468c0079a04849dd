/** The indicators of the shared work, line by line with types: `bench/baseline.mjs` of its specification. */

const at = (x: Float64Array, i: number): number => x[i] as number;

export function baselineEma(x: Float64Array, n: number): Float64Array {
  const o = new Float64Array(x.length);
  const a = 2 / (n + 1);
  const b = 1 - a;
  let e = at(x, 0);
  o[0] = e;
  for (let i = 1; i < x.length; i++) {
    e = a * at(x, i) + b * e;
    o[i] = e;
  }
  return o;
}

export function baselineRsi(x: Float64Array, n: number): Float64Array {
  const o = new Float64Array(x.length).fill(NaN);
  let g = 0;
  let l = 0;
  for (let i = 1; i < x.length; i++) {
    const d = at(x, i) - at(x, i - 1);
    const up = d > 0 ? d : 0;
    const down = d < 0 ? -d : 0;
    if (i <= n) {
      g += up;
      l += down;
      if (i === n) {
        g /= n;
        l /= n;
        o[i] = (100 * g) / (g + l);
      }
    } else {
      g = (g * (n - 1) + up) / n;
      l = (l * (n - 1) + down) / n;
      o[i] = (100 * g) / (g + l);
    }
  }
  return o;
}

export function baselineAtr(h: Float64Array, l: Float64Array, c: Float64Array, n: number): Float64Array {
  const o = new Float64Array(c.length).fill(NaN);
  let s = 0;
  for (let i = 1; i < c.length; i++) {
    const range = Math.max(
      at(h, i) - at(l, i),
      Math.abs(at(h, i) - at(c, i - 1)),
      Math.abs(at(l, i) - at(c, i - 1)),
    );
    if (i <= n) {
      s += range;
      if (i === n) {
        s /= n;
        o[i] = s;
      }
    } else {
      s = (s * (n - 1) + range) / n;
      o[i] = s;
    }
  }
  return o;
}

export function baselineBollinger(x: Float64Array, n: number, k: number) {
  const m = new Float64Array(x.length).fill(NaN);
  const u = m.slice();
  const d = m.slice();
  for (let i = n - 1; i < x.length; i++) {
    let s = 0;
    for (let j = i - n + 1; j <= i; j++) s += at(x, j);
    const mean = s / n;
    let v = 0;
    for (let j = i - n + 1; j <= i; j++) v += (at(x, j) - mean) * (at(x, j) - mean);
    const deviation = Math.sqrt(v / n);
    m[i] = mean;
    u[i] = mean + k * deviation;
    d[i] = mean - k * deviation;
  }
  return { middle: m, upper: u, lower: d };
}

export function baselineMacd(x: Float64Array) {
  const fast = baselineEma(x, 12);
  const slow = baselineEma(x, 26);
  const line = new Float64Array(x.length);
  for (let i = 0; i < line.length; i++) line[i] = at(fast, i) - at(slow, i);
  return { line, signal: baselineEma(line, 9) };
}
