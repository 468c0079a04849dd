import type { Expression } from "../../lang/tree.js";
import type { ColumnReference, GraphOutput } from "../graph/schema.js";
import { columnKey } from "../graph/stages.js";
import { findLabel } from "../models/labels.js";
import { boundOf, outputOf, spanOf } from "./describe.js";
import { LoweringFault } from "./fault.js";
import { formOf, originOf, type Application, type Form } from "./form.js";
import { lowerLabel } from "./label.js";
import { isNothing, lagOfParameter, longer, minus, noLag, plus, scalarOf, type Lag } from "./lag.js";
import type { Lowering } from "./lowering.js";

/**
 * What looks into the future, computed when the future has come. Delayed by d bars, `ahead(x, n)` is x delayed by d − n,
 * what does not look ahead is its own value d bars ago, and every operation works on its delayed operands. So the engine
 * never sees more than the present bar, and whoever reads such a column takes its value at bar t for that of bar t − d.
 */
export class Delayed {
  private readonly lags = new Map<Expression, Lag>();
  private readonly columns = new Map<string, ColumnReference>();
  private readonly numbers = new Map<Expression, number>();

  constructor(private readonly lowering: Lowering) {}

  /** Bars after which a value is known; nothing for what does not look ahead. */
  lag(expression: Expression): Lag {
    const known = this.lags.get(expression);
    if (known !== undefined) return known;
    // Words have no form; they may be named all the same.
    if (expression.kind === "text") return noLag;
    const lag = this.findLag(formOf(expression, this.lowering.checked));
    this.lags.set(expression, lag);
    return lag;
  }

  private findLag(form: Form): Lag {
    if (form.kind === "ahead") return plus(this.lag(form.series), lagOfParameter(form.offset, this.lowering));
    const inner = operandsOf(form)
      .map((operand) => this.lag(operand))
      .reduce((most, lag) => longer(most, lag, this.lowering), noLag);
    return form.kind === "application" ? plus(inner, this.ownLag(form)) : inner;
  }

  /** How far a label looks ahead by itself. */
  private ownLag({ operation, parameters }: Application): Lag {
    if (findLabel(operation)?.reach === undefined) return noLag;
    return parameters
      .map((parameter) => lagOfParameter(parameter, this.lowering))
      .reduce((most, lag) => longer(most, lag, this.lowering), noLag);
  }

  /** The column that at bar t holds the value of bar t − delay. */
  column(expression: Expression, delay: Lag): ColumnReference {
    const { lowering } = this;
    if (isNothing(this.lag(expression))) return this.shifted(lowering.column(expression), delay, expression);
    const key = `${this.numberOf(expression)} ${scalarsOf(delay)}`;
    const known = this.columns.get(key);
    if (known !== undefined) return known;
    const column = this.make(expression, delay);
    this.columns.set(key, column);
    return column;
  }

  private make(expression: Expression, delay: Lag): ColumnReference {
    const form = formOf(expression, this.lowering.checked);
    switch (form.kind) {
      case "same":
        return this.column(form.as, delay);
      case "ahead": {
        const offset = lagOfParameter(form.offset, this.lowering);
        return this.column(form.series, minus(delay, offset, this.lowering));
      }
      case "application":
        return this.application(form, expression, delay, [outputOf(this.lowering.facts(expression))]);
      case "field":
        return this.field(form.object, form.field, delay);
      default:
        throw new LoweringFault(`a ${form.kind} that looks ahead`, expression);
    }
  }

  private application(
    form: Application,
    expression: Expression,
    delay: Lag,
    outputs: readonly GraphOutput[],
  ): ColumnReference {
    const { lowering } = this;
    const before = minus(delay, this.ownLag(form), lowering);
    const inputs = form.inputs.map((input) => this.column(input, before));
    const bar = form.bar.map((column) => this.shifted(lowering.bar(column), before, expression));
    const times = this.timesOf(expression, delay);
    const label = lowerLabel(form, expression, inputs, bar, times, lowering);
    if (label !== undefined) return label;
    return lowering.builder.node({
      operation: form.operation,
      inputs: [...inputs, ...bar],
      parameters: form.parameters.map((parameter) => lowering.operationParameter(parameter)),
      outputs,
      ...times,
      span: spanOf(expression),
    });
  }

  private field(object: Expression, field: string, delay: Lag): ColumnReference {
    const { checked } = this.lowering;
    const origin = originOf(object, checked);
    const form = formOf(origin, checked);
    const value = form.kind === "record" ? form.fields.get(field) : undefined;
    if (value !== undefined) return this.column(value, delay);
    const output = form.kind === "application" ? form.fields.indexOf(field) : -1;
    if (form.kind !== "application" || output === -1) throw new LoweringFault(`the field "${field}"`, object);
    const key = `${this.numberOf(origin)} ${scalarsOf(delay)}`;
    const { fields } = this.lowering.facts(origin);
    const outputs = form.fields.map((name) => outputOf(fields?.get(name)));
    const { node } = this.columns.get(key) ?? this.application(form, origin, delay, outputs);
    this.columns.set(key, { node, output: 0 });
    return { node, output };
  }

  private shifted(column: ColumnReference, delay: Lag, expression: Expression): ColumnReference {
    if (isNothing(delay)) return column;
    const key = `column ${columnKey(column)} ${scalarsOf(delay)}`;
    const known = this.columns.get(key);
    if (known !== undefined) return known;
    const { builder } = this.lowering;
    const of = builder.nodes[column.node];
    const output = of?.outputs[column.output];
    if (of === undefined || output === undefined)
      throw new LoweringFault("a column that is not there", expression);
    // What never changes was the same then.
    const made =
      of.operation === "constant"
        ? column
        : builder.node({
            operation: "history",
            inputs: [column],
            parameters: [scalarOf(delay, this.lowering)],
            outputs: [output],
            knownAt: "open",
            first: of.first + delay.worst,
            settled: typeof of.settled === "number" ? of.settled + delay.worst : of.settled,
            span: of.span,
          });
    this.columns.set(key, made);
    return made;
  }

  private timesOf(expression: Expression, delay: Lag) {
    const { first, settled } = this.lowering.facts(expression);
    return {
      knownAt: "close" as const,
      first: first + delay.worst,
      settled: boundOf(settled + delay.worst),
    };
  }

  private numberOf(expression: Expression): number {
    const number = this.numbers.get(expression) ?? this.numbers.size;
    this.numbers.set(expression, number);
    return number;
  }
}

const scalarsOf = ({ constant, scalars }: Lag): string => [constant, ...scalars].join("+");

function operandsOf(form: Form): readonly Expression[] {
  switch (form.kind) {
    case "same":
      return [form.as];
    case "application":
      return form.inputs;
    case "field":
      return [form.object];
    case "record":
      return [...form.fields.values()];
    default:
      return [];
  }
}
