import type { PineExpression, PineStatement } from "./tree.js";

/** A variable that a script changes after it was declared. */
export interface Mutable {
  readonly keeps: "no" | "var" | "varip";
  readonly start: PineExpression;
  /** The statement of the top level after which it no longer changes. */
  readonly settledAfter: number;
}

/** The variables of a list of statements that are given a new value somewhere in it, also inside its `if`s. */
export function findMutables(statements: readonly PineStatement[]): ReadonlyMap<string, Mutable> {
  const last = new Map<string, number>();
  for (const [index, statement] of statements.entries()) {
    for (const name of assigned(statement)) last.set(name, index);
  }
  const mutables = new Map<string, Mutable>();
  for (const statement of statements) {
    if (statement.kind !== "declare") continue;
    const [name = ""] = statement.names;
    const settledAfter = last.get(name);
    if (settledAfter === undefined && statement.keeps === "no") continue;
    const { keeps, value: start } = statement;
    if (settledAfter !== undefined) mutables.set(name, { keeps, start, settledAfter });
  }
  return mutables;
}

function assigned(statement: PineStatement): readonly string[] {
  if (statement.kind === "assign") return [statement.name];
  if (statement.kind === "if") return [...statement.whenTrue, ...statement.whenFalse].flatMap(assigned);
  return [];
}

/** Whether an expression is the same on every bar, apart from the price paid: numbers, inputs and arithmetic of them. */
export function isFixed(expression: PineExpression, isFixedName: (name: string) => boolean): boolean {
  switch (expression.kind) {
    case "number":
    case "truth":
      return true;
    case "name":
      return isFixedName(expression.name);
    case "unary":
      return isFixed(expression.operand, isFixedName);
    case "binary":
      return isFixed(expression.left, isFixedName) && isFixed(expression.right, isFixedName);
    default:
      return false;
  }
}
