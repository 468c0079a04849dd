import type { BinaryOperator } from "../lang/tree.js";
import { aliases, findOperation, operations, type Operation } from "../kernels/catalog/index.js";

/** The operations a strategy can call. A host may pass its own; the default is the whole catalogue. */
export interface Catalogue {
  /** By name or alias. */
  readonly find: (name: string) => Operation | undefined;
  /** Names that can be written as calls, aliases included. */
  readonly names: readonly string[];
}

export const catalogue: Catalogue = {
  find: findOperation,
  names: [
    ...operations.filter((operation) => operation.surface === "call").map((operation) => operation.name),
    ...Object.keys(aliases),
  ],
};

/** The operation behind each sign or word between two operands. */
export const operationOf: Readonly<Record<BinaryOperator, string>> = {
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
