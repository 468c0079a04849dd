import type { Span } from "../../lang/source.js";
import type { Expression, Identifier } from "../../lang/tree.js";

/** The expressions directly inside an expression, in source order. Names of callees are not among them. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "field":
      return [expression.object];
    case "history":
      return [expression.series, expression.offset];
    case "call": {
      const values = expression.arguments.map((argument) => argument.value);
      return expression.callee.kind === "name" ? values : [expression.callee, ...values];
    }
    case "record":
      return expression.fields.map((field) => field.value);
    case "negation":
    case "not":
      return [expression.operand];
    case "binary":
    case "crosses":
      return [expression.left, expression.right];
    case "within":
      return [expression.value, expression.low, expression.high];
    case "conditional":
      return [expression.condition, expression.then, expression.otherwise];
    default:
      return [];
  }
}

/** The same expression as new objects: what a call of a function is made of. `by` is added to every offset. */
export function copy(expression: Expression, by = 0): Expression {
  const inner = (part: Expression): Expression => copy(part, by);
  const named = (name: Identifier): Identifier => moved(name, by);
  const base = moved(expression, by);
  switch (base.kind) {
    case "field":
      return { ...base, object: inner(base.object), field: named(base.field) };
    case "history":
      return { ...base, series: inner(base.series), offset: inner(base.offset) };
    case "call":
      return {
        ...base,
        callee: inner(base.callee),
        arguments: base.arguments.map((argument) => ({
          ...moved(argument, by),
          name: argument.name && named(argument.name),
          value: inner(argument.value),
        })),
      };
    case "record":
      return {
        ...base,
        fields: base.fields.map((field) => ({
          ...moved(field, by),
          name: named(field.name),
          value: inner(field.value),
        })),
      };
    case "negation":
    case "not":
      return { ...base, operand: inner(base.operand) };
    case "binary":
      return {
        ...base,
        operatorSpan: movedSpan(base.operatorSpan, by),
        left: inner(base.left),
        right: inner(base.right),
      };
    case "crosses":
      return { ...base, left: inner(base.left), right: inner(base.right) };
    case "within":
      return { ...base, value: inner(base.value), low: inner(base.low), high: inner(base.high) };
    case "conditional":
      return {
        ...base,
        condition: inner(base.condition),
        // oxlint-disable-next-line unicorn/no-thenable -- the tree's word for the branch; nothing awaits a tree
        then: inner(base.then),
        otherwise: inner(base.otherwise),
      };
    default:
      return base;
  }
}

const movedSpan = (span: Span, by: number): Span =>
  by === 0 ? span : { start: span.start + by, end: span.end + by };

/** A node of its own, its place moved. */
export const moved = <Node extends { readonly span: Span }>(node: Node, by: number): Node => ({
  ...node,
  span: movedSpan(node.span, by),
});

/** Calls `visit` with the expression and everything inside it. */
export function everyExpression(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const child of children(expression)) everyExpression(child, visit);
}
