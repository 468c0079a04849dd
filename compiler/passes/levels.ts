import type { Span } from "../../lang/source.js";
import type { Binary, BinaryOperator, Expression } from "../../lang/tree.js";
import type { CheckedLevel, Symbol } from "../checked.js";
import { children } from "./children.js";
import { remembered } from "./remembered.js";

/** base + slope × entry; a part that is undefined is zero. */
interface Affine {
  readonly base: Expression | undefined;
  readonly slope: Expression | undefined;
}

/** What a level is measured from: the price paid, or the close at which it is decided. */
export type Origin = "entry" | "close";

/**
 * Splits a level into what is known before the fill and what multiplies the fill price, so that it can be placed at
 * the fill. Undefined when `entry` does not stand in it in this way (inside `max`, a condition, a divisor).
 */
export function splitLevel(
  expression: Expression,
  resolution: ReadonlyMap<Expression, Symbol>,
  from: Origin = "entry",
): CheckedLevel | undefined {
  const mentions = from === "entry" ? entryFinder(resolution) : closeFinder(resolution);
  const affine = remembered<Affine | undefined>((each, again) =>
    split(each, { resolution, mentions, again, from }),
  )(expression);
  if (affine === undefined) return undefined;
  const zero: Expression = numberAt(0, expression.span);
  return { base: affine.base ?? zero, slope: affine.slope ?? zero, expression };
}

interface Splitting {
  readonly resolution: ReadonlyMap<Expression, Symbol>;
  readonly mentions: (expression: Expression) => boolean;
  readonly again: (expression: Expression) => Affine | undefined;
  readonly from: Origin;
}

const isOrigin = (symbol: Symbol | undefined, from: Origin): boolean =>
  from === "entry"
    ? symbol?.kind === "provided" && symbol.name === "entry"
    : symbol?.kind === "bar" && symbol.column === "close";

function split(expression: Expression, { resolution, mentions, again, from }: Splitting): Affine | undefined {
  const symbol = resolution.get(expression);
  if (isOrigin(symbol, from)) {
    return { base: undefined, slope: numberAt(1, expression.span) };
  }
  if (!mentions(expression)) return { base: expression, slope: undefined };
  if (symbol?.kind === "value") return again(symbol.value);
  if (symbol?.kind === "inlined") return again(symbol.call.body);
  if (expression.kind === "negation") {
    const inner = again(expression.operand);
    return inner && map(inner, (operand) => ({ kind: "negation", operand, span: expression.span }));
  }
  if (expression.kind === "binary") return splitBinary(expression, again);
  if (expression.kind === "conditional") {
    if (mentions(expression.condition)) return undefined;
    const then = again(expression.then);
    const otherwise = again(expression.otherwise);
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

function splitBinary(expression: Binary, again: Splitting["again"]): Affine | undefined {
  const left = again(expression.left);
  const right = again(expression.right);
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

/** Whether the close is used anywhere inside an expression; what a kernel or a state makes of it counts as well. */
function closeFinder(resolution: ReadonlyMap<Expression, Symbol>): (expression: Expression) => boolean {
  return remembered((expression, again) => {
    const symbol = resolution.get(expression);
    if (isOrigin(symbol, "close")) return true;
    if (symbol?.kind === "value") return again(symbol.value);
    if (symbol?.kind === "inlined") return again(symbol.call.body);
    return children(expression).some(again);
  });
}

/** Whether the fill price is used anywhere inside an expression, through names and calls as well. */
export function entryFinder(
  resolution: ReadonlyMap<Expression, Symbol>,
): (expression: Expression) => boolean {
  return remembered((expression, again) => {
    const symbol = resolution.get(expression);
    switch (symbol?.kind) {
      case "provided":
        return symbol.name === "entry";
      case "value":
        return (symbol.role === "argument" || symbol.role === "step") && again(symbol.value);
      case "inlined": {
        const { body, steps, states } = symbol.call;
        return again(body) || [...steps, ...states].some((each) => again(each.value));
      }
      default:
        return children(expression).some(again);
    }
  });
}
