import type { Call, Expression } from "../../lang/tree.js";
import type { CheckedState, OperationCall, Prediction, Symbol } from "../checked.js";
import { children } from "./children.js";
import type { Reporter } from "./pass.js";
import type { Program } from "./program.js";
import { remembered } from "./remembered.js";

/** One fact of every expression; of a record, one of each field. */
export type Value<Fact> = Fact | Fields<Fact>;

export class Fields<Fact> {
  constructor(readonly of: ReadonlyMap<string, Value<Fact>>) {}
}

/** Expressions whose fact follows from those of their operands. */
export type Operator = Extract<
  Expression,
  { kind: "history" | "negation" | "not" | "binary" | "crosses" | "within" | "conditional" | "call" }
>;

/** Expressions that stand for themselves. */
export type Leaf = Exclude<Expression, Operator | { kind: "field" | "record" }>;

/**
 * How one fact (the unit, the range, the warm-up …) follows from the parts of an expression. The walk over names,
 * functions, records and states is the same for all of them, and is `analyse`.
 */
export interface Analysis<Fact> {
  /** Of what is damaged or already reported. */
  readonly unknown: Fact;
  readonly leaf: (expression: Leaf, symbol: Symbol | undefined) => Fact;
  /** Operands in source order; of `price(…)` its argument. */
  readonly operator: (
    expression: Operator,
    operands: readonly Fact[],
    report: Reporter,
    /** The fact of any part of the expression. */
    of: (part: Expression) => Fact,
  ) => Fact;
  /** The facts of the outputs. */
  readonly operation: (
    call: OperationCall,
    inputs: readonly Fact[],
    parameters: readonly (Fact | undefined)[],
    expression: Call,
    report: Reporter,
  ) => readonly Fact[];
  /** The fact of what a model says, from those of its features and its target. */
  readonly prediction: (prediction: Prediction, features: readonly Fact[], target: Fact | undefined) => Fact;
  /** The fact of `prev`, from that of the start and a way to compute that of the value for a given `prev`. */
  readonly previous: (state: CheckedState, start: Fact, value: (previous: Fact) => Fact) => Fact;
  /** The fact of the state itself, from its value's. */
  readonly state: (state: CheckedState, start: Fact, value: Fact, report: Reporter) => Fact;
  /** What the states of a group have in common, from the facts of their values; left out: nothing. */
  readonly together?: (values: readonly Fact[]) => Fact;
  /** The fact outside a frame, from that inside; left out: the same. Not asked for what is fixed before the run. */
  readonly held?: (symbol: Extract<Symbol, { kind: "held" }>, inside: Fact) => Fact;
  /** Called where a record stands in the place of a single value. */
  readonly record?: (expression: Expression, fields: Fields<Fact>, report: Reporter) => void;
  /** Called where a record has no such field. */
  readonly field?: (expression: Expression, fields: Fields<Fact> | undefined, report: Reporter) => void;
}

export type FactsOf<Fact> = ReadonlyMap<Expression, Value<Fact>>;

/** Computes one fact for every expression that is reachable from the strategy, each once. */
export function analyse<Fact>(
  program: Program,
  analysis: Analysis<Fact>,
  report: Reporter,
): { readonly facts: FactsOf<Fact>; readonly single: (expression: Expression) => Fact } {
  const walk: Walk<Fact> = {
    analysis,
    resolution: program.resolution,
    facts: new Map(),
    previous: new Map(),
    states: new Map(),
    open: new Set(),
    trying: new Set(),
    tried: new Set(),
    report,
    silent: 0,
  };
  for (const each of program.lets) visit(each.value, walk);
  for (const state of program.allStates) visitState(state, walk);
  for (const demand of program.demands) visit(demand.expression, walk);
  for (const expression of program.resolution.keys()) visit(expression, walk);
  walk.silent = 1;
  for (const expression of program.levelParts) visit(expression, walk);
  walk.silent = 0;
  const single = (expression: Expression): Fact => {
    const value = visit(expression, walk);
    return value instanceof Fields ? analysis.unknown : value;
  };
  return { facts: walk.facts, single };
}

interface Walk<Fact> {
  readonly analysis: Analysis<Fact>;
  readonly resolution: ReadonlyMap<Expression, Symbol>;
  readonly facts: Map<Expression, Value<Fact>>;
  readonly previous: Map<CheckedState, Fact>;
  readonly states: Map<CheckedState, Fact>;
  /** States inside the state that is being tried: computed anew each time, and as silent as it is. */
  readonly open: Set<CheckedState>;
  /** States of the group that is being tried. */
  readonly trying: Set<CheckedState>;
  /** Named values that depend on the group of states that is being tried. */
  readonly tried: Set<Expression>;
  readonly report: Reporter;
  /** Above zero while a state's `prev` is only being tried. */
  silent: number;
}

