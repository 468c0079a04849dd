import type { BarColumn } from "../../kernels/catalog/index.js";
import type { Expression } from "../../lang/tree.js";
import type {
  CheckedLength,
  CheckedParameter,
  CheckedState,
  CheckedStrategy,
  OperationParameter,
} from "../checked.js";
import type { Clock } from "../clock.js";
import { GraphBuilder } from "../graph/builder.js";
import { scalarOperations } from "../graph/scalar.js";
import type { ColumnReference, GraphClock, GraphFeed, GraphOutput } from "../graph/schema.js";
import type { DraftNode } from "../graph/stages.js";
import type { Facts } from "../passes/facts.js";
import { ClockLowering, PerClock } from "./clocks.js";
import { roundTripColumn, roundTripScalar, tickScalar } from "./cost.js";
import { factsAt, outputOf, spanOf, timesOf } from "./describe.js";
import { Delayed } from "./delayed.js";
import { LoweringFault } from "./fault.js";
import { FeedLowering } from "./feeds.js";
import { formOf, originOf, type Application } from "./form.js";
import { lowerLabel } from "./label.js";
import { lowerPrediction } from "./models.js";
import { Reach } from "./reach.js";
import { lowerStates } from "./recurrence.js";

/**
 * Turns the expressions of one strategy into scalars and nodes. An expression that is fixed before the run becomes a
 * scalar; all others become columns. Each expression object is lowered once: a name that is used twice is computed
 * once, and each call of a function, being a copy, has its own nodes and states.
 */
export class Lowering {
  readonly builder = new GraphBuilder();
  private readonly scalars = new Map<Expression, number | undefined>();
  private readonly columns = new PerClock<Expression>();
  private readonly clocks: ClockLowering;
  private readonly feeds: FeedLowering;
  private readonly parameters = new Map<number, number>();
  private readonly states = new Map<CheckedState, ColumnReference>();
  private readonly mentions = new Map<CheckedState, Expression>();
  private readonly predictions = new Map<number, ColumnReference>();
  private readonly reach: Reach;
  /** Targets, and whatever else looks ahead. */
  readonly delayed: Delayed;

  constructor(readonly checked: CheckedStrategy) {
    this.reach = new Reach(checked);
    this.delayed = new Delayed(this);
    const { timeframe } = checked.market;
    this.clocks = new ClockLowering(this.builder, timeframe);
    this.feeds = new FeedLowering(this.builder, timeframe, () => this.bar("time"));
  }

  /** The clocks beside the strategy's own that were needed, in the order of their numbers. */
  graphClocks(): readonly GraphClock[] {
    return this.clocks.list();
  }

  /** The feeds that were needed, in the order of their numbers. */
  graphFeeds(): readonly GraphFeed[] {
    return this.feeds.list();
  }

  /** Lowers with the bars of a clock: the same name may mean another column there. */
  within<Result>(clock: Clock, work: () => Result): Result {
    return this.clocks.within(clock, work);
  }

  /** Which clock a node that is made now runs on. */
  onClock(): Pick<DraftNode, "clock"> {
    return this.clocks.field();
  }

  facts(expression: Expression): Facts {
    const facts = this.checked.facts.get(expression);
    if (facts === undefined) throw new LoweringFault("an expression nothing is known of", expression);
    return facts;
  }

  /** What is known of a state, which is more than what is known of the expression that is its value. */
  stateFacts(state: CheckedState): Facts {
    if (this.mentions.size === 0) {
      for (const [expression, symbol] of this.checked.resolution) {
        if (symbol.kind === "state") this.mentions.set(symbol.state, expression);
      }
    }
    return this.facts(this.mentions.get(state) ?? state.value);
  }

  /** The scalar of an expression that is fixed before the run. */
  scalar(expression: Expression): number {
    const scalar = this.tryScalar(expression);
    if (scalar !== undefined) return scalar;
    throw new LoweringFault("a value of every bar before the run", expression);
  }

  /** The scalar of an expression, or undefined where it changes from bar to bar or only a kernel can compute it. */
  tryScalar(expression: Expression): number | undefined {
    const known = this.scalars.get(expression);
    if (known !== undefined || this.scalars.has(expression)) return known;
    const scalar = this.facts(expression).stage === "series" ? undefined : this.makeScalar(expression);
    this.scalars.set(expression, scalar);
    return scalar;
  }

