import { evaluateScalars } from "../../compiler/graph/scalar.js";
import type { Graph } from "../../compiler/graph/index.js";
import { RunError } from "./error.js";

/**
 * Values of a graph's parameters in their order, from values by name; what is not named keeps the value of the text.
 * @throws RunError for a name that the strategy does not have, a value outside its range, or a broken `require`
 */
export function parameterValues(
  graph: Graph,
  named: Readonly<Record<string, number>> = {},
): readonly number[] {
  for (const name of Object.keys(named)) {
    if (!graph.parameters.some((parameter) => parameter.name === name))
      throw new RunError(
        "SAGE8204",
        `\`${graph.strategy}\` has no parameter \`${name}\`.`,
        graph.parameters.length === 0
          ? "It has no parameters at all."
          : `It has ${graph.parameters.map((parameter) => `\`${parameter.name}\``).join(", ")}.`,
      );
  }
  return graph.parameters.map(({ name, value, low, high }) => {
    const given = named[name] ?? value;
    if (!(given >= low && given <= high))
      throw new RunError(
        "SAGE8204",
        `\`${name}\` is ${given}, outside ${low} to ${high}.`,
        "Widen the range in the strategy if that is meant: warm-up is planned for the whole range.",
      );
    return given;
  });
}

/**
 * The scalars of a graph for these parameter values.
 * @throws RunError when a `require` of the strategy does not hold, or a price step is needed and not known
 */
export function boundScalars(graph: Graph, values: readonly number[]): readonly number[] {
  if (graph.market.tick === null && graph.scalars.some(({ operation }) => operation === "tick"))
    throw new RunError(
      "SAGE8207",
      `\`${graph.strategy}\` counts in ticks, but the size of a tick is not written and the data does not show it.`,
      "Write `tick: 0.01` (or whatever it is) in the `market` section.",
    );
  const scalars = evaluateScalars(graph, values);
  for (const requirement of graph.requirements) {
    if (scalars[requirement.scalar] === 1) continue;
    const given = graph.parameters.map((parameter, k) => `${parameter.name} = ${values[k]}`).join(", ");
    throw new RunError(
      "SAGE8205",
      `\`require ${requirement.text}\` does not hold for ${given}.`,
      "Choose other parameter values.",
    );
  }
  return scalars;
}
