/**
 * Central moments of the account's returns r and the market's m, merged block by block (Pébay 2008). Inside a
 * block two passes are made, so that neither a large mean nor a long run loses digits.
 */
export class PairMoments {
  count = 0;
  mean = 0;
  m2 = 0;
  m3 = 0;
  m4 = 0;
  marketMean = 0;
  marketM2 = 0;
  /** Σ (r − r̄)(m − m̄). */
  product = 0;
  /** Of r − m. */
  activeMean = 0;
  activeM2 = 0;

  /** Adds the first `count` returns of a block, with their plain sums. */
  add(account: Float64Array, market: Float64Array, count: number, sum: number, marketSum: number): void {
    if (count === 0) return;
    const mean = sum / count;
    const marketMean = marketSum / count;
    const activeMean = mean - marketMean;
    let m2 = 0;
    let m3 = 0;
    let m4 = 0;
    let marketM2 = 0;
    let product = 0;
    let activeM2 = 0;
    for (let i = 0; i < count; i++) {
      const r = account[i] ?? 0;
      const m = market[i] ?? 0;
      const d = r - mean;
      const e = m - marketMean;
      const a = r - m - activeMean;
      const square = d * d;
      m2 += square;
      m3 += square * d;
      m4 += square * square;
      marketM2 += e * e;
      product += d * e;
      activeM2 += a * a;
    }
    this.merge(count, mean, m2, m3, m4);
    this.mergeMarket(count, mean, marketMean, marketM2, product, activeM2);
    this.mean += ((mean - this.mean) * count) / (this.count + count);
    this.marketMean += ((marketMean - this.marketMean) * count) / (this.count + count);
    this.activeMean += ((activeMean - this.activeMean) * count) / (this.count + count);
    this.count += count;
  }

  private merge(n: number, mean: number, m2: number, m3: number, m4: number): void {
    const a = this.count;
    const total = a + n;
    const d = mean - this.mean;
    const shift = (d * d * a * n) / total;
    this.m4 +=
      m4 +
      (shift * d * d * (a * a - a * n + n * n)) / (total * total) +
      (6 * d * d * (a * a * m2 + n * n * this.m2)) / (total * total) +
      (4 * d * (a * m3 - n * this.m3)) / total;
    this.m3 += m3 + (shift * d * (a - n)) / total + (3 * d * (a * m2 - n * this.m2)) / total;
    this.m2 += m2 + shift;
  }

  private mergeMarket(
    n: number,
    mean: number,
    marketMean: number,
    marketM2: number,
    product: number,
    activeM2: number,
  ): void {
    const weight = (this.count * n) / (this.count + n);
    const d = mean - this.mean;
    const e = marketMean - this.marketMean;
    const a = mean - marketMean - this.activeMean;
    this.marketM2 += marketM2 + e * e * weight;
    this.product += product + d * e * weight;
    this.activeM2 += activeM2 + a * a * weight;
  }
}

/** Running mean and squared deviations of one number at a time (Welford 1962). */
export class RunningMoments {
  count = 0;
  mean = 0;
  private m2 = 0;

  add(value: number): void {
    this.count++;
    const before = value - this.mean;
    this.mean += before / this.count;
    this.m2 += before * (value - this.mean);
  }

  /** Sample standard deviation (n − 1); `null` when it is not defined or only rounding noise. */
  deviation(): number | null {
    return sampleDeviation(this.m2, this.count, this.mean);
  }
}

/** √(m2/(n − 1)); `null` for fewer than two values, or when it does not rise above the rounding of the values. */
export function sampleDeviation(m2: number, count: number, mean: number): number | null {
  if (count < 2) return null;
  const deviation = Math.sqrt(m2 / (count - 1));
  return deviation > 1e-15 && deviation > 1e-12 * Math.abs(mean) ? deviation : null;
}

/** Sum with Neumaier's correction: its error does not grow with the number of terms. */
export class CompensatedSum {
  private sum = 0;
  private correction = 0;

  add(value: number): void {
    const next = this.sum + value;
    this.correction +=
      Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }

  get value(): number {
    return this.sum + this.correction;
  }
}
