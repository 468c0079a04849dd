import type { Input, Operation, Output, Parameter, ParameterValues, ValueType } from "./operation.js";
import { anywhere, truthRange, type Range } from "./range.js";
import { ratio, type Unit } from "./unit.js";

/** Shorthand for declarations, so that an operation's entry shows what is its own and nothing else. */

/** The longest window in bars: a 69-day window of one-minute bars. */
export const longestWindow = 100_000;

const free: Unit = ratio;

export function series(name: string, summary: string, unit: Input["unit"] = "A"): Input {
  return { name, type: "number", unit, summary };
}

export function truth(name: string, summary: string): Input {
  return { name, type: "truth", unit: free, summary };
}

/** A window in whole bars. */
export function length(
  summary: string,
  options: { low?: number; fallback?: number; name?: string } = {},
): Parameter {
  const parameter = {
    kind: "length" as const,
    name: options.name ?? "length",
    summary,
    low: options.low ?? 1,
    high: longestWindow,
  };
  return options.fallback === undefined ? parameter : { ...parameter, fallback: options.fallback };
}

export function choice(name: string, summary: string, choices: readonly [string, ...string[]]): Parameter {
  return { kind: "choice", name, summary, choices };
}

export function number(name: string, summary: string, range: Range, fallback?: number): Parameter {
  const parameter = { kind: "number" as const, name, summary, range };
  return fallback === undefined ? parameter : { ...parameter, fallback };
}

/** An output in the unit of one of the inputs; `degree` "none" where it follows no power of the price scale. */
export function output(
  name: string,
  summary: string,
  like: string | { readonly powers: Readonly<Record<string, number>>; readonly times?: Unit } | Unit,
  range: Output["range"] = anywhere,
  degree: number | "none" = 1,
  type: ValueType = "number",
): Output {
  const unit = typeof like === "string" ? { powers: { [like]: 1 } } : like;
  return { name, type, unit, range, degree: degree === "none" ? undefined : degree, summary };
}

export function truthOutput(summary: string, name = "value"): Output {
  return { name, type: "truth", unit: free, range: truthRange, degree: 0, summary };
}

/** The range of the first input, for results that lie between the values they are made of. */
export function between(inputs: readonly Range[]): Range {
  return inputs[0] ?? anywhere;
}

/** The parameter at a position; declarations and their callers agree on the number of parameters. */
export function at(parameters: ParameterValues, position: number): number {
  const value = parameters[position];
  if (value === undefined) throw new RangeError(`parameter ${position} is missing`);
  return value;
}

/** Look-back of an operation that reads nothing but the current bar. */
export const immediate: Pick<Operation, "first" | "settled" | "stateBytes"> = {
  first: () => 0,
  settled: () => 0,
  stateBytes: () => 0,
};

/** Look-back of an operation that reads exactly the last `bars` bars. */
export function windowed(
  bars: (parameters: ParameterValues) => number,
  stateBytes: (parameters: ParameterValues) => number,
): Pick<Operation, "first" | "settled" | "stateBytes"> {
  return { first: (p) => bars(p) - 1, settled: (p) => bars(p) - 1, stateBytes };
}

/**
 * Bars until a weight that shrinks by `decay` a bar is below `epsilon`. The warm-up of an exponential average is its
 * first bar plus this: length 40 settles after 39 + 277 bars at one in a million.
 */
export function forgettingBars(decay: number, epsilon: number): number {
  return decay <= 0 ? 0 : Math.ceil(Math.log(epsilon) / Math.log(decay));
}

/** Share of an exponential average of this length that the next bar keeps. */
export function exponentialDecay(bars: number): number {
  return (bars - 1) / (bars + 1);
}

/** Share of Wilder's average of this length that the next bar keeps. */
export function wilderDecay(bars: number): number {
  return (bars - 1) / bars;
}
