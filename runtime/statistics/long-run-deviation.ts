import { mean } from "./moments.js";

/**
 * √T times the standard error of the mean, as the stationary bootstrap with this mean block length has it, without
 * drawing a path (Politis & Romano 1994, lemma 1; Hansen 2005, eq. 9). In one pass: Σ q^i x_{t−i} and Σ i·q^i x_{t−i}
 * over the ring are recurrences. 0 when the values do not vary.
 */
export function longRunDeviation(values: Float64Array, length: number): number {
  const count = values.length;
  const centre = mean(values);
  const q = 1 - 1 / Math.max(1, length);
  let [geometric, weighted] = [0, 0];
  let weight = 1;
  for (let i = 1; i < count; i++) {
    weight *= q;
    if (weight === 0) break;
    const apart = (values[count - i] ?? 0) - centre;
    geometric += weight * apart;
    weighted += i * weight * apart;
  }
  // q^T
  const last = weight * q;
  let variance = 0;
  let before = 0;
  for (let t = 0; t < count; t++) {
    const apart = (values[t] ?? 0) - centre;
    if (t > 0) {
      weighted = q * (weighted + geometric + before) - count * last * apart;
      geometric = q * (geometric + before) - last * apart;
    }
    variance += apart * (apart + 2 * (geometric - weighted / count));
    before = apart;
  }
  return variance > 0 ? Math.sqrt(variance / count) : 0;
}
