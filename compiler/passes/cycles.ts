import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Span } from "../../lang/source.js";
import type { Expression } from "../../lang/tree.js";
import type { CheckedState, DeclaredModel, Symbol } from "../checked.js";
import { circular } from "../diagnostics/sage3004-circular.js";
import { ownPrediction } from "../diagnostics/sage5007-own-prediction.js";
import { children } from "./children.js";
import type { Pass } from "./pass.js";
import { textAt, type Program } from "./program.js";

/** A name on the way: a `let` (or a step of a function) by its value, or a state. */
interface Named {
  readonly name: string;
  readonly nameSpan: Span | undefined;
  readonly key: object;
  readonly value: Expression;
}

interface Search {
  readonly program: Program;
  readonly resolution: Map<Expression, Symbol>;
  readonly done: Set<object>;
  readonly path: Named[];
  readonly names: ReadonlyMap<Expression, Span>;
  readonly report: (diagnostic: Diagnostic) => void;
}

/**
 * Cuts every circle of names that does not pass `prev`: the reference that closes it becomes unknown, so that the
 * passes that follow always end. A way round through `[1]` is circular too; what is meant there is a `state`.
 */
export function cutCircles(program: Program): Pass<Program> {
  const diagnostics: Diagnostic[] = [];
  const names = new Map<Expression, Span>();
  for (const each of program.lets) names.set(each.value, each.declaration.name.span);
  for (const symbol of program.resolution.values()) {
    if (symbol.kind !== "inlined") continue;
    for (const step of symbol.call.steps) names.set(step.value, step.declaration.name.span);
  }
  for (const model of program.models) {
    for (const { value, declaration } of [...model.features, ...(model.target ? [model.target] : [])])
      names.set(value, declaration.name.span);
  }
  for (const constant of constantsOf(program)) names.set(constant.value, constant.span);
  const search: Search = {
    program,
    resolution: new Map(program.resolution),
    done: new Set(),
    path: [],
    names,
    report: (diagnostic) => diagnostics.push(diagnostic),
  };
  // Before the names that ask them, so that a way back to a model is told as that.
  for (const model of program.models) followModel(undefined, model, search);
  for (const each of program.lets) {
    enter({ name: each.name, nameSpan: names.get(each.value), key: each.value, value: each.value }, search);
  }
  for (const state of program.allStates) enter(namedState(state), search);
  for (const [expression, symbol] of program.resolution) {
    if (symbol.kind === "value") follow(expression, symbol, search);
  }
  return { out: { ...program, resolution: search.resolution }, diagnostics };
}

function* constantsOf(program: Program) {
  for (const [expression, symbol] of program.resolution) {
    if (symbol.kind === "value" && symbol.role === "constant")
      yield { value: symbol.value, span: expression.span };
  }
}

const namedState = (state: CheckedState): Named => ({
  name: state.name,
  nameSpan: state.declaration.name.span,
  key: state,
  value: state.value,
});

function enter(named: Named, search: Search): void {
  if (search.done.has(named.key)) return;
  search.path.push(named);
  walk(named.value, search);
  search.path.pop();
  search.done.add(named.key);
}

function walk(expression: Expression, search: Search): void {
  const symbol = search.resolution.get(expression);
  if (symbol?.kind === "prediction") {
    followModel(expression, symbol.model, search);
    return;
  }
  if (symbol?.kind === "value" || symbol?.kind === "state") {
    follow(expression, symbol, search);
    return;
  }
  if (symbol?.kind === "inlined") {
    for (const step of symbol.call.steps) walkOnce(step.value, search);
    for (const argument of symbol.call.arguments.values()) walkOnce(argument, search);
    walkOnce(symbol.call.body, search);
    return;
  }
  for (const child of children(expression)) walk(child, search);
}

/** Parts of a call that may be reached by name as well are walked once. */
function walkOnce(expression: Expression, search: Search): void {
  if (search.done.has(expression) || search.path.some((named) => named.key === expression)) return;
  const span = search.names.get(expression);
  if (span) enter({ name: "", nameSpan: span, key: expression, value: expression }, search);
  else walk(expression, search);
}

