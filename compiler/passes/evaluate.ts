import { operationOf } from "../catalogue.js";
import type { Expression } from "../../lang/tree.js";
import type { CheckedParameter } from "../checked.js";
import { applyScalar } from "../graph/scalar.js";
import type { Program } from "./program.js";
import { remembered } from "./remembered.js";

/** A value fixed before the run, for one set of parameter values (by index); NaN where it is not fixed. */
export interface FixedValue {
  readonly evaluate: (values: readonly number[]) => number;
  /** The parameters it is made of. */
  readonly parameters: ReadonlySet<CheckedParameter>;
}

interface Cell {
  values: readonly number[];
  /** Counts the evaluations, so that what has a name is computed once in each. */
  number: number;
}

type Compute = () => number;

/** Prepares an expression to be evaluated for many sets of parameter values. */
export function fixedValueOf(expression: Expression, program: Program): FixedValue {
  const cell: Cell = { values: [], number: 0 };
  const parameters = new Set<CheckedParameter>();
  const compute = remembered<Compute>((each, again) => prepare(each, program, cell, parameters, again))(
    expression,
  );
  const evaluate = (values: readonly number[]): number => {
    cell.values = values;
    cell.number += 1;
    return compute();
  };
  return { evaluate, parameters };
}

function prepare(
  expression: Expression,
  program: Program,
  cell: Cell,
  parameters: Set<CheckedParameter>,
  again: (expression: Expression) => Compute,
): Compute {
  const apply = (operation: string, parts: readonly Expression[]): Compute => {
    const operands = parts.map(again);
    return () => applyScalar(operation, operands.map(run)) ?? Number.NaN;
  };
  const symbol = program.resolution.get(expression);
  switch (symbol?.kind) {
    case "parameter": {
      const { parameter } = symbol;
      parameters.add(parameter);
      return () => cell.values[parameter.index] ?? Number.NaN;
    }
    case "value":
      return once(again(symbol.value), cell);
    case "inlined":
      return once(again(symbol.call.body), cell);
    case "unit":
      return again(symbol.argument);
    case "operation":
      return apply(symbol.operation.name, symbol.inputs);
    default:
      return prepareOperator(expression, apply);
  }
}

const run = (compute: Compute): number => compute();

function once(compute: Compute, cell: Cell): Compute {
  let number = -1;
  let value = Number.NaN;
  return () => {
    if (number !== cell.number) {
      number = cell.number;
      value = compute();
    }
    return value;
  };
}

const constant =
  (value: number): Compute =>
  () =>
    value;

function prepareOperator(
  expression: Expression,
  apply: (operation: string, parts: readonly Expression[]) => Compute,
): Compute {
  switch (expression.kind) {
    case "number":
    case "percent":
      return constant(expression.value);
    case "duration":
    case "date":
      return constant(expression.milliseconds);
    case "truth":
      return constant(expression.value ? 1 : 0);
    case "negation":
      return apply("negate", [expression.operand]);
    case "not":
      return apply("not", [expression.operand]);
    case "binary":
      return apply(operationOf[expression.operator], [expression.left, expression.right]);
    case "within":
      return apply("within", [expression.value, expression.low, expression.high]);
    case "conditional":
      return apply("select", [expression.condition, expression.then, expression.otherwise]);
    default:
      return constant(Number.NaN);
  }
}
