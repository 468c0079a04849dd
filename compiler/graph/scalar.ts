import { elementary } from "./elementary.js";
import type { Graph, GraphScalar } from "./schema.js";

/**
 * Values fixed before the run. They are computed once, when a graph meets a set of parameter values, by the same rules
 * as columns: what is missing is NaN, truths are 1, 0 or NaN, and every operation here gives bit for bit what the
 * kernel of that name gives, so that moving a computation from nodes to scalars never changes a result.
 */
interface ScalarOperation {
  readonly arity: number;
  readonly apply: (a: number, b: number, c: number) => number;
}

const missing = Number.NaN;
/** The largest double below one half: added before cutting off, it rounds halves away from zero and nothing else. */
const almostHalf = 0.49999999999999994;

/** Kernels never give an infinite value: what is not a finite number is missing. */
const finite = (value: number): number => (Number.isFinite(value) ? value : missing);
const truth = (value: boolean): number => (value ? 1 : 0);

function unary(apply: (a: number) => number): ScalarOperation {
  return { arity: 1, apply };
}

function binary(apply: (a: number, b: number) => number): ScalarOperation {
  return { arity: 2, apply };
}

function ternary(apply: (a: number, b: number, c: number) => number): ScalarOperation {
  return { arity: 3, apply };
}

function comparison(holds: (a: number, b: number) => boolean): ScalarOperation {
  return binary((a, b) => (Number.isNaN(a) || Number.isNaN(b) ? missing : truth(holds(a, b))));
}

/** What is left of `a` after whole `b`s, with the sign of `b`. */
function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** By catalogue name. Operations that are not here are computed by kernels only. */
export const scalarOperations: ReadonlyMap<string, ScalarOperation> = new Map(
  Object.entries({
    add: binary((a, b) => finite(a + b)),
    subtract: binary((a, b) => finite(a - b)),
    multiply: binary((a, b) => finite(a * b)),
    divide: binary((a, b) => finite(a / b)),
    modulo: binary(remainder),
    negate: unary((a) => -a),
    absolute: unary(Math.abs),
    minimum: binary((a, b) => Math.min(a, b)),
    maximum: binary((a, b) => Math.max(a, b)),
    power: binary((a, b) =>
      Number.isNaN(a) || Number.isNaN(b) ? missing : finite(elementary().power(a, b)),
    ),
    log: unary((a) => (a > 0 ? elementary().log(a) : missing)),
    exp: unary((a) => (Number.isNaN(a) ? missing : finite(elementary().exp(a)))),
    sin: unary((a) => finite(elementary().sin(a))),
    cos: unary((a) => finite(elementary().cos(a))),
    atan: unary((a) => finite(elementary().atan(a))),
    sqrt: unary(Math.sqrt),
    floor: unary(Math.floor),
    ceil: unary(Math.ceil),
    round: unary((a) => Math.trunc(a + (a < 0 || Object.is(a, -0) ? -almostHalf : almostHalf))),
    sign: unary((a) => (Number.isNaN(a) ? missing : truth(a > 0) - truth(a < 0))),
    clamp: ternary((a, low, high) => Math.min(Math.max(a, low), high)),
    less: comparison((a, b) => a < b),
    less_equal: comparison((a, b) => a <= b),
    greater: comparison((a, b) => a > b),
    greater_equal: comparison((a, b) => a >= b),
    equal: comparison((a, b) => a === b),
    not_equal: comparison((a, b) => a !== b),
    and: binary((a, b) => (Number.isNaN(a) || Number.isNaN(b) ? missing : truth(a !== 0 && b !== 0))),
    or: binary((a, b) => (Number.isNaN(a) || Number.isNaN(b) ? missing : truth(a !== 0 || b !== 0))),
    not: unary((a) => (Number.isNaN(a) ? missing : truth(a === 0))),
    select: ternary((condition, then, otherwise) =>
      Number.isNaN(condition) ? missing : condition !== 0 ? then : otherwise,
    ),
    coalesce: binary((a, b) => (Number.isNaN(a) ? b : a)),
    within: ternary((a, low, high) =>
      Number.isNaN(a) || Number.isNaN(low) || Number.isNaN(high) ? missing : truth(a >= low && a <= high),
    ),
    is_missing: unary((a) => truth(Number.isNaN(a))),
  }),
);

/** Applies an operation to values; undefined when scalars do not know it. */
export function applyScalar(operation: string, values: readonly number[]): number | undefined {
  const [a = missing, b = missing, c = missing] = values;
  return scalarOperations.get(operation)?.apply(a, b, c);
}

/**
 * The value of every scalar of a graph for one set of parameter values, which stand in the order of
 * `graph.parameters`. Left out: the values in the text. A market without a price step has none to count in: `na`.
 */
export function evaluateScalars(
  graph: Pick<Graph, "scalars" | "parameters"> & { readonly market?: Pick<Graph["market"], "tick"> },
  values: readonly number[] = graph.parameters.map((parameter) => parameter.value),
): readonly number[] {
  const results: number[] = [];
  const tick = graph.market?.tick ?? missing;
  for (const scalar of graph.scalars) {
    results.push(scalar.operation === "tick" ? tick : evaluate(scalar, results, values));
  }
  return results;
}

function evaluate(scalar: GraphScalar, earlier: readonly number[], values: readonly number[]): number {
  if (scalar.operation === "constant") return scalar.value ?? missing;
  if (scalar.operation === "parameter") {
    const value = values[scalar.value ?? -1];
    if (value === undefined) throw new RangeError(`there is no value for parameter ${scalar.value}`);
    return value;
  }
  const result = applyScalar(
    scalar.operation,
    scalar.inputs.map((input) => earlier[input] ?? missing),
  );
  if (result === undefined) throw new RangeError(`"${scalar.operation}" is not an operation of scalars`);
  return result;
}
