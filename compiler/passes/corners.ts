import type { Parameter, ParameterValues } from "../../kernels/catalog/operation.js";
import type { Range } from "../../kernels/catalog/range.js";
import type { OperationCall } from "../checked.js";

/**
 * The extreme parameter values of a call: every combination of the ends of its parameters' ranges, held within what the
 * catalogue allows. Look-backs and ranges of results are taken for the worst of them.
 */
export function corners(call: OperationCall, ranges: readonly (Range | undefined)[]): ParameterValues[] {
  const values = call.operation.parameters.map((parameter, index): readonly number[] => {
    const given = call.parameters[index];
    if (given === undefined) return [0];
    if (given.kind === "value") return [given.value];
    const range = ranges[index];
    const low = within(parameter, (range?.low ?? Number.NaN) / given.divisor);
    const high = within(parameter, (range?.high ?? Number.NaN) / given.divisor);
    return low === high ? [low] : [low, high];
  });
  let combinations: number[][] = [[]];
  for (const choices of values) {
    combinations = combinations.flatMap((chosen) => choices.map((choice) => [...chosen, choice]));
  }
  return combinations.slice(0, 256);
}

function within(parameter: Parameter, value: number): number {
  if (parameter.kind === "choice") return 0;
  const { low, high } = parameter.kind === "length" ? parameter : parameter.range;
  const fallback = parameter.fallback ?? (Number.isFinite(low) ? low : 0);
  if (!Number.isFinite(value)) return fallback;
  const held = Math.min(Math.max(value, low), high);
  return parameter.kind === "length" ? Math.round(held) : held;
}
