import type { Span } from "../../lang/source.js";
import type { Binary, BinaryOperator, Expression } from "../../lang/tree.js";
import type { CheckedLevel, Symbol } from "../checked.js";
import { children } from "./children.js";

/** base + slope × entry; a part that is undefined is zero. */
interface Affine {
  readonly base: Expression | undefined;
  readonly slope: Expression | undefined;
}

/**
 * Splits a level into what is known before the fill and what multiplies the fill price, so that it can be placed at
 * the fill. Undefined when `entry` does not stand in it in this way (inside `max`, a condition, a divisor).
 */
export function splitLevel(
  expression: Expression,
  resolution: ReadonlyMap<Expression, Symbol>,
): CheckedLevel | undefined {
  const affine = split(expression, resolution);
  if (affine === undefined) return undefined;
  const zero: Expression = numberAt(0, expression.span);
  return { base: affine.base ?? zero, slope: affine.slope ?? zero, expression };
}

function split(expression: Expression, resolution: ReadonlyMap<Expression, Symbol>): Affine | undefined {
  const symbol = resolution.get(expression);
  if (symbol?.kind === "provided" && symbol.name === "entry") {
    return { base: undefined, slope: numberAt(1, expression.span) };
  }
  if (!mentionsEntry(expression, resolution)) return { base: expression, slope: undefined };
  if (symbol?.kind === "value") return split(symbol.value, resolution);
  if (symbol?.kind === "inlined") return split(symbol.call.body, resolution);
  if (expression.kind === "negation") {
    const inner = split(expression.operand, resolution);
    return inner && map(inner, (operand) => ({ kind: "negation", operand, span: expression.span }));
  }
  if (expression.kind === "binary") return splitBinary(expression, resolution);
  if (expression.kind === "conditional") {
    if (mentionsEntry(expression.condition, resolution)) return undefined;
    const then = split(expression.then, resolution);
    const otherwise = split(expression.otherwise, resolution);
    if (!then || !otherwise) return undefined;
    const choose = (a: Expression | undefined, b: Expression | undefined): Expression | undefined =>
      a || b
        ? {
            ...expression,
            // oxlint-disable-next-line unicorn/no-thenable -- the tree's word for the branch; nothing awaits a tree
            then: a ?? numberAt(0, expression.span),
            otherwise: b ?? numberAt(0, expression.span),
          }
        : undefined;
    return { base: choose(then.base, otherwise.base), slope: choose(then.slope, otherwise.slope) };
  }
  return undefined;
}

function splitBinary(expression: Binary, resolution: ReadonlyMap<Expression, Symbol>): Affine | undefined {
  const left = split(expression.left, resolution);
  const right = split(expression.right, resolution);
  if (!left || !right) return undefined;
  const make = (operator: BinaryOperator, a: Expression, b: Expression): Expression => ({
    ...expression,
    operator,
    left: a,
    right: b,
  });
  switch (expression.operator) {
    case "+":
    case "-":
      return {
        base: combine(expression, left.base, right.base, make),
        slope: combine(expression, left.slope, right.slope, make),
      };
    case "*":
      if (right.slope === undefined) return map(left, (part) => make("*", part, expression.right));
      if (left.slope === undefined) return map(right, (part) => make("*", expression.left, part));
      return undefined;
    case "/":
      return right.slope === undefined ? map(left, (part) => make("/", part, expression.right)) : undefined;
    default:
      return undefined;
  }
}

function combine(
  expression: Binary,
  a: Expression | undefined,
  b: Expression | undefined,
  make: (operator: BinaryOperator, a: Expression, b: Expression) => Expression,
): Expression | undefined {
  if (b === undefined) return a;
  if (a !== undefined) return make(expression.operator, a, b);
  return expression.operator === "-" ? { kind: "negation", operand: b, span: expression.span } : b;
}

const map = ({ base, slope }: Affine, change: (part: Expression) => Expression): Affine => ({
  base: base && change(base),
  slope: slope && change(slope),
});

const numberAt = (value: number, span: Span): Expression => ({
  kind: "number",
  value,
  suffix: undefined,
  text: String(value),
  span,
});

/** Whether the fill price is used anywhere inside, through names and calls as well. */
export function mentionsEntry(expression: Expression, resolution: ReadonlyMap<Expression, Symbol>): boolean {
  const symbol = resolution.get(expression);
  if (symbol?.kind === "provided") return symbol.name === "entry";
  if (symbol?.kind === "value") {
    return symbol.role === "let" || symbol.role === "constant"
      ? false
      : mentionsEntry(symbol.value, resolution);
  }
  if (symbol?.kind === "inlined") {
    const { body, steps, states } = symbol.call;
    return (
      mentionsEntry(body, resolution) ||
      steps.some((step) => mentionsEntry(step.value, resolution)) ||
      states.some((state) => mentionsEntry(state.value, resolution))
    );
  }
  return children(expression).some((child) => mentionsEntry(child, resolution));
}