function reporter<Fact>(walk: Walk<Fact>): Reporter {
  return (diagnostic) => {
    if (walk.silent === 0) walk.report(diagnostic);
  };
}

function visit<Fact>(expression: Expression, walk: Walk<Fact>): Value<Fact> {
  const known = walk.facts.get(expression);
  if (known !== undefined) return known;
  const value = compute(expression, walk);
  walk.facts.set(expression, value);
  return value;
}

/** The fact of a single value; a record in its place is reported once, by the analysis that cares. */
function visitSingle<Fact>(expression: Expression, walk: Walk<Fact>): Fact {
  const value = visit(expression, walk);
  if (!(value instanceof Fields)) return value;
  walk.analysis.record?.(expression, value, reporter(walk));
  return walk.analysis.unknown;
}

function compute<Fact>(expression: Expression, walk: Walk<Fact>): Value<Fact> {
  const { analysis, resolution } = walk;
  const symbol = resolution.get(expression);
  if (symbol?.kind === "prediction") return computePrediction(symbol, walk);
  switch (expression.kind) {
    case "name":
    case "previous":
      return computeName(expression, symbol, walk);
    case "field":
      return symbol?.kind === "previous"
        ? computeName(expression, symbol, walk)
        : computeField(expression, symbol, walk);
    case "record":
      return new Fields(
        new Map(expression.fields.map((field) => [field.name.text, visit(field.value, walk)])),
      );
    case "call":
      return computeCall(expression, symbol, walk);
    case "conditional": {
      const then = visit(expression.then, walk);
      const otherwise = visit(expression.otherwise, walk);
      if (!(then instanceof Fields) || !(otherwise instanceof Fields)) break;
      const condition = visitSingle(expression.condition, walk);
      return joinFields(expression, condition, then, otherwise, walk);
    }
    case "history":
      // A member of a family, `lag[3]`, is what it names.
      if (symbol?.kind === "value") return aloud(walk, () => visit(symbol.value, walk));
      if (symbol?.kind === "held") return computeHeld(symbol, walk);
      if (symbol !== undefined) return analysis.unknown;
      break;
    case "negation":
    case "not":
    case "binary":
    case "crosses":
    case "within":
      break;
    default:
      return analysis.leaf(expression, symbol);
  }
  const operands = children(expression).map((child) => visitSingle(child, walk));
  return analysis.operator(expression, operands, reporter(walk), (part) => visitSingle(part, walk));
}

function computeName<Fact>(
  expression: Extract<Expression, { kind: "name" | "previous" | "field" }>,
  symbol: Symbol | undefined,
  walk: Walk<Fact>,
): Value<Fact> {
  switch (symbol?.kind) {
    case "value":
      return (symbol.role === "let" || symbol.role === "constant") && !walk.tried.has(symbol.value)
        ? aloud(walk, () => visit(symbol.value, walk))
        : visit(symbol.value, walk);
    case "state":
      return visitState(symbol.state, walk);
    case "previous":
      return walk.previous.get(symbol.state) ?? walk.analysis.unknown;
    case undefined:
    case "unknown":
      return walk.analysis.unknown;
    default:
      return expression.kind === "field" ? walk.analysis.unknown : walk.analysis.leaf(expression, symbol);
  }
}

function computePrediction<Fact>(symbol: Prediction, walk: Walk<Fact>): Fact {
  const { features, target } = symbol.model;
  return aloud(walk, () =>
    walk.analysis.prediction(
      symbol,
      features.map(({ value }) => visitSingle(value, walk)),
      target && visitSingle(target.value, walk),
    ),
  );
}

function computeField<Fact>(
  expression: Extract<Expression, { kind: "field" }>,
  symbol: Symbol | undefined,
  walk: Walk<Fact>,
): Value<Fact> {
  // A constant of a module, or a feature of a model.
  if (symbol?.kind === "value") return aloud(walk, () => visit(symbol.value, walk));
  if (symbol?.kind === "held") return computeHeld(symbol, walk);
  if (symbol?.kind === "fed") return fedValue(expression, symbol, walk);
  if (symbol?.kind !== "field") return walk.analysis.unknown;
  const object = visit(symbol.object, walk);
  if (object instanceof Fields) {
    const field = object.of.get(symbol.field);
    if (field !== undefined) return field;
    walk.analysis.field?.(expression, object, reporter(walk));
    return walk.analysis.unknown;
  }
  if (object !== walk.analysis.unknown) walk.analysis.field?.(expression, undefined, reporter(walk));
  return walk.analysis.unknown;
}

