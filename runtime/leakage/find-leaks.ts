import type { BarPiece } from "../data/dataset.js";
import { uniformFrom } from "../data/synthesize/random.js";
import { corruptAfter } from "./corrupt.js";

/** Values by what they are called, one for each bar; and what was decided, by bar. */
export interface Computed {
  readonly series: ReadonlyMap<string, Float64Array>;
  readonly decisions: readonly Decision[];
}

/** Something that was done at the close of a bar. */
export interface Decision {
  readonly bar: number;
  readonly what: string;
}

/** Up to when the world is as it was: what becomes known later is to be other; the seed says which other. */
export interface Unchanged {
  /** Epoch milliseconds; a bar or value known at this very time is unchanged. */
  readonly to: number;
  readonly seed: number;
}

/** A value or decision that changed when only later bars did. */
export interface Leak {
  readonly what: string;
  /** Number of the bar, and its open. */
  readonly bar: number;
  readonly time: number;
  readonly before: string;
  readonly after: string;
  /** Up to this bar nothing was changed. */
  readonly unchangedTo: number;
}

export interface LeakageProof {
  readonly bars: number;
  /** How often the future was exchanged. */
  readonly rounds: number;
  readonly series: number;
  /** Values compared, and decisions. */
  readonly compared: number;
  readonly decisions: number;
  /** The earliest leak of each value; empty: none was found. */
  readonly leaks: readonly Leak[];
}

/**
 * Computes everything, exchanges all bars after a random one for others, computes again, and compares to the last bit
 * what stands before. A program that looks at no later bar passes every round; one that does is caught where it happens.
 */
export function findLeaks(
  compute: (bars: BarPiece, unchanged: Unchanged) => Computed,
  bars: BarPiece,
  { rounds, seed }: { readonly rounds: number; readonly seed: number },
): LeakageProof {
  const whole = compute(bars, { to: Infinity, seed });
  const uniform = uniformFrom(seed);
  const length = bars.time.length;
  const leaks = new Map<string, Leak>();
  let compared = 0;
  for (let round = 0; round < rounds; round++) {
    // Late bars know most; the first tenth is left to warm up.
    const last = Math.min(length - 2, Math.floor(length * (0.1 + 0.9 * uniform())));
    const change = Math.floor(uniform() * 2 ** 32);
    const to = bars.time[last + 1] ?? Infinity;
    const other = compute(corruptAfter(bars, last, change), { to, seed: change });
    const note = (leak: Omit<Leak, "time" | "unchangedTo">): void => {
      const known = leaks.get(leak.what);
      if (known !== undefined && known.bar <= leak.bar) return;
      leaks.set(leak.what, { ...leak, time: bars.time[leak.bar] ?? Number.NaN, unchangedTo: last });
    };
    for (const [what, values] of whole.series) {
      compared += last + 1;
      const moved = firstDifference(values, other.series.get(what) ?? new Float64Array(), last);
      if (moved === undefined) continue;
      const show = (column: Float64Array | undefined) => String(column?.[moved] ?? "nothing");
      note({ what, bar: moved, before: show(values), after: show(other.series.get(what)) });
    }
    const decided = firstDecision(whole.decisions, other.decisions, last);
    if (decided !== undefined) note(decided);
  }
  return {
    bars: length,
    rounds,
    series: whole.series.size,
    compared,
    decisions: whole.decisions.length,
    leaks: [...leaks.values()].sort((a, b) => a.bar - b.bar),
  };
}

function firstDifference(before: Float64Array, after: Float64Array, last: number): number | undefined {
  for (let bar = 0; bar <= last; bar++) {
    if (!Object.is(before[bar], after[bar])) return bar;
  }
  return undefined;
}

function firstDecision(
  before: readonly Decision[],
  after: readonly Decision[],
  last: number,
): Omit<Leak, "time" | "unchangedTo"> | undefined {
  const until = (decisions: readonly Decision[]) => decisions.filter(({ bar }) => bar <= last);
  const [first, second] = [until(before), until(after)];
  for (let index = 0; index < Math.max(first.length, second.length); index++) {
    const [one, other] = [first[index], second[index]];
    if (one?.bar === other?.bar && one?.what === other?.what) continue;
    const bar = Math.min(one?.bar ?? last, other?.bar ?? last);
    return { what: "a decision", bar, before: one?.what ?? "nothing", after: other?.what ?? "nothing" };
  }
  return undefined;
}
