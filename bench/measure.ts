import { threadTime } from "./thread-clock.js";

/** Ours beside a reference, measured by turns in one process: only the ratio of medians means something. */
export interface Comparison {
  /** How the ledger knows it: words with hyphens, never changed. */
  readonly name: string;
  /** What is counted per second: bars, evaluations. */
  readonly units: number;
  /** Median milliseconds of the thread's own work. */
  readonly ours: number;
  readonly reference: number;
  /** How many times faster than the reference. */
  readonly ratio: number;
  /** Relative uncertainty of the ratio: half the middle half of the rounds' own ratios, over the root of their number. */
  readonly noise: number;
  /** The ratio to reach. */
  readonly goal?: number;
}

export interface Rounds {
  readonly rounds?: number;
  /** Turns that do not count. */
  readonly warmups?: number;
  readonly goal?: number;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** With linear interpolation between neighbours. */
function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = fraction * (sorted.length - 1);
  const low = Math.floor(place);
  const [left = NaN, right = left] = [sorted[low], sorted[low + 1]];
  return left + (place - low) * (right - left);
}

export function timed(work: () => void): number {
  const start = threadTime();
  work();
  return threadTime() - start;
}

/** Runs both in turn, A B A B …. */
export function compare(
  name: string,
  units: number,
  ours: () => void,
  reference: () => void,
  { rounds = 25, warmups = 8, goal }: Rounds = {},
): Comparison {
  const times = { ours: [] as number[], reference: [] as number[] };
  for (let round = -warmups; round < rounds; round++) {
    const a = timed(ours);
    const b = timed(reference);
    if (round < 0) continue;
    times.ours.push(a);
    times.reference.push(b);
  }
  return compared(name, units, times, goal);
}

/** A comparison of what has been measured by turns already. */
export function compared(
  name: string,
  units: number,
  times: { readonly ours: readonly number[]; readonly reference: readonly number[] },
  goal?: number,
): Comparison {
  const [ours, reference] = [median(times.ours), median(times.reference)];
  const ratio = reference / ours;
  const ratios = times.ours.map((time, round) => (times.reference[round] ?? NaN) / time);
  const spread = (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2;
  const noise = spread / Math.sqrt(ratios.length) / ratio;
  return { name, units, ours, reference, ratio, noise, ...(goal !== undefined && { goal }) };
}

export const comparisonHead = `${"".padEnd(34)} ${"ours".padStart(11)}   ${"JavaScript".padStart(11)}    ratio`;

export function formatComparison({ name, units, ours, reference, ratio, goal }: Comparison): string {
  const speed = (milliseconds: number) => `${(units / milliseconds / 1000).toFixed(1).padStart(7)} M/s`;
  const reached = goal === undefined ? "" : `   ${ratio >= goal ? "reaches" : "below"} ${goal}×`;
  return `${name.padEnd(34)} ${speed(ours)}   ${speed(reference)}   ${ratio.toFixed(2).padStart(6)}×${reached}`;
}
