import type { Expression } from "../../lang/tree.js";
import type { CheckedState } from "../checked.js";
import type { Program } from "./program.js";
import type { Ranges } from "./ranges.js";
import { remembered } from "./remembered.js";

interface Known {
  readonly program: Program;
  readonly ranges: Ranges;
}

interface Proof extends Known {
  /** States that are taken to be whole until their values show otherwise. */
  readonly proving: Set<CheckedState>;
}

type Inner = (part: Expression, unit?: number) => boolean;

/** Operations whose results are whole numbers. */
const counts: readonly string[] = ["floor", "ceil", "round", "sign", "bars_since", "streak"];

/** Whether every value of an expression, whatever the parameters, is a whole multiple of `unit`. */
export function isWholeMultiple(expression: Expression, unit: number, known: Known): boolean {
  const tests = new Map<number, (part: Expression) => boolean>();
  const proving = new Set<CheckedState>();
  const inner = (part: Expression, of = unit): boolean => {
    const test =
      tests.get(of) ??
      remembered((each) => isWhole(each, of, { ...known, proving }, (next, by = of) => inner(next, by)));
    tests.set(of, test);
    return test(part);
  };
  return inner(expression);
}

function isWhole(expression: Expression, unit: number, known: Proof, inner: Inner): boolean {
  const range = known.ranges.single(expression);
  if (range.low === range.high) return divides(range.low, unit);
  const symbol = known.program.resolution.get(expression);
  switch (symbol?.kind) {
    case "parameter": {
      const { value, low, step } = symbol.parameter;
      return [value, low, step].every((each) => divides(each, unit));
    }
    case "given":
      return symbol.type.unit === "length" && unit === 1;
    case "value":
      return inner(symbol.value);
    case "inlined":
      return inner(symbol.call.body);
    case "unit":
      return inner(symbol.argument);
    case "operation": {
      const { name } = symbol.operation;
      if (counts.includes(name)) return unit === 1;
      return (
        ["minimum", "maximum", "absolute", "clamp"].includes(name) &&
        symbol.inputs.every((part) => inner(part))
      );
    }
    case "state":
    case "previous":
      return isWholeState(symbol.state, known, inner);
    default:
      return isWholeOperator(expression, unit, inner);
  }
}

/** By induction: it starts whole, and a whole last value leads to a whole one. */
function isWholeState(state: CheckedState, { proving }: Proof, inner: Inner): boolean {
  if (proving.has(state)) return true;
  proving.add(state);
  return (state.start.kind === "missing" || inner(state.start)) && inner(state.value);
}

function isWholeOperator(expression: Expression, unit: number, inner: Inner): boolean {
  switch (expression.kind) {
    case "negation":
      return inner(expression.operand);
    case "history":
      return inner(expression.series);
    case "conditional":
      return inner(expression.then) && inner(expression.otherwise);
    case "binary": {
      const { left, right, operator } = expression;
      if (operator === "??") return inner(left) && inner(right);
      if (operator === "+" || operator === "-" || operator === "mod") return inner(left) && inner(right);
      if (operator === "/" && right.kind === "duration") return inner(left, unit * right.milliseconds);
      if (operator !== "*") return false;
      return (inner(left, unit) && inner(right, 1)) || (inner(left, 1) && inner(right, unit));
    }
    default:
      return false;
  }
}

function divides(value: number, unit: number): boolean {
  const quotient = value / unit;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}
