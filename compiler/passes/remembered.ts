import type { Expression } from "../../lang/tree.js";

/**
 * A function of expressions that follows names to their values: each expression is worked out once, however often it is
 * named, so that names built on names stay cheap.
 */
export function remembered<Result>(
  work: (expression: Expression, again: (expression: Expression) => Result) => Result,
): (expression: Expression) => Result {
  const known = new Map<Expression, { readonly result: Result }>();
  const again = (expression: Expression): Result => {
    const before = known.get(expression);
    if (before !== undefined) return before.result;
    const result = work(expression, again);
    known.set(expression, { result });
    return result;
  };
  return again;
}
