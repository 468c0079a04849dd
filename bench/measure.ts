/** Ours beside a reference, measured in turn in one process: only the ratio of medians means something. */
export interface Comparison {
  readonly name: string;
  /** What is counted per second: bars, evaluations. */
  readonly units: number;
  /** Median milliseconds. */
  readonly ours: number;
  readonly reference: number;
  /** How many times faster than the reference. */
  readonly ratio: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

export function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Runs both in turn, A B A B …, after `warmups` rounds that do not count. */
export function compare(
  name: string,
  units: number,
  ours: () => void,
  reference: () => void,
  rounds = 25,
  warmups = 8,
): Comparison {
  const times = { ours: [] as number[], reference: [] as number[] };
  for (let round = -warmups; round < rounds; round++) {
    const a = timed(ours);
    const b = timed(reference);
    if (round < 0) continue;
    times.ours.push(a);
    times.reference.push(b);
  }
  const ourMedian = median(times.ours);
  const referenceMedian = median(times.reference);
  return { name, units, ours: ourMedian, reference: referenceMedian, ratio: referenceMedian / ourMedian };
}

export function formatComparison({ name, units, ours, reference, ratio }: Comparison): string {
  const speed = (milliseconds: number) => `${(units / milliseconds / 1000).toFixed(1).padStart(7)} M/s`;
  return `${name.padEnd(34)} ${speed(ours)}   ${speed(reference)}   ${ratio.toFixed(2).padStart(6)}×`;
}
