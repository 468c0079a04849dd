import type { Expression } from "../../lang/tree.js";
import type { OperationParameter } from "../checked.js";
import type { Program } from "./program.js";

/** What is known of two values of one bar without looking at their ranges. */
export type Ordering = "equal" | "not above" | "not below";

/** An ordering, and the window behind it where there is one: `highest(high, 20)` is not below the high that it includes. */
export interface KnownOrdering {
  readonly ordering: Ordering;
  readonly window: Expression | undefined;
}

/**
 * How two expressions stand to each other on every bar: the same value, or one that includes the other (the high of a bar
 * its close, the highest of some bars the last of them). Undefined where that depends on the bars.
 */
export function orderingOf(left: Expression, right: Expression, program: Program): KnownOrdering | undefined {
  const [a, b] = [keyOf(left, program), keyOf(right, program)];
  if (a !== undefined && a === b) return { ordering: "equal", window: undefined };
  const below = isNotAbove(left, right, program);
  if (below !== undefined) return { ordering: "not above", window: below.window };
  const above = isNotAbove(right, left, program);
  return above && { ordering: "not below", window: above.window };
}

/** Whether `low` is never above `high`. */
function isNotAbove(
  low: Expression,
  high: Expression,
  program: Program,
): { readonly window: Expression | undefined } | undefined {
  const top = extremeOf(high, "highest", program);
  if (top !== undefined && covers(low, top, program)) return { window: high };
  const bottom = extremeOf(low, "lowest", program);
  if (bottom !== undefined && covers(bottom, high, program)) return { window: low };
  return isBarOrder(low, high, program) ? { window: undefined } : undefined;
}

/** The same value, or two columns of a bar whose order every bar keeps. */
function covers(low: Expression, high: Expression, program: Program): boolean {
  const key = keyOf(low, program);
  return (key !== undefined && key === keyOf(high, program)) || isBarOrder(low, high, program);
}

function isBarOrder(low: Expression, high: Expression, program: Program): boolean {
  const [a, b] = [low, high].map((each) => program.resolution.get(meant(each, program)));
  if (a?.kind !== "bar" || b?.kind !== "bar" || clockKey(a.clock) !== clockKey(b.clock)) return false;
  const prices = ["open", "high", "low", "close"];
  if (!prices.includes(a.column) || !prices.includes(b.column)) return false;
  return (a.column === "low" && b.column !== "low") || (b.column === "high" && a.column !== "high");
}

/** What an extreme over a window is taken of. */
function extremeOf(expression: Expression, name: string, program: Program): Expression | undefined {
  const symbol = program.resolution.get(meant(expression, program));
  return symbol?.kind === "operation" && symbol.operation.name === name ? symbol.inputs[0] : undefined;
}

/** The expression behind names of `let`s, constants and arguments. */
export function meant(expression: Expression, program: Program): Expression {
  let current = expression;
  for (let step = 0; step < 100; step++) {
    const symbol = program.resolution.get(current);
    if (symbol?.kind !== "value") return current;
    current = symbol.value;
  }
  return current;
}

const clockKey = (clock: unknown): string =>
  JSON.stringify(clock, (key, value: unknown) => (key === "frame" ? undefined : value));

/** Two expressions with one key have one value on every bar; undefined where nothing is said. */
function keyOf(expression: Expression, program: Program, depth = 0): string | undefined {
  if (depth > 20) return undefined;
  const part = meant(expression, program);
  const again = (each: Expression) => keyOf(each, program, depth + 1);
  if (part.kind === "number") return `${part.value} ${part.suffix ?? ""}`;
  if (part.kind === "history") {
    const [series, offset] = [again(part.series), again(part.offset)];
    return series === undefined || offset === undefined
      ? undefined
      : offset === "0 "
        ? series
        : `${series}[${offset}]`;
  }
  if (part.kind === "binary") {
    const [left, right] = [again(part.left), again(part.right)];
    return left === undefined || right === undefined ? undefined : `(${left} ${part.operator} ${right})`;
  }
  const symbol = program.resolution.get(part);
  if (symbol?.kind === "bar") return `${symbol.column} ${clockKey(symbol.clock)}`;
  if (symbol?.kind === "parameter") return `parameter ${symbol.parameter.name}`;
  if (symbol?.kind !== "operation") return undefined;
  const parts = [...symbol.inputs.map(again), ...symbol.parameters.map((each) => parameterKey(each, again))];
  return parts.includes(undefined) ? undefined : `${symbol.operation.name}(${parts.join(", ")})`;
}

function parameterKey(
  parameter: OperationParameter,
  again: (expression: Expression) => string | undefined,
): string | undefined {
  if (parameter.kind === "value") return String(parameter.value);
  const key = again(parameter.expression);
  return key === undefined ? undefined : `${key} / ${parameter.divisor}`;
}
