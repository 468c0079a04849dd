import type { Span } from "../source.js";
import type { BinaryOperator, Expression } from "../tree.js";

/** One operator between two operands, as it was read. */
export type Link =
  | { readonly kind: "binary"; readonly operator: BinaryOperator; readonly span: Span }
  | { readonly kind: "crosses"; readonly direction: "above" | "below"; readonly span: Span }
  | {
      readonly kind: "within";
      readonly low: Expression;
      readonly high: Expression;
      readonly span: Span;
      readonly end: number;
    };

export interface Prefix {
  readonly operator: "not" | "-";
  readonly span: Span;
}

/** A part of an expression with its place, parentheses included, and how many levels of tree it has. */
export interface Part {
  readonly value: Expression;
  readonly outer: Span;
  readonly height: number;
}

export interface Operand extends Part {
  readonly prefixes: readonly Prefix[];
}

export interface Chain {
  readonly operands: Operand[];
  readonly links: Link[];
}

/** How strongly an operator binds; a comparison cannot follow another. */
export const powers = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  coalesce: 5,
  sum: 6,
  product: 7,
  negation: 8,
} as const;

const binaryPowers: Readonly<Record<BinaryOperator, number>> = {
  or: powers.or,
  and: powers.and,
  "==": powers.comparison,
  "!=": powers.comparison,
  "<": powers.comparison,
  "<=": powers.comparison,
  ">": powers.comparison,
  ">=": powers.comparison,
  "??": powers.coalesce,
  "+": powers.sum,
  "-": powers.sum,
  "*": powers.product,
  "/": powers.product,
  mod: powers.product,
};

export function powerOf(operator: BinaryOperator): number {
  return binaryPowers[operator];
}

function powerOfLink(link: Link): number {
  return link.kind === "binary" ? binaryPowers[link.operator] : powers.comparison;
}

/** A comparison that follows another one, for the diagnostic. */
export interface Chained {
  readonly link: Link;
  /** The operand that both comparisons have. */
  readonly shared: Span;
  readonly whole: Span;
}

/**
 * Builds the tree of a flat chain by precedence. `chained` hears of `a < b < c`, which is then read as `a < b and b < c`.
 */
export function buildChain(chain: Chain, chained: (found: Chained) => void): Part {
  const { operands, links } = chain;
  let operand = 0;
  let position = 0;

  const climb = (lowest: number): Part => climbFrom(prefixed(takeOperand()), lowest);

  const takeOperand = (): Operand => {
    const result = operands[operand];
    if (result === undefined) throw new Error("a chain has one operand more than links");
    operand += 1;
    return result;
  };

  const climbFrom = (first: Part, lowest: number): Part => {
    let left = first;
    for (;;) {
      const link = links[position];
      if (link === undefined || powerOfLink(link) <= lowest) return left;
      position += 1;
      left =
        powerOfLink(link) === powers.comparison
          ? compare(left, link)
          : join(left, link, climb(powerOfLink(link)));
    }
  };

  const compare = (first: Part, link: Link): Part => {
    let right = link.kind === "within" ? first : climb(powers.comparison);
    let result = join(first, link, right);
    for (;;) {
      const again = links[position];
      if (again === undefined || powerOfLink(again) !== powers.comparison) return result;
      position += 1;
      const shared = right;
      right = again.kind === "within" ? shared : climb(powers.comparison);
      const second = join(shared, again, right);
      chained({
        link: again,
        shared: shared.outer,
        whole: { start: first.outer.start, end: second.outer.end },
      });
      result = join(result, { kind: "binary", operator: "and", span: again.span }, second);
    }
  };

  const prefixed = (first: Operand): Part => {
    let result: Part = first;
    for (let index = first.prefixes.length - 1; index >= 0; index -= 1) {
      const prefix = first.prefixes[index];
      if (prefix === undefined) continue;
      if (prefix.operator === "not") result = climbFrom(result, powers.not);
      const span = { start: prefix.span.start, end: result.outer.end };
      const kind = prefix.operator === "not" ? "not" : "negation";
      result = { value: { kind, operand: result.value, span }, outer: span, height: result.height + 1 };
    }
    return result;
  };

  return climb(0);
}

function join(left: Part, link: Link, right: Part): Part {
  const span = { start: left.outer.start, end: link.kind === "within" ? link.end : right.outer.end };
  return {
    value: joined(left.value, link, right.value, span),
    outer: span,
    height: Math.max(left.height, right.height) + 1,
  };
}

function joined(left: Expression, link: Link, right: Expression, span: Span): Expression {
  switch (link.kind) {
    case "binary":
      return { kind: "binary", operator: link.operator, operatorSpan: link.span, left, right, span };
    case "crosses":
      return { kind: "crosses", direction: link.direction, left, right, span };
    case "within":
      return { kind: "within", value: left, low: link.low, high: link.high, span };
  }
}
