import type { BinaryOperator, Expression } from "../../lang/tree.js";
import type { CheckedParameter } from "../checked.js";
import { applyScalar } from "../graph/scalar.js";
import type { Program } from "./program.js";

const missing = Number.NaN;

const operations: Readonly<Record<BinaryOperator, string>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  mod: "modulo",
  "??": "coalesce",
  and: "and",
  or: "or",
  "==": "equal",
  "!=": "not_equal",
  "<": "less",
  "<=": "less_equal",
  ">": "greater",
  ">=": "greater_equal",
};

/**
 * The value of an expression that is fixed before the run, for one set of parameter values (by index). NaN where it is
 * not fixed. `visit` sees every parameter it reads.
 */
export function evaluateFixed(
  expression: Expression,
  values: readonly number[],
  program: Program,
  visit?: (parameter: CheckedParameter) => void,
): number {
  const inner = (part: Expression) => evaluateFixed(part, values, program, visit);
  const apply = (operation: string, parts: readonly Expression[]) =>
    applyScalar(operation, parts.map(inner)) ?? missing;
  const symbol = program.resolution.get(expression);
  switch (symbol?.kind) {
    case "parameter":
      visit?.(symbol.parameter);
      return values[symbol.parameter.index] ?? missing;
    case "value":
      return inner(symbol.value);
    case "inlined":
      return inner(symbol.call.body);
    case "unit":
      return inner(symbol.argument);
    case "operation":
      return apply(symbol.operation.name, symbol.inputs);
    default:
      return evaluatePlain(expression, apply);
  }
}

function evaluatePlain(
  expression: Expression,
  apply: (operation: string, parts: readonly Expression[]) => number,
): number {
  switch (expression.kind) {
    case "number":
    case "percent":
      return expression.value;
    case "duration":
    case "date":
      return expression.milliseconds;
    case "truth":
      return expression.value ? 1 : 0;
    case "negation":
      return apply("negate", [expression.operand]);
    case "not":
      return apply("not", [expression.operand]);
    case "binary":
      return apply(operations[expression.operator], [expression.left, expression.right]);
    case "within":
      return apply("within", [expression.value, expression.low, expression.high]);
    case "conditional":
      return apply("select", [expression.condition, expression.then, expression.otherwise]);
    default:
      return missing;
  }
}
