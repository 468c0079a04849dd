import type { Expression } from "../../lang/tree.js";

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

/** The same expression as new objects: what a call of a function is made of. */
export function copy(expression: Expression): Expression {
  switch (expression.kind) {
    case "field":
      return { ...expression, object: copy(expression.object) };
    case "history":
      return { ...expression, series: copy(expression.series), offset: copy(expression.offset) };
    case "call":
      return {
        ...expression,
        callee: expression.callee.kind === "name" ? expression.callee : copy(expression.callee),
        arguments: expression.arguments.map((argument) => ({ ...argument, value: copy(argument.value) })),
      };
    case "record":
      return {
        ...expression,
        fields: expression.fields.map((field) => ({ ...field, value: copy(field.value) })),
      };
    case "negation":
    case "not":
      return { ...expression, operand: copy(expression.operand) };
    case "binary":
    case "crosses":
      return { ...expression, left: copy(expression.left), right: copy(expression.right) };
    case "within":
      return {
        ...expression,
        value: copy(expression.value),
        low: copy(expression.low),
        high: copy(expression.high),
      };
    case "conditional":
      return {
        ...expression,
        condition: copy(expression.condition),
        // oxlint-disable-next-line unicorn/no-thenable -- the tree's word for the branch; nothing awaits a tree
        then: copy(expression.then),
        otherwise: copy(expression.otherwise),
      };
    default:
      return { ...expression };
  }
}

/** Calls `visit` with the expression and everything inside it. */
export function everyExpression(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const child of children(expression)) everyExpression(child, visit);
}