  private makeScalar(expression: Expression): number | undefined {
    const form = formOf(expression, this.checked);
    switch (form.kind) {
      case "literal":
        return this.builder.constant(form.value);
      case "ticks":
        return this.builder.scalar("multiply", [this.builder.constant(form.count), tickScalar(this)]);
      case "round trip cost":
        return roundTripScalar(this);
      case "parameter":
        return this.parameterValue(form.parameter);
      case "same":
      case "held":
        return this.tryScalar(form.as);
      case "field": {
        const origin = originOf(expression, this.checked);
        return origin === expression ? undefined : this.tryScalar(origin);
      }
      case "application": {
        if (!scalarOperations.has(form.operation) || form.parameters.length > 0) return undefined;
        const inputs = form.inputs.map((input) => this.tryScalar(input));
        return inputs.every((input) => input !== undefined)
          ? this.builder.scalar(form.operation, inputs)
          : undefined;
      }
      default:
        return undefined;
    }
  }

  /** A parameter in ticks is a price wherever an expression reads it. */
  private parameterValue({ index, kind }: CheckedParameter): number {
    const scalar = this.parameterScalar(index);
    if (kind !== "ticks") return scalar;
    return this.builder.scalar("multiply", [scalar, tickScalar(this)]);
  }

  parameterScalar(index: number): number {
    const scalar = this.parameters.get(index) ?? this.builder.scalar("parameter", [], index);
    this.parameters.set(index, scalar);
    return scalar;
  }

  /** A whole number of bars: a duration that is not whole ends with the bar it ends in. */
  wholeBars(length: CheckedLength): number {
    const scalar = this.scalar(length.expression);
    if (length.divisor === 1) return scalar;
    const divided = this.builder.scalar("divide", [scalar, this.builder.constant(length.divisor)]);
    return this.builder.scalar("ceil", [divided]);
  }

  /** The column of a number, truth or category, whatever its stage. */
  column(expression: Expression): ColumnReference {
    const columns = this.columns.of(this.clocks.now);
    const known = columns.get(expression);
    if (known !== undefined) return known;
    const scalar = this.tryScalar(expression);
    const column = scalar === undefined ? this.makeColumn(expression) : this.constant(scalar, expression);
    columns.set(expression, column);
    return column;
  }

  /** The columns of a record by the names of its fields, or the one column of anything else under an empty name. */
  fields(expression: Expression): ReadonlyMap<string, ColumnReference> {
    const { type, fields } = this.facts(expression);
    // Words have no column; they may be named all the same.
    if (type === "text") return new Map();
    if (type !== "record" || fields === undefined) return new Map([["", this.column(expression)]]);
    const columns = new Map<string, ColumnReference>();
    for (const field of fields.keys()) {
      for (const [inner, column] of this.fieldColumns(expression, field)) {
        columns.set(inner === "" ? field : `${field}.${inner}`, column);
      }
    }
    return columns;
  }

  /** A column of the bars of the clock that is lowered with. */
  bar(column: BarColumn): ColumnReference {
    return this.clocks.bar(column);
  }

  private makeColumn(expression: Expression): ColumnReference {
    const form = formOf(expression, this.checked);
    switch (form.kind) {
      case "bar":
        return this.bar(form.column);
      case "same":
        return this.column(form.as);
      case "held": {
        const inside = this.within(form.clock, () => this.column(form.as));
        return this.clocks.hold(inside, form.clock, this.facts(expression), spanOf(expression));
      }
      case "fed":
        return this.feeds.column(form.feed, form.column, this.facts(expression), spanOf(expression));
      case "state":
        return this.state(form.state);
      case "field":
        return this.field(form.object, form.field);
      case "application":
        return this.application(form, expression, [outputOf(this.facts(expression))]);
      case "round trip cost":
        return roundTripColumn(expression, this);
      case "prediction":
        return lowerPrediction(form.prediction, expression, this);
      case "ahead":
      case "literal":
      case "ticks":
      case "parameter":
      case "record":
      case "previous":
        throw new LoweringFault(`a ${form.kind} as a column`, expression);
    }
  }

  /** The column of a state; its node also makes the columns of the states it belongs together with. */
  state(state: CheckedState): ColumnReference {
    if (!this.states.has(state)) {
      for (const [each, column] of lowerStates(state, this, this.reach)) this.states.set(each, column);
    }
    const column = this.states.get(state);
    if (column === undefined) throw new LoweringFault(`the state "${state.name}"`, state.value);
    return column;
  }

  /** The node of a model, made once. */
  predictionNode(model: number, make: () => ColumnReference): ColumnReference {
    const column = this.predictions.get(model) ?? make();
    this.predictions.set(model, column);
    return column;
  }