/** What comes from outside stands for itself, whether it is written `eth.close` or `age(eth)`. */
function fedValue<Fact>({ span }: Expression, symbol: Symbol, walk: Walk<Fact>): Fact {
  return walk.analysis.leaf({ kind: "name", text: "", span }, symbol);
}

function computeHeld<Fact>(symbol: Extract<Symbol, { kind: "held" }>, walk: Walk<Fact>): Value<Fact> {
  const { held } = walk.analysis;
  const outside = (inside: Value<Fact>): Value<Fact> => {
    if (!(inside instanceof Fields)) return held === undefined ? inside : held(symbol, inside);
    return new Fields(new Map([...inside.of].map(([name, of]) => [name, outside(of)])));
  };
  return outside(aloud(walk, () => visit(symbol.value, walk)));
}

function computeCall<Fact>(expression: Call, symbol: Symbol | undefined, walk: Walk<Fact>): Value<Fact> {
  const { analysis } = walk;
  switch (symbol?.kind) {
    case "fed":
      return fedValue(expression, symbol, walk);
    case "inlined":
      for (const argument of symbol.call.arguments.values()) visit(argument, walk);
      return visit(symbol.call.body, walk);
    case "ahead": {
      if (symbol.offset.kind === "expression") visitSingle(symbol.offset.expression, walk);
      const series = visitSingle(symbol.series, walk);
      return analysis.operator(expression, [series], reporter(walk), (part) => visitSingle(part, walk));
    }
    case "unit":
      return analysis.operator(expression, [visitSingle(symbol.argument, walk)], reporter(walk), (part) =>
        visitSingle(part, walk),
      );
    case "operation": {
      const inputs = symbol.inputs.map((input) => visitSingle(input, walk));
      const parameters = symbol.parameters.map((parameter) =>
        parameter.kind === "expression" ? visitSingle(parameter.expression, walk) : undefined,
      );
      const outputs = analysis.operation(symbol, inputs, parameters, expression, reporter(walk));
      const [only] = outputs;
      if (symbol.operation.outputs.length === 1) return only ?? analysis.unknown;
      return new Fields(
        new Map(
          symbol.operation.outputs.map((output, index) => [output.name, outputs[index] ?? analysis.unknown]),
        ),
      );
    }
    default:
      return analysis.unknown;
  }
}

function joinFields<Fact>(
  expression: Extract<Expression, { kind: "conditional" }>,
  condition: Fact,
  then: Fields<Fact>,
  otherwise: Fields<Fact>,
  walk: Walk<Fact>,
): Value<Fact> {
  const joined = new Map<string, Value<Fact>>();
  for (const [name, first] of then.of) {
    const second = otherwise.of.get(name);
    if (second === undefined) continue;
    if (first instanceof Fields && second instanceof Fields)
      joined.set(name, joinFields(expression, condition, first, second, walk));
    else if (first instanceof Fields || second instanceof Fields) joined.set(name, walk.analysis.unknown);
    else {
      const of = (part: Expression): Fact => visitSingle(part, walk);
      joined.set(name, walk.analysis.operator(expression, [condition, first, second], reporter(walk), of));
    }
  }
  return new Fields(joined);
}

/** What is computed once is reported, also when it is reached for the first time while a `prev` is being tried. */
function aloud<Fact, Result>(walk: Walk<Fact>, work: () => Result): Result {
  const { silent } = walk;
  walk.silent = 0;
  const result = work();
  walk.silent = silent;
  return result;
}

function visitState<Fact>(state: CheckedState, walk: Walk<Fact>): Fact {
  const known = walk.states.get(state);
  if (known !== undefined) return known;
  if (walk.trying.has(state)) {
    const [start, value] = [visitSingle(state.start, walk), visitSingle(state.value, walk)];
    return walk.analysis.state(state, start, value, () => undefined);
  }
  const compute = (): Fact =>
    state.group.length > 1 ? computeGroup(state, walk) : computeState(state, walk);
  return walk.open.has(state) ? compute() : aloud(walk, compute);
}

function computeState<Fact>(state: CheckedState, walk: Walk<Fact>): Fact {
  const { analysis } = walk;
  const start = visitSingle(state.start, walk);
  const inside = dependents(state, walk.resolution);
  const valueFor = (previous: Fact): Fact => {
    walk.previous.set(state, previous);
    for (const expression of inside.expressions) walk.facts.delete(expression);
    for (const inner of inside.states) walk.states.delete(inner);
    return visitSingle(state.value, walk);
  };
  for (const inner of inside.states) walk.open.add(inner);
  walk.silent += 1;
  const previous = analysis.previous(state, start, valueFor);
  walk.silent -= 1;
  const fact = analysis.state(state, start, valueFor(previous), reporter(walk));
  walk.states.set(state, fact);
  return fact;
}

