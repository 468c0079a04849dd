import type { Expression, FunctionParameter } from "../../lang/tree.js";
import { intervalOf } from "../clock.js";
import type { Context, Resolving } from "./resolving.js";
import { find } from "./scope.js";

/**
 * A plain number or a duration that is given where a function asks for `bars` counts bars inside it as well, whether it
 * is written there, a `param`, or named by a `let`. Everything else stays what it is, and is reported if it is no length.
 */
export function asBars(
  value: Expression,
  { type }: FunctionParameter,
  context: Context,
  resolving: Resolving,
): Expression {
  if (type.kind !== "named type" || type.name.text !== "bars") return value;
  const bar = intervalOf(context.clock, resolving.timeframe);
  if (value.kind === "number" && value.suffix === undefined) return { ...value, suffix: "bars" };
  const { span } = value;
  if (value.kind === "duration") {
    if (value.milliseconds % bar !== 0) return value;
    const length = value.milliseconds / bar;
    return { kind: "number", value: length, suffix: "bars", text: String(length), span };
  }
  const measure = measureOf(value, context, resolving, new Set());
  if (measure === undefined || measure === "bars") return value;
  if (measure === "number") return counted(value, resolving);
  const one: Expression = { kind: "duration", milliseconds: bar, text: `${bar}ms`, span };
  return counted(
    { kind: "binary", operator: "/", left: value, right: one, operatorSpan: span, span },
    resolving,
  );
}

/** A number with the unit of lengths. */
function counted(value: Expression, { resolution }: Resolving): Expression {
  const { span } = value;
  const callee: Expression = { kind: "name", text: "bars", span };
  const call: Expression = { kind: "call", callee, arguments: [{ name: undefined, value, span }], span };
  resolution.set(call, { kind: "unit", unit: "bars", argument: value });
  return call;
}

type Measure = "bars" | "number" | "duration";

/** What a value that is fixed before the run counts in, as far as its form shows it. */
function measureOf(
  expression: Expression,
  context: Context,
  resolving: Resolving,
  seen: Set<Expression>,
): Measure | undefined {
  if (seen.has(expression)) return undefined;
  seen.add(expression);
  const inner = (part: Expression) => measureOf(part, context, resolving, seen);
  switch (expression.kind) {
    case "number":
      return expression.suffix === undefined ? "number" : expression.suffix === "bars" ? "bars" : undefined;
    case "duration":
      return "duration";
    case "name": {
      const symbol = find(context.scope, expression.text)?.symbol ?? resolving.resolution.get(expression);
      if (symbol?.kind === "value") return inner(symbol.value);
      if (symbol?.kind !== "parameter") return undefined;
      const { kind } = symbol.parameter;
      return kind === "bars" || kind === "number" || kind === "duration" ? kind : undefined;
    }
    case "call": {
      const symbol = resolving.resolution.get(expression);
      if (symbol?.kind === "unit") return symbol.unit === "bars" ? "bars" : undefined;
      const alike = symbol?.kind === "operation" && sameMeasure.includes(symbol.operation.name);
      return alike && symbol.inputs[0] ? inner(symbol.inputs[0]) : undefined;
    }
    case "binary":
      return combined(expression.operator, inner(expression.left), inner(expression.right));
    default:
      return undefined;
  }
}

/** Operations whose result counts what their first input counts. */
const sameMeasure: readonly string[] = ["round", "floor", "ceil", "minimum", "maximum", "clamp", "absolute"];

function combined(
  operator: Extract<Expression, { kind: "binary" }>["operator"],
  left: Measure | undefined,
  right: Measure | undefined,
): Measure | undefined {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case "+":
    case "-":
    case "mod":
      return left === right ? left : undefined;
    case "*":
      return left === "number" ? right : right === "number" ? left : undefined;
    case "/":
      return right === "number" ? left : left === right ? "number" : undefined;
    default:
      return undefined;
  }
}
