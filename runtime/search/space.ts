import type { Graph } from "../../compiler/graph/index.js";
import { evaluateScalars } from "../../compiler/graph/scalar.js";
import { uniformFrom } from "../data/synthesize/random.js";
import { RunError } from "../engine/error.js";

/** Values of one parameter that a search tries: low, low + step, … up to high. */
export interface SearchRange {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** What is tried: values by parameter in the graph's order, those of the text where nothing is searched. */
export interface SetSpace {
  /** Names of the parameters that are searched. */
  readonly names: readonly string[];
  /** Of every parameter of the graph: what it may be. */
  readonly values: readonly (readonly number[])[];
  /** Combinations of them, also those that a `require` forbids. */
  readonly cells: number;
}

/** Sets of parameter values, in the order in which they are numbered. */
export interface Draw {
  /** Values in the graph's order. */
  readonly sets: readonly (readonly number[])[];
  /** Combinations that were left out because a `require` forbids them. */
  readonly forbidden: number;
}

/** A way to choose sets of parameter values that knows all of them beforehand. */
export type SetSampler = (
  graph: Graph,
  space: SetSpace,
  settings: { readonly trials: number; readonly seed: number },
) => Draw;

/** More sets than anybody waits for, and than memory holds. */
const mostSets = 5_000_000;

/**
 * @param ranges what is searched; left out: every parameter with a range
 * @param fixed values of the others, by name
 * @throws RunError for a name the strategy does not have, an empty range, one outside the parameter's, or nothing at all
 */
export function searchSpace(
  graph: Graph,
  ranges: Readonly<Record<string, SearchRange | readonly number[]>> | undefined,
  fixed: Readonly<Record<string, number>> = {},
): SetSpace {
  const known = graph.parameters.map(({ name }) => name);
  const unknown = [...Object.keys(ranges ?? {}), ...Object.keys(fixed)].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new RunError(
      "SAGE8204",
      `\`${graph.strategy}\` has no parameter \`${unknown}\`.`,
      known.length === 0
        ? "It has no parameters at all."
        : `It has ${known.map((name) => `\`${name}\``).join(", ")}.`,
    );
  const names: string[] = [];
  const values = graph.parameters.map((parameter) => {
    const { name, value, low, high, step } = parameter;
    const range = ranges === undefined ? (name in fixed ? undefined : { low, high, step }) : ranges[name];
    const all = range === undefined ? [fixed[name] ?? value] : valuesOf(range);
    const outside = all.find((each) => !(each >= low && each <= high));
    if (outside !== undefined || all.length === 0)
      throw new RunError(
        "SAGE8204",
        all.length === 0
          ? `The range of \`${name}\` holds no value.`
          : `\`${name}\` is ${outside}, outside ${low} to ${high}.`,
        "Widen the range in the strategy if that is meant: warm-up is planned for the whole range.",
      );
    if (all.length > 1) names.push(name);
    return all;
  });
  const cells = values.reduce((product, { length }) => product * length, 1);
  if (names.length === 0)
    throw new RunError(
      "SAGE8230",
      `There is nothing to search in \`${graph.strategy}\`: no parameter has more than one value.`,
      "Give one a range: `param fast = 12 bars in 5..40`.",
    );
  return { names, values, cells };
}

function valuesOf(range: SearchRange | readonly number[]): readonly number[] {
  if (!("low" in range)) return range;
  const { low, high, step } = range;
  if (!(step > 0)) return low === high ? [low] : [];
  const count = Math.floor((high - low) / step + 1e-9) + 1;
  if (!(count < mostSets)) throw tooMany(count);
  // A sum of decimals is written with as many digits as people wrote.
  return Array.from({ length: Math.max(0, count) }, (_, k) => Number((low + k * step).toPrecision(12)));
}

const tooMany = (count: number): RunError =>
  new RunError(
    "SAGE8230",
    `The search has ${count.toLocaleString("en")} sets; ${mostSets.toLocaleString("en")} is the most.`,
    "Search fewer parameters, larger steps, or draw some: `--sampler random --trials 2000`.",
  );

/** Every combination, the last parameter changing fastest. */
export const grid: SetSampler = (graph, { values, cells }) => {
  if (cells > mostSets) throw tooMany(cells);
  const places = values.map(() => 0);
  const sets: (readonly number[])[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const set = values.map((all, k) => all[places[k] ?? 0] ?? Number.NaN);
    if (isAllowed(graph, set)) sets.push(set);
    for (let k = values.length - 1; k >= 0; k--) {
      const next = (places[k] ?? 0) + 1;
      places[k] = next < (values[k]?.length ?? 0) ? next : 0;
      if (places[k] !== 0) break;
    }
  }
  return { sets, forbidden: cells - sets.length };
};

/** Draws as many different sets as asked for, each as likely as any other. */
export const random: SetSampler = (graph, { values, cells }, { trials, seed }) => {
  const next = uniformFrom(seed);
  return drawUntil(graph, Math.min(trials, cells), () =>
    values.map((all) => all[Math.floor(next() * all.length)] ?? Number.NaN),
  );
};

/** Latin hypercube: each parameter's range is cut into as many parts as there are trials, and each part is used once (McKay 1979). */
export const latin: SetSampler = (graph, { values, cells }, { trials, seed }) => {
  const next = uniformFrom(seed);
  const wanted = Math.min(trials, cells);
  let parts: readonly (readonly number[])[] = [];
  let row = wanted;
  return drawUntil(graph, wanted, () => {
    if (row >= wanted) {
      parts = values.map(() => shuffled(wanted, next));
      row = 0;
    }
    const set = values.map((all, k) => {
      const place = ((parts[k]?.[row] ?? 0) + next()) / wanted;
      return all[Math.floor(place * all.length)] ?? Number.NaN;
    });
    row++;
    return set;
  });
};

/** Samplers that know all their sets beforehand, by the word of the language. */
export const samplersByName: Readonly<Record<"grid" | "random" | "latin", SetSampler>> = {
  grid,
  random,
  latin,
};

/** Different, allowed sets; fewer than wanted where there are hardly any. Ordered, so that neighbours share most. */
function drawUntil(graph: Graph, wanted: number, draw: () => readonly number[]): Draw {
  const found = new Map<string, readonly number[]>();
  const refused = new Set<string>();
  for (let tries = 0; found.size < wanted && tries < 50 * wanted + 1000; tries++) {
    const set = draw();
    const key = set.join(" ");
    if (found.has(key) || refused.has(key)) continue;
    if (isAllowed(graph, set)) found.set(key, set);
    else refused.add(key);
  }
  const sets = [...found.values()].toSorted(compareSets);
  return { sets, forbidden: refused.size };
}

function compareSets(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, k) => value !== b[k]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function shuffled(count: number, next: () => number): readonly number[] {
  const numbers = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.floor(next() * (k + 1));
    [numbers[k], numbers[other]] = [numbers[other] ?? 0, numbers[k] ?? 0];
  }
  return numbers;
}

/** Whether every `require` holds. */
export function isAllowed(graph: Graph, set: readonly number[]): boolean {
  if (graph.requirements.length === 0) return true;
  const scalars = evaluateScalars(graph, set);
  return graph.requirements.every(({ scalar }) => scalars[scalar] === 1);
}