  private fieldColumns(object: Expression, field: string): ReadonlyMap<string, ColumnReference> {
    const origin = originOf(object, this.checked);
    const form = formOf(origin, this.checked);
    if (form.kind === "held") {
      const inside = this.within(form.clock, () => this.fieldColumns(form.as, field));
      const facts = factsAt(this.facts(origin), [field]);
      return new Map(
        [...inside].map(([name, column]) => [
          name,
          this.clocks.hold(column, form.clock, facts ?? this.facts(object), spanOf(object)),
        ]),
      );
    }
    const value = form.kind === "record" ? form.fields.get(field) : undefined;
    return value === undefined
      ? this.fieldsWithin(object, [field], factsAt(this.facts(origin), [field]))
      : this.fields(value);
  }

  /** The column of a field of a record: of a literal, of an operation, or of a choice between records. */
  private field(object: Expression, ...path: readonly [string, ...string[]]): ColumnReference {
    const [first, second, ...rest] = path;
    const origin = originOf(object, this.checked);
    const form = formOf(origin, this.checked);
    if (form.kind === "held") {
      const inside = this.within(form.clock, () => this.field(form.as, ...path));
      const facts = factsAt(this.facts(origin), path) ?? this.facts(origin);
      return this.clocks.hold(inside, form.clock, facts, spanOf(origin));
    }
    if (form.kind === "field") return this.field(form.object, form.field, ...path);
    const value = form.kind === "record" ? form.fields.get(first) : undefined;
    if (value !== undefined) {
      return second === undefined ? this.column(value) : this.field(value, second, ...rest);
    }
    if (form.kind !== "application") throw new LoweringFault(`the field "${first}"`, object);
    const output = form.fields.indexOf(first);
    if (output !== -1) return { node: this.recordNode(form, origin).node, output };
    return this.chosenField(form, origin, path);
  }

  /** `(if c then a else b).field` chooses between the fields. */
  private chosenField(
    form: Application,
    origin: Expression,
    path: readonly [string, ...string[]],
  ): ColumnReference {
    const [condition, then, otherwise] = form.inputs;
    const facts = factsAt(this.facts(origin), path);
    if (form.operation !== "select" || !condition || !then || !otherwise || !facts) {
      throw new LoweringFault(`the field "${path.join(".")}"`, origin);
    }
    return this.builder.node({
      operation: "select",
      inputs: [this.column(condition), this.field(then, ...path), this.field(otherwise, ...path)],
      parameters: [],
      outputs: [outputOf(facts)],
      ...this.onClock(),
      ...timesOf(facts),
      span: spanOf(origin),
    });
  }

  /** The columns of a field by the names of the fields within it. */
  private fieldsWithin(
    object: Expression,
    path: readonly [string, ...string[]],
    facts: Facts | undefined,
  ): ReadonlyMap<string, ColumnReference> {
    if (facts?.fields === undefined) return new Map([["", this.field(object, ...path)]]);
    const columns = new Map<string, ColumnReference>();
    for (const [name, inner] of facts.fields) {
      for (const [below, column] of this.fieldsWithin(object, [...path, name], inner)) {
        columns.set(below === "" ? name : `${name}.${below}`, column);
      }
    }
    return columns;
  }

  /** The node of an operation with several outputs, made once for all names that lead to it. */
  private recordNode(form: Application, origin: Expression): ColumnReference {
    const columns = this.columns.of(this.clocks.now);
    const known = columns.get(origin);
    if (known !== undefined) return known;
    const { fields } = this.facts(origin);
    const outputs = form.fields.map((field) => outputOf(fields?.get(field)));
    const column = this.application(form, origin, outputs);
    columns.set(origin, column);
    return column;
  }

  private application(
    form: Application,
    expression: Expression,
    outputs: readonly GraphOutput[],
  ): ColumnReference {
    const { operation, parameters } = form;
    const facts = this.facts(expression);
    const inputs = form.inputs.map((input) => this.column(input));
    const bar = form.bar.map((column) => this.bar(column));
    const label = lowerLabel(form, expression, inputs, bar, timesOf(facts), this);
    if (label !== undefined) return label;
    return this.builder.node({
      operation,
      inputs: [...inputs, ...bar],
      parameters: parameters.map((parameter) => this.operationParameter(parameter)),
      outputs,
      ...this.onClock(),
      ...timesOf(facts),
      span: spanOf(expression),
    });
  }

  operationParameter(parameter: OperationParameter): number {
    if (parameter.kind === "value") return this.builder.constant(parameter.value);
    const scalar = this.scalar(parameter.expression);
    if (parameter.divisor === 1) return scalar;
    return this.builder.scalar("divide", [scalar, this.builder.constant(parameter.divisor)]);
  }

  private constant(scalar: number, expression: Expression): ColumnReference {
    return this.builder.node({
      operation: "constant",
      inputs: [],
      parameters: [scalar],
      outputs: [outputOf(this.facts(expression))],
      knownAt: "open",
      first: 0,
      settled: 0,
      span: spanOf(expression),
    });
  }
}
