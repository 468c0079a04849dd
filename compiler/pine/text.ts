import { parseExpression } from "../../lang/parse.js";
import { createSource } from "../../lang/source.js";

/** How tightly the outermost operator of a text binds; a looser one inside a tighter one needs brackets. */
export const tightness = {
  conditional: 0,
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  coalesce: 5,
  add: 6,
  multiply: 7,
  negation: 8,
  postfix: 9,
} as const;

/** An expression of the language as text. */
export interface Written {
  readonly text: string;
  readonly tightness: number;
}

export const atom = (text: string): Written => ({ text, tightness: tightness.postfix });

/** The text in a place that asks for at least this tightness. */
export const placed = ({ text, tightness: own }: Written, atLeast: number): string =>
  own < atLeast ? `(${text})` : text;

/** A text of which it is not known how tightly it binds. */
export function read(text: string): Written {
  const { expression } = parseExpression(createSource("expression", text));
  switch (expression.kind) {
    case "conditional":
    case "not":
    case "negation":
      return { text, tightness: tightness[expression.kind] };
    case "binary":
      return { text, tightness: levelOf(expression.operator) };
    case "crosses":
    case "within":
      return { text, tightness: tightness.comparison };
    default:
      return atom(text);
  }
}

const levels: Readonly<Record<string, number>> = {
  or: tightness.or,
  and: tightness.and,
  "??": tightness.coalesce,
  "+": tightness.add,
  "-": tightness.add,
  "*": tightness.multiply,
  "/": tightness.multiply,
  mod: tightness.multiply,
};

const levelOf = (operator: string): number => levels[operator] ?? tightness.comparison;

/** Two operands and the sign or word between them; chains of one operator stay without brackets on the left. */
export function infix(left: Written, operator: string, right: Written): Written {
  const level = levelOf(operator);
  const loose = level === tightness.comparison ? level + 1 : level;
  return { text: `${placed(left, loose)} ${operator} ${placed(right, level + 1)}`, tightness: level };
}

export function conditional(condition: Written, then: Written, otherwise: Written): Written {
  const text = `if ${condition.text} then ${placed(then, tightness.or)} else ${otherwise.text}`;
  return { text, tightness: tightness.conditional };
}

/** All of them: nothing is true where there are none. */
export function allOf(conditions: readonly Written[]): Written {
  const [first = atom("true"), ...rest] = conditions;
  return rest.reduce((all, each) => infix(all, "and", each), first);
}
