import { Statistics } from "./layout";

/** The two lanes of a pair together. */
// @ts-ignore: decorator
@inline
export function total(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/**
 * Merges the moments of a block of `n` returns (Pébay 2008). Inside the block a second pass is made around its own mean,
 * so that neither a large mean nor a long run loses digits. `sum` and `marketSum` are the plain sums of the block.
 */
export function addMoments(s: Statistics, n: i32, sum: f64, marketSum: f64): void {
  if (n == 0) return;
  const count = <f64>n;
  const mean = sum / count;
  const marketMean = marketSum / count;
  const means = f64x2.splat(mean);
  const marketMeans = f64x2.splat(marketMean);
  let m2 = f64x2.splat(0);
  let m3 = f64x2.splat(0);
  let m4 = f64x2.splat(0);
  let marketM2 = f64x2.splat(0);
  let product = f64x2.splat(0);
  let activeM2 = f64x2.splat(0);
  const returns = s.returns;
  const market = s.marketReturns;
  const end = (<usize>n) << 3;
  let at: usize = 0;
  for (; at < end; at += 16) {
    let d = f64x2.sub(v128.load(returns + at), means);
    let e = f64x2.sub(v128.load(market + at), marketMeans);
    if (at + 8 == end) {
      // The odd return at the end of the run: its neighbour counts nothing.
      d = f64x2.replace_lane(d, 1, 0);
      e = f64x2.replace_lane(e, 1, 0);
    }
    const square = f64x2.mul(d, d);
    const a = f64x2.sub(d, e);
    m2 = f64x2.add(m2, square);
    m3 = f64x2.add(m3, f64x2.mul(square, d));
    m4 = f64x2.add(m4, f64x2.mul(square, square));
    marketM2 = f64x2.add(marketM2, f64x2.mul(e, e));
    product = f64x2.add(product, f64x2.mul(d, e));
    activeM2 = f64x2.add(activeM2, f64x2.mul(a, a));
  }
  s.blockSquares = total(m2);
  merge(s, count, mean, s.blockSquares, total(m3), total(m4));
  mergeMarket(s, count, mean, marketMean, total(marketM2), total(product), total(activeM2));
  const share = count / (s.count + count);
  s.mean += (mean - s.mean) * share;
  s.marketMean += (marketMean - s.marketMean) * share;
  s.activeMean += (mean - marketMean - s.activeMean) * share;
  s.count += count;
}

export function merge(s: Statistics, n: f64, mean: f64, m2: f64, m3: f64, m4: f64): void {
  const a = s.count;
  const all = a + n;
  const d = mean - s.mean;
  const shift = (d * d * a * n) / all;
  s.m4 +=
    m4 +
    (shift * d * d * (a * a - a * n + n * n)) / (all * all) +
    (6 * d * d * (a * a * m2 + n * n * s.m2)) / (all * all) +
    (4 * d * (a * m3 - n * s.m3)) / all;
  s.m3 += m3 + (shift * d * (a - n)) / all + (3 * d * (a * m2 - n * s.m2)) / all;
  s.m2 += m2 + shift;
}

export function mergeMarket(
  s: Statistics, n: f64, mean: f64, marketMean: f64, marketM2: f64, product: f64, activeM2: f64,
): void {
  const weight = (s.count * n) / (s.count + n);
  const d = mean - s.mean;
  const e = marketMean - s.marketMean;
  const a = mean - marketMean - s.activeMean;
  s.marketM2 += marketM2 + e * e * weight;
  s.product += product + d * e * weight;
  s.activeM2 += activeM2 + a * a * weight;
}