/**
 * The states of a group, each with the last values of all. What is known of these settles in a few rounds, since every
 * round only ever widens it; what has not settled then counts as unknown.
 */
function computeGroup<Fact>(wanted: CheckedState, walk: Walk<Fact>): Fact {
  const { analysis } = walk;
  const { group } = wanted;
  const starts = group.map((state) => visitSingle(state.start, walk));
  const inside = groupDependents(group, walk.resolution);
  const forget = (): void => {
    for (const expression of inside.expressions) walk.facts.delete(expression);
    for (const inner of inside.states) walk.states.delete(inner);
  };
  const all = <Out>(of: (state: CheckedState, start: Fact) => Out): Out[] =>
    group.flatMap((state, index) => {
      const start = starts[index];
      return start === undefined ? [] : [of(state, start)];
    });
  all((state, start) => walk.previous.set(state, start));
  for (const state of inside.states) walk.open.add(state);
  for (const state of group) walk.trying.add(state);
  for (const expression of inside.named) walk.tried.add(expression);
  walk.silent += 1;
  let settled = false;
  for (let round = 0; round < group.length + 2 && !settled; round++) {
    const before = JSON.stringify(group.map((state) => walk.previous.get(state)));
    all((state, start) => {
      const previous = analysis.previous(state, start, (assumed) => {
        walk.previous.set(state, assumed);
        forget();
        return visitSingle(state.value, walk);
      });
      walk.previous.set(state, previous);
    });
    settled = before === JSON.stringify(group.map((state) => walk.previous.get(state)));
  }
  if (!settled) for (const state of group) walk.previous.set(state, analysis.unknown);
  walk.silent -= 1;
  forget();
  for (const expression of inside.named) walk.tried.delete(expression);
  const values = all((state) => visitSingle(state.value, walk));
  for (const state of group) walk.trying.delete(state);
  const common = analysis.together?.(values);
  all((state, start) =>
    walk.states.set(
      state,
      analysis.state(state, start, common ?? visitSingle(state.value, walk), reporter(walk)),
    ),
  );
  return walk.states.get(wanted) ?? analysis.unknown;
}

/** What lies inside the states of a group, and the named values between them that depend on one. */
function groupDependents(
  group: readonly CheckedState[],
  resolution: ReadonlyMap<Expression, Symbol>,
): Dependents & { readonly named: ReadonlySet<Expression> } {
  const expressions = new Set<Expression>();
  const states = new Set<CheckedState>(group);
  const named = new Set<Expression>();
  const depends = remembered<boolean>((expression, again) => {
    const symbol = resolution.get(expression);
    if (symbol?.kind === "state") return group.includes(symbol.state);
    if (symbol?.kind === "value") return again(symbol.value);
    if (symbol?.kind === "inlined") return again(symbol.call.body);
    return children(expression).some(again);
  });
  const collect = (value: Expression): void => {
    const found = dependentsOf(value, resolution);
    for (const inner of found.states) states.add(inner);
    for (const expression of found.expressions) {
      if (expressions.has(expression)) continue;
      expressions.add(expression);
      const symbol = resolution.get(expression);
      if (symbol?.kind === "value" && !expressions.has(symbol.value) && depends(symbol.value)) {
        named.add(symbol.value);
        collect(symbol.value);
      }
    }
  };
  for (const state of group) collect(state.value);
  return { expressions, states, named };
}

/** What lies inside a state and may depend on its `prev`: its expressions, and those and the states of functions it calls. */
export interface Dependents {
  readonly expressions: ReadonlySet<Expression>;
  readonly states: ReadonlySet<CheckedState>;
}

export function dependents(state: CheckedState, resolution: ReadonlyMap<Expression, Symbol>): Dependents {
  return dependentsOf(state.value, resolution);
}

function dependentsOf(value: Expression, resolution: ReadonlyMap<Expression, Symbol>): Dependents {
  const found = new Set<Expression>();
  const states = new Set<CheckedState>();
  const collect = (expression: Expression): void => {
    if (found.has(expression)) return;
    found.add(expression);
    const symbol = resolution.get(expression);
    if (symbol?.kind === "value" && (symbol.role === "argument" || symbol.role === "step")) {
      collect(symbol.value);
    }
    if (symbol?.kind === "inlined") {
      for (const step of symbol.call.steps) collect(step.value);
      for (const inner of symbol.call.states) {
        states.add(inner);
        collect(inner.value);
      }
      collect(symbol.call.body);
    }
    for (const child of children(expression)) collect(child);
  };
  collect(value);
  return { expressions: found, states };
}
