import type { BinaryOperator, Expression } from "../../../lang/tree.js";
import type { OperationParameter } from "../../checked.js";
import type { Program } from "../program.js";
import { remembered } from "../remembered.js";

const turned: Partial<Record<BinaryOperator, BinaryOperator>> = { ">": "<", ">=": "<=" };
const commutative: ReadonlySet<string> = new Set(["+", "*", "and", "or", "==", "!="]);

/**
 * A spelling of what an expression computes that does not depend on how it is written: names and functions are replaced
 * by what they stand for, `a > b` is `b < a`, and operands that may change places stand in one order. Two expressions
 * with one spelling compute the same; the reverse need not hold.
 */
export function normalForms(program: Program): (expression: Expression) => string {
  return remembered<string>((expression, again) => {
    const symbol = program.resolution.get(expression);
    switch (symbol?.kind) {
      case "bar":
        return symbol.column;
      case "parameter":
        return `param ${symbol.parameter.name}`;
      case "provided":
        return symbol.name;
      case "held":
        return `held(${expression.span.start} ${again(symbol.value)})`;
      case "value":
        return again(symbol.value);
      case "inlined":
        return again(symbol.call.body);
      case "unit":
        return again(symbol.argument);
      case "ahead":
        return `ahead(${again(symbol.series)}; ${parameterForm(symbol.offset, again)})`;
      case "operation": {
        const inputs = symbol.inputs.map(again).join(", ");
        const parameters = symbol.parameters.map((each) => parameterForm(each, again)).join(", ");
        return `${symbol.operation.name}(${inputs}; ${parameters})`;
      }
      case "field":
        return `${again(symbol.object)}.${symbol.field}`;
      case "prediction":
        return `${symbol.model.name}.${symbol.output}(${symbol.of?.text ?? ""})`;
      case "state":
      case "previous":
        return `${symbol.kind} ${symbol.state.name} ${symbol.state.declaration.span.start}`;
      default:
        return operatorForm(expression, again);
    }
  });
}

function parameterForm(parameter: OperationParameter, again: (part: Expression) => string): string {
  if (parameter.kind === "value") return String(parameter.value);
  const form = again(parameter.expression);
  const number = Number(form);
  return Number.isNaN(number) ? `${form}/${parameter.divisor}` : String(number / parameter.divisor);
}

function operatorForm(expression: Expression, again: (part: Expression) => string): string {
  switch (expression.kind) {
    case "number":
    case "percent":
      return String(expression.value);
    case "duration":
    case "date":
      return String(expression.milliseconds);
    case "truth":
    case "text":
      return JSON.stringify(expression.value);
    case "negation":
      return `-(${again(expression.operand)})`;
    case "not":
      return `not(${again(expression.operand)})`;
    case "history":
      return `(${again(expression.series)})[${again(expression.offset)}]`;
    case "crosses":
      return `crosses ${expression.direction}(${again(expression.left)}, ${again(expression.right)})`;
    case "within":
      return `within(${[expression.value, expression.low, expression.high].map(again).join(", ")})`;
    case "conditional":
      return `if(${[expression.condition, expression.then, expression.otherwise].map(again).join(", ")})`;
    case "binary": {
      const { operator } = expression;
      const operands = [again(expression.left), again(expression.right)];
      const mirrored = turned[operator];
      if (mirrored !== undefined) return `(${operands.toReversed().join(` ${mirrored} `)})`;
      return `(${(commutative.has(operator) ? operands.toSorted() : operands).join(` ${operator} `)})`;
    }
    case "record":
      return `{${expression.fields.map((field) => `${field.name.text}: ${again(field.value)}`).join(", ")}}`;
    default:
      return `${expression.kind} ${expression.span.start}`;
  }
}
