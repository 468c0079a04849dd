import { RunError } from "../engine/error.js";
import type { SearchPass } from "../parallel/protocol.js";
import type { Course, CourseContext } from "./course.js";
import { latin } from "./space.js";
import type { TrialTable } from "./trials.js";

/** What a rung of successive halving saw, and whom it let go on. */
export interface Rung {
  /** Bars of it, from the first of the search on. */
  readonly bars: number;
  readonly sets: number;
  readonly promoted: number;
  /** What is optimised, of the last one that goes on; null before it is known, and at the last rung. */
  readonly last: number | null;
}

/** Fewer bars than this say nothing of a set. */
const fewestBars = 200;

/** Bars of the rungs before the last: each is η times as long as the one before. */
export function rungBars(bars: number, sets: number, eta: number, fewest: number): readonly number[] {
  const rungs: number[] = [];
  for (let left = bars / eta, some = sets; some >= eta && left >= fewest; left /= eta, some /= eta)
    rungs.unshift(Math.floor(left));
  return rungs;
}

/**
 * Successive halving (Jamieson & Talwalkar 2016): all sets are run over a first part of the bars, the best 1/η of them over
 * η times as many, and so on; only those that are left see all bars and are ranked. Constraints count at the end alone, as
 * few bars have few trades.
 */
export function halvingCourse(context: CourseContext): Course {
  const { graph, space, range, seed, options, passes: last, final } = context;
  const eta = options.eta ?? 3;
  if (!(eta >= 2 && Number.isInteger(eta)))
    throw new RunError("SAGE8203", `eta is ${eta}; it must be a whole number from 2 on.`);
  const { sets, forbidden } = latin(graph, space, { trials: options.trials ?? 200, seed });
  const fewest = Math.max(0, graph.warmup.first - range.from) + fewestBars;
  const lengths = rungBars(range.to - range.from, sets.length, eta, fewest);
  const rungs: SearchPass[] = lengths.map((bars, k) => ({
    ranges: [{ from: range.from, to: range.from + bars }],
    keepsBlocks: k === 0,
  }));
  // All sets have seen the first rung alone, so that overfitting is told there.
  const all = last.map((pass) => ({ ...pass, keepsBlocks: pass.keepsBlocks && rungs.length === 0 }));
  const shift = rungs.length;
  const ends = final.map((pass) => pass + shift);
  const told: Rung[] = [];
  let places: readonly number[] = [];
  const promote = (table: TrialTable): readonly number[] => {
    const kept = best(table, places, Math.ceil(places.length / eta));
    const lowest = kept.at(-1);
    const bars = lengths[told.length - 1] ?? 0;
    told[told.length - 1] = {
      bars,
      sets: places.length,
      promoted: kept.length,
      last: lowest === undefined ? null : table.objective(lowest),
    };
    return kept.toSorted((a, b) => a - b);
  };
  return {
    sets,
    passes: [...rungs, ...all],
    final: ends,
    total: totalOf(sets.length, rungs.length, eta),
    forbidden: () => forbidden,
    rungs: () => told,
    identity: {
      sampler: "halving",
      eta,
      sets,
      lengths,
      optimise: [options.objective?.text, options.objective?.direction],
    },
    next: (table) => {
      if (told.length > shift) return null;
      places = told.length === 0 ? table.open : promote(table);
      const isLast = told.length === shift;
      const bars = isLast ? range.to - range.from : (lengths[told.length] ?? 0);
      told.push({ bars, sets: places.length, promoted: isLast ? places.length : 0, last: null });
      return { places, passes: isLast ? ends : [told.length - 1], ranks: isLast };
    },
  };
}

/** The best of some sets by what is optimised; those without a value last, among equals the first. */
function best(table: TrialTable, places: readonly number[], count: number): readonly number[] {
  const valued = places.map((place) => ({ place, value: table.valueOf(place) ?? -Infinity }));
  return valued
    .toSorted((a, b) => (a.value === b.value ? a.place - b.place : b.value - a.value))
    .slice(0, count)
    .map(({ place }) => place);
}

function totalOf(sets: number, rungs: number, eta: number): number {
  let [total, left] = [sets, sets];
  for (let k = 0; k < rungs; k++) {
    left = Math.ceil(left / eta);
    total += left;
  }
  return total;
}
