import { quoteText } from "../literals.js";
import { powerOf, powers } from "../parser/chain.js";
import type { Argument, Binary, Expression } from "../tree.js";
import { group, indent, join, line, render, sequence, softLine, type Layout } from "./layout.js";

const postfix = powers.negation + 1;
const primary = postfix + 1;

/** How strongly the outermost sign of an expression binds; a choice binds its neighbours least of all. */
function strengthOf(expression: Expression): number {
  switch (expression.kind) {
    case "binary":
      return powerOf(expression.operator);
    case "crosses":
    case "within":
      return powers.comparison;
    case "not":
      return powers.not;
    case "negation":
      return powers.negation;
    case "conditional":
      return 0;
    case "field":
    case "history":
    case "call":
      return postfix;
    default:
      return primary;
  }
}

/** The expression on one line, with no more parentheses than its meaning needs. */
export function printExpression(expression: Expression): string {
  return render(layOut(expression), Infinity, 0, 0);
}

/** The layout of an expression whose neighbours bind with `least` − 1; parentheses where it binds less. */
export function layOut(expression: Expression, least = 0): Layout {
  const inner = layOutBare(expression);
  if (strengthOf(expression) >= least) return inner;
  return group("(", indent(softLine, inner), softLine, ")");
}

/** An expression that must end before `in`, `..`, `=` or a comparison. */
export function layOutSum(expression: Expression): Layout {
  return layOut(expression, powers.coalesce);
}

function layOutBare(expression: Expression): Layout {
  switch (expression.kind) {
    case "number":
      return printNumber(expression);
    case "percent":
    case "duration":
    case "date":
    case "name":
      return expression.text;
    case "text":
      return quoteText(expression.value);
    case "truth":
      return String(expression.value);
    case "missing":
      return "na";
    case "previous":
      return "prev";
    case "field":
      return sequence(layOutBase(expression.object), ".", expression.field.text);
    case "history":
      return sequence(layOutBase(expression.series), "[", layOut(expression.offset), "]");
    case "call":
      return sequence(
        layOutBase(expression.callee),
        brackets("(", expression.arguments.map(layOutArgument), ")"),
      );
    case "record":
      return layOutRecord(
        expression.fields.map(({ name, value }) => sequence(name.text, ": ", layOut(value))),
      );
    case "negation":
      return sequence("-", layOut(expression.operand, powers.negation));
    case "not":
      return sequence("not ", layOut(expression.operand, powers.not));
    case "binary":
      return layOutChain(expression);
    case "crosses":
      return group(
        layOut(expression.left, powers.coalesce),
        indent(line, `crosses ${expression.direction} `, layOut(expression.right, powers.coalesce)),
      );
    case "within":
      return sequence(
        layOut(expression.value, powers.coalesce),
        " in ",
        layOutRange(expression.low, expression.high),
      );
    case "conditional":
      return group(
        "if ",
        layOut(expression.condition, 1),
        indent(line, "then ", layOut(expression.then, 1), line, "else ", layOut(expression.otherwise)),
      );
    case "damaged":
      throw new Error("a damaged expression has no text");
  }
}

function printNumber({ value, suffix, text }: Extract<Expression, { kind: "number" }>): string {
  if (suffix === undefined) return text;
  return `${text} ${value === 1 ? suffix.slice(0, -1) : suffix}`;
}

/** What `.`, `[` and `(` attach to. */
function layOutBase(expression: Expression): Layout {
  const plain = expression.kind === "name" || expression.kind === "previous";
  return plain
    ? layOut(expression)
    : layOut(expression, strengthOf(expression) === postfix ? postfix : primary + 1);
}

function layOutArgument({ name, value }: Argument): Layout {
  return name === undefined ? layOut(value) : sequence(name.text, ": ", layOut(value));
}

/** `a + b - c` breaks before all of its signs or before none. */
function layOutChain(expression: Binary): Layout {
  const power = powerOf(expression.operator);
  const links: Layout[] = [];
  let first: Expression = expression;
  // A comparison does not chain; the other operators group to the left.
  while (first.kind === "binary" && powerOf(first.operator) === power) {
    links.unshift(sequence(line, `${first.operator} `, layOut(first.right, power + 1)));
    first = first.left;
    if (power === powers.comparison) break;
  }
  return group(layOut(first, power === powers.comparison ? power + 1 : power), indent(...links));
}

/** `low..high`, with spaces where an end is more than one word. */
export function layOutRange(low: Expression, high: Expression): Layout {
  const separator = isShort(low) && isShort(high) ? ".." : " .. ";
  return sequence(layOutSum(low), separator, layOutSum(high));
}

function isShort(expression: Expression): boolean {
  const inner = expression.kind === "negation" ? expression.operand : expression;
  return strengthOf(inner) >= postfix;
}

/** Items in brackets: on one line, or each on its own. */
export function brackets(open: string, items: readonly Layout[], close: string): Layout {
  if (items.length === 0) return open + close;
  return group(open, indent(softLine, join(items, sequence(",", line))), softLine, close);
}

export function layOutRecord(items: readonly Layout[]): Layout {
  if (items.length === 0) return "{}";
  return group("{", indent(line, join(items, sequence(",", line))), line, "}");
}
