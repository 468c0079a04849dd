export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Bins of a round width that cover the values; values beyond the outer hundredths are counted in the end bins, so
 * that one giant trade does not flatten the rest. Zero, if inside, is an edge.
 */
export function histogram(values: readonly number[], least = 0): readonly Bin[] {
  if (values.length === 0) return [];
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const trimmed = values.length >= 100;
  const low = trimmed ? at(0.01) : at(0);
  const high = trimmed ? at(0.99) : at(1);
  const width = Math.max(least, roundWidth(high - low, binCount(values.length), Math.abs(high)));
  const first = Math.floor(low / width);
  const count = Math.max(1, Math.floor(high / width) - first + 1);
  const counts = Array.from({ length: count }, () => 0);
  for (const value of values) {
    const bin = Math.min(count - 1, Math.max(0, Math.floor(value / width) - first));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((size, i) => ({ from: (first + i) * width, to: (first + i + 1) * width, count: size }));
}

/** More trades bear a finer picture. */
function binCount(values: number): number {
  return Math.max(10, Math.min(40, Math.round(4 * Math.cbrt(values))));
}

/** 1, 2 or 5 times a power of ten, near a `target`-th of the range. */
function roundWidth(range: number, target: number, scale: number): number {
  const raw = range > 0 ? range / target : Math.max(scale, 1e-3) / 10;
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}