/** A model is worked out from its features and its target, which must not lead back to what it says. */
function followModel(expression: Expression | undefined, model: DeclaredModel, search: Search): void {
  const from = search.path.findIndex((each) => each.key === model);
  if (from !== -1 && expression !== undefined) {
    const names = search.path.slice(from).flatMap((named) => (named.name === "" ? [] : [named.name]));
    search.report(
      ownPrediction({ span: expression.span, holes: { model: model.name, via: [...names, model.name] } }),
    );
    search.resolution.set(expression, { kind: "unknown" });
    return;
  }
  if (search.done.has(model)) return;
  const { name, declaration, features, target } = model;
  search.path.push({ name, nameSpan: declaration.name.span, key: model, value: noValue });
  for (const feature of [...features, ...(target ? [target] : [])]) {
    const { value } = feature;
    enter({ name: `${name}.${feature.name}`, nameSpan: search.names.get(value), key: value, value }, search);
  }
  search.path.pop();
  search.done.add(model);
}

const noValue: Expression = { kind: "damaged", span: { start: 0, end: 0 } };

function follow(
  expression: Expression,
  symbol: Extract<Symbol, { kind: "value" | "state" }>,
  search: Search,
): void {
  const named: Named =
    symbol.kind === "state"
      ? namedState(symbol.state)
      : {
          name: symbol.name,
          nameSpan: search.names.get(symbol.value),
          key: symbol.value,
          value: symbol.value,
        };
  const from = search.path.findIndex((each) => each.key === named.key);
  if (from === -1) {
    enter(named, search);
    return;
  }
  reportCircle(expression, search.path.slice(from), named, search);
  search.resolution.set(expression, { kind: "unknown" });
}

function reportCircle(reference: Expression, circle: readonly Named[], closing: Named, search: Search): void {
  const { source } = search.program;
  const { name, nameSpan = reference.span, value } = closing;
  const via = circle.slice(1).flatMap((named) => (named.name === "" ? [] : [named.name]));
  const text = textAt(source, value.span);
  const direct =
    circle.length === 1 &&
    search.program.lets.some((each) => each.value === value && each.declaration.family === undefined);
  const { replaced, edits } = direct
    ? rewrite(value, reference, name, search)
    : { replaced: text, edits: [] };
  search.report(
    circular({
      span: nameSpan,
      holes: {
        name,
        what: "value",
        via,
        state: direct ? `state ${name} from 0 = ${replaced}` : undefined,
      },
      related: [{ span: reference.span, message: `the same bar's \`${name}\`` }],
      fixes: edits.length === 0 ? [] : [{ title: `Make \`${name}\` a state`, edits }],
    }),
  );
}

/** `max(level, …)` or `max(level[1], …)` with `prev` for every mention of the name. */
function rewrite(value: Expression, reference: Expression, name: string, { program }: Search) {
  const spans: Span[] = [];
  const collect = (expression: Expression): void => {
    const isDelayed =
      expression.kind === "history" && expression.series.kind === "name" && expression.series.text === name;
    const isSame = expression.kind === "name" && expression.text === name;
    if (isDelayed || isSame || expression === reference) spans.push(expression.span);
    else for (const child of children(expression)) collect(child);
  };
  collect(value);
  const sorted = spans.toSorted((a, b) => b.start - a.start);
  let replaced = program.source.text.slice(value.span.start, value.span.end);
  for (const span of sorted) {
    const [start, end] = [span.start - value.span.start, span.end - value.span.start];
    replaced = `${replaced.slice(0, start)}prev${replaced.slice(end)}`;
  }
  const declaration = program.lets.find((each) => each.value === value)?.declaration;
  if (declaration === undefined) return { replaced, edits: [] };
  const head = { start: declaration.name.span.start - "let ".length, end: declaration.name.span.end };
  const before = program.source.text.slice(declaration.span.start, declaration.name.span.start);
  const start = declaration.span.start + Math.max(0, before.lastIndexOf("let"));
  return {
    replaced: replaced.replaceAll(/\s+/g, " "),
    edits: [
      { span: { start: Math.min(start, head.end), end: head.end }, text: `state ${name} from 0` },
      { span: value.span, text: replaced },
    ],
  };
}
