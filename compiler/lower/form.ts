import { operationOf } from "../catalogue.js";
import type { BarColumn } from "../../kernels/catalog/operation.js";
import type { Expression, History } from "../../lang/tree.js";
import type {
  CheckedFeed,
  CheckedParameter,
  FedColumn,
  CheckedState,
  CheckedStrategy,
  OperationParameter,
  Prediction,
  Symbol,
} from "../checked.js";
import type { FrameClock } from "../clock.js";
import { LoweringFault } from "./fault.js";

/** What an expression asks to be computed, however it is written: the one view of the tree that lowering has. */
export type Form =
  | { readonly kind: "literal"; readonly value: number }
  /** A number of the market's ticks. */
  | { readonly kind: "ticks"; readonly count: number }
  | { readonly kind: "round trip cost" }
  | { readonly kind: "bar"; readonly column: BarColumn }
  | { readonly kind: "parameter"; readonly parameter: CheckedParameter }
  /** The value of another expression: a name, an argument, the body of a function, a number given a unit. */
  | { readonly kind: "same"; readonly as: Expression }
  | Application
  /** The value inside a frame, as it was when the frame's last bar was finished. */
  | { readonly kind: "held"; readonly clock: FrameClock; readonly as: Expression }
  /** The value some bars later; only where a target is lowered. */
  | { readonly kind: "ahead"; readonly series: Expression; readonly offset: OperationParameter }
  | { readonly kind: "prediction"; readonly prediction: Prediction }
  /** What is known of a feed. */
  | { readonly kind: "fed"; readonly feed: CheckedFeed; readonly column: FedColumn }
  | { readonly kind: "field"; readonly object: Expression; readonly field: string }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, Expression> }
  | { readonly kind: "state"; readonly state: CheckedState }
  | { readonly kind: "previous"; readonly state: CheckedState };

/** An operation of the catalogue on inputs, with parameters. */
export interface Application {
  readonly kind: "application";
  readonly operation: string;
  readonly inputs: readonly Expression[];
  readonly parameters: readonly OperationParameter[];
  /** Names of the outputs where there are several. */
  readonly fields: readonly string[];
  /** Columns of the bar it reads beside its inputs. */
  readonly bar: readonly BarColumn[];
}

export function formOf(expression: Expression, checked: CheckedStrategy): Form {
  switch (expression.kind) {
    case "number":
      return expression.suffix === "ticks"
        ? { kind: "ticks", count: expression.value }
        : literal(expression.value);
    case "percent":
      return literal(expression.value);
    case "duration":
    case "date":
      return literal(expression.milliseconds);
    case "truth":
      return literal(expression.value ? 1 : 0);
    case "missing":
      return literal(Number.NaN);
    case "negation":
      return apply("negate", [expression.operand]);
    case "not":
      return apply("not", [expression.operand]);
    case "binary":
      return apply(operationOf[expression.operator], [expression.left, expression.right]);
    case "crosses":
      return apply(`crosses_${expression.direction}`, [expression.left, expression.right]);
    case "within":
      return apply("within", [expression.value, expression.low, expression.high]);
    case "conditional":
      return apply("select", [expression.condition, expression.then, expression.otherwise]);
    case "history":
      if (checked.resolution.has(expression))
        return formOfSymbol(checked.resolution.get(expression), expression);
      return formOfHistory(expression, checked);
    case "record":
      return {
        kind: "record",
        fields: new Map(expression.fields.map((field) => [field.name.text, field.value])),
      };
    case "name":
    case "previous":
    case "field":
    case "call":
      return formOfSymbol(checked.resolution.get(expression), expression);
    case "text":
    case "damaged":
      throw new LoweringFault(`a ${expression.kind} expression`, expression);
  }
}

/** An offset that changes from bar to bar has a bound, which says how much is kept. */
function formOfHistory({ series, offset }: History, { facts }: CheckedStrategy): Form {
  const known = facts.get(offset);
  if (known?.stage !== "series") {
    return apply("history", [series], [{ kind: "expression", expression: offset, divisor: 1 }]);
  }
  const longest = Math.max(1, Math.round(known.range.high));
  return apply("history_at", [series, offset], [{ kind: "value", value: longest }]);
}

function formOfSymbol(symbol: Symbol | undefined, expression: Expression): Form {
  switch (symbol?.kind) {
    case "bar":
    case "parameter":
    case "state":
    case "previous":
    case "field":
    case "fed":
      return symbol;
    case "held":
      return { kind: "held", clock: symbol.clock, as: symbol.value };
    case "value":
      return { kind: "same", as: symbol.value };
    case "inlined":
      return { kind: "same", as: symbol.call.body };
    case "unit":
      return { kind: "same", as: symbol.argument };
    case "choice":
      return literal(symbol.index);
    case "operation": {
      const { operation, inputs, parameters } = symbol;
      const fields = operation.outputs.length > 1 ? operation.outputs.map((output) => output.name) : [];
      return {
        kind: "application",
        operation: operation.name,
        inputs,
        parameters,
        fields,
        bar: operation.bar,
      };
    }
    case "provided":
      if (symbol.name === "round_trip_cost") return { kind: "round trip cost" };
      throw new LoweringFault(`the name "${symbol.name}" outside its place`, expression);
    case "ahead":
      return { kind: "ahead", series: symbol.series, offset: symbol.offset };
    case "prediction":
      return { kind: "prediction", prediction: symbol };
    case "family":
    case "feed":
    case "frame":
      throw new LoweringFault("a name of several series as a value", expression);
    case "given":
    case "model":
    case "unknown":
    case undefined:
      throw new LoweringFault("an unknown name", expression);
  }
}

function literal(value: number): Form {
  return { kind: "literal", value };
}

function apply(
  operation: string,
  inputs: readonly Expression[],
  parameters: readonly OperationParameter[] = [],
): Application {
  return { kind: "application", operation, inputs, parameters, fields: [], bar: [] };
}

/** The expression behind names, arguments, function bodies and fields of record literals: where it is really computed. */
export function originOf(expression: Expression, checked: CheckedStrategy): Expression {
  let origin = expression;
  for (;;) {
    const form = formOf(origin, checked);
    if (form.kind === "same") {
      origin = form.as;
    } else if (form.kind === "field") {
      const record = formOf(originOf(form.object, checked), checked);
      if (record.kind !== "record") return origin;
      const value = record.fields.get(form.field);
      if (value === undefined) throw new LoweringFault(`a record without "${form.field}"`, expression);
      origin = value;
    } else {
      return origin;
    }
  }
}
