import type { Sampler } from "../../compiler/graph/experiment.js";
import type { Graph } from "../../compiler/graph/index.js";
import type { BarRange } from "../models/fold.js";
import type { SearchPass } from "../parallel/protocol.js";
import { halvingCourse, type Rung } from "./halving.js";
import type { SearchOptions } from "./request.js";
import { samplersByName, type SetSampler, type SetSpace } from "./space.js";
import { tpeCourse } from "./tpe-course.js";
import type { TrialTable } from "./trials.js";

/** Sets that are run next, all over the same bars. */
export interface Lap {
  /** Their numbers in the table. */
  readonly places: readonly number[];
  /** Ways through the bars, by number. */
  readonly passes: readonly number[];
  /** Whether what comes of them is ranked, or only says who goes on. */
  readonly ranks: boolean;
}

/** The order in which a search goes through its sets. What comes next may depend on what came of the last lap. */
export interface Course {
  /** Sets that are known before anything is run. */
  readonly sets: readonly (readonly number[])[];
  readonly passes: readonly SearchPass[];
  /** Ways through the bars that a set is ranked by; a set that has not gone them all is not ranked. */
  readonly final: readonly number[];
  /** Sets of all laps together, at most. */
  readonly total: number;
  /** Combinations looked at and left out because a `require` forbids them. */
  readonly forbidden: () => number;
  /** Of successive halving: what each rung saw so far. */
  readonly rungs?: () => readonly Rung[];
  /** All that the laps follow from, as JSON can say it. */
  readonly identity: unknown;
  /** The next lap; null when the search is over. May append sets to the table. */
  readonly next: (table: TrialTable) => Lap | null;
}

export interface CourseContext {
  readonly graph: Graph;
  readonly space: SetSpace;
  /** Bars of the search. */
  readonly range: BarRange;
  /** Ways through the bars that a set is ranked by, and their numbers among these. */
  readonly passes: readonly SearchPass[];
  readonly final: readonly number[];
  readonly seed: number;
  readonly options: SearchOptions;
}

/** Sets that a sampler draws where nothing is said. */
const usualTrials = 200;

export function courseOf(sampler: Sampler | SetSampler, context: CourseContext): Course {
  if (sampler === "tpe") return tpeCourse(context);
  if (sampler === "halving") return halvingCourse(context);
  const choose = typeof sampler === "string" ? samplersByName[sampler] : sampler;
  return drawnCourse(choose, sampler === "grid", context);
}

/** All sets are known beforehand and run in one lap. */
function drawnCourse(choose: SetSampler, isGrid: boolean, context: CourseContext): Course {
  const { graph, space, seed, options, passes, final } = context;
  const { sets, forbidden } = choose(graph, space, { trials: options.trials ?? usualTrials, seed });
  let isOver = false;
  return {
    sets,
    passes,
    final,
    total: sets.length,
    forbidden: () => forbidden,
    identity: isGrid ? space.values : sets,
    next: ({ open }) => {
      if (isOver) return null;
      isOver = true;
      return { places: open, passes: final, ranks: true };
    },
  };
}
