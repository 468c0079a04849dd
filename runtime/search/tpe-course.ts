import { uniformFrom } from "../data/synthesize/random.js";
import type { Course, CourseContext } from "./course.js";
import { isAllowed, latin } from "./space.js";
import { TreeParzen, usualTpe, type Cell } from "./tpe.js";
import type { TrialTable } from "./trials.js";

/** Sets that are proposed together: all of them are run before the next are. The number of workers changes nothing. */
const batch = 8;
/** Sets drawn before anything is learned from. */
const beginsWith = 16;

/** Learns from what came of the sets so far where to try next. */
export function tpeCourse(context: CourseContext): Course {
  const { graph, space, seed, options, final, passes } = context;
  const trials = Math.min(options.trials ?? 200, space.cells);
  const first = latin(graph, space, { trials: Math.min(trials, beginsWith), seed });
  const places = space.values.map((all) => new Map(all.map((value, place) => [value, place])));
  const cellOf = (set: readonly number[]): Cell => set.map((value, k) => places[k]?.get(value) ?? 0);
  const setOf = (cell: Cell): readonly number[] =>
    cell.map((place, k) => space.values[k]?.[place] ?? Number.NaN);
  const sampler = new TreeParzen(
    space.values.map(({ length }) => length),
    uniformFrom(seed + 1),
    { ...usualTpe, multivariate: options.multivariate ?? true },
  );
  const tried = new Set(first.sets.map((set) => cellOf(set).join()));
  const forbidden = new Set<string>();
  const isOpen = (cell: Cell): boolean => {
    const key = cell.join();
    if (tried.has(key) || forbidden.has(key)) return false;
    if (isAllowed(graph, setOf(cell))) return true;
    forbidden.add(key);
    return false;
  };
  const propose = (table: TrialTable): readonly number[] => {
    const seen = Array.from({ length: table.count }, (_, place) => ({
      cell: cellOf(table.set(place)),
      rank: table.rankOf(place),
    }));
    const cells = sampler.propose(seen, Math.min(batch, trials - table.count), isOpen);
    for (const cell of cells) tried.add(cell.join());
    return table.append(cells.map(setOf));
  };
  let isFirst = true;
  return {
    sets: first.sets,
    passes,
    final,
    total: trials,
    forbidden: () => first.forbidden + forbidden.size,
    identity: {
      sampler: "tpe",
      values: space.values,
      trials,
      batch,
      beginsWith,
      multivariate: options.multivariate ?? true,
      optimise: [options.objective?.text, options.objective?.direction],
      constraints: options.constraints?.map(({ text }) => text),
    },
    next: (table) => {
      const next = isFirst ? table.open : table.count < trials ? propose(table) : [];
      isFirst = false;
      return next.length === 0 ? null : { places: next, passes: final, ranks: true };
    },
  };
}
