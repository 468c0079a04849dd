import type { GraphModel } from "../../../compiler/graph/index.js";
import type { LearnerSettings } from "../learner.js";

/**
 * What `algorithm NAME { … }` of a model says, for one set of parameter values; the graph has the defaults of what is not
 * written. A setting of one word is that word, a list of features the list.
 * @param scalars of the graph, bound to parameter values
 */
export function learnerSettings({ algorithm }: GraphModel, scalars: readonly number[]): LearnerSettings {
  return Object.fromEntries(
    algorithm.options.map(({ name, scalar, words }) => [name, settingOf(name, scalar, words, scalars)]),
  );
}

const lists: ReadonlySet<string> = new Set(["increasing", "decreasing"]);

function settingOf(
  name: string,
  scalar: number | undefined,
  words: readonly string[] | undefined,
  scalars: readonly number[],
): LearnerSettings[string] {
  if (scalar !== undefined) return scalars[scalar] ?? Number.NaN;
  return lists.has(name) ? (words ?? []) : (words?.[0] ?? "");
}
