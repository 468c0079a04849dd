import type { Call, Expression, FunctionDeclaration, Identifier, Let, State } from "../../lang/tree.js";
import type { CheckedLet, CheckedState, InlinedCall, Symbol } from "../checked.js";
import { circular } from "../diagnostics/sage3004-circular.js";
import { nameTaken } from "../diagnostics/sage2002-name-taken.js";
import { tooManyCalls } from "../diagnostics/sage2014-too-many-calls.js";
import { matchArguments } from "./arguments.js";
import { asBars } from "./as-bars.js";
import { copy, moved } from "./children.js";
import { declareFamily, memberContext, membersOf } from "./families.js";
import { demandsOfType } from "./annotation.js";
import { statesOf } from "./outline.js";
import { addRoom } from "./places.js";
import { copyLimit, isTold, startDemand, type Context, type Resolving } from "./resolving.js";
import { createScope, find, type Home, type NamedValue } from "./scope.js";

const unknown: Symbol = { kind: "unknown" };

/** A function, the file it stands in, and what it is called at the place of the call. */
export interface Callable {
  readonly declaration: FunctionDeclaration;
  readonly home: Home;
  /** `trend.supertrend`. */
  readonly name: string;
}

/** A call of a `fn`: the body is copied, with the caller's expressions in place of the parameters. */
export function inlineCall(
  call: Call,
  { declaration, home, name }: Callable,
  context: Context,
  resolving: Resolving,
): Symbol {
  resolving.used.add(declaration);
  for (const argument of call.arguments) resolving.resolve(argument.value, context);
  if (home.file.isBroken(declaration.span)) return unknown;
  if (context.calls.includes(declaration)) {
    resolving.report(
      circular({
        span: call.callee.span,
        holes: { name, what: "function", via: undefined, state: undefined },
      }),
    );
    return unknown;
  }
  const slots = declaration.parameters.map((parameter) => ({
    name: parameter.name.text,
    required: parameter.fallback === undefined,
  }));
  const matched = matchArguments(call, name, slots, resolving.report);
  if (matched === undefined) return unknown;
  const inside: Context = {
    ...context,
    home,
    scope: home.scope,
    level: false,
    state: undefined,
    around: undefined,
    from: context.calls.length === 0 ? call : context.from,
  };
  resolving.copies += 1;
  if (resolving.copies > copyLimit) {
    reportTooMany(inside.from, resolving);
    return unknown;
  }
  const by = home.module ? addRoom(resolving.source, home.module.source, call.span, name) : 0;
  const given = declaration.parameters.map((parameter, index) => {
    const value = matched[index]?.value;
    if (value !== undefined) return asBars(value, parameter, context, resolving);
    const fallback: Expression = parameter.fallback
      ? copy(parameter.fallback, by)
      : { kind: "damaged", span: moved(parameter, by).span };
    resolving.resolve(fallback, inside);
    return fallback;
  });
  return { kind: "inlined", call: instantiate(declaration, given, call, inside, by, resolving) };
}

/** Said once, of the first call of the strategy that went too far; a function that nobody calls does no harm. */
function reportTooMany(call: Call | undefined, resolving: Resolving): void {
  if (call === undefined || isTold("too many calls", resolving)) return;
  resolving.report(
    tooManyCalls({ span: call.callee.span, holes: { limit: copyLimit.toLocaleString("en-US") } }),
  );
}

/** One copy of a function's steps and body, resolved. `by` is added to the offsets of what is copied. */
export function instantiate(
  declaration: FunctionDeclaration,
  given: readonly Expression[],
  call: Call,
  context: Context,
  by: number,
  resolving: Resolving,
): InlinedCall {
  const scope = createScope(context.home.scope);
  const values = new Map<string, Expression>();
  declaration.parameters.forEach((parameter, index) => {
    const value = given[index];
    const name = parameter.name.text;
    if (value === undefined) return;
    if (values.has(name)) reportTwice(moved(parameter.name, by), undefined, resolving);
    const what = `\`${name}\` of \`${declaration.name.text}\``;
    resolving.demands.push(...demandsOfType(parameter.type, value, what, resolving, by));
    values.set(name, value);
    const symbol: Symbol = { kind: "value", role: "argument", name, value };
    scope.values.set(name, { symbol, declaration: parameter, span: parameter.name.span });
  });
  const inner: Context = {
    home: context.home,
    clock: context.clock,
    around: undefined,
    scope,
    level: false,
    state: undefined,
    calls: [...context.calls, declaration],
    from: context.from,
  };
  const { steps, states } = declareSteps(declaration, inner, by, resolving);
  for (const { value } of steps) resolving.resolve(value, memberContext(value, inner, resolving));
  for (const state of states) {
    resolving.resolve(state.start, inner);
    resolving.demands.push(startDemand(state));
    resolving.resolve(state.value, { ...inner, state, group: state.group });
  }
  const body = copy(declaration.body, by);
  resolving.resolve(body, inner);
  if (declaration.result) {
    const what = `the result of \`${declaration.name.text}\``;
    resolving.demands.push(...demandsOfType(declaration.result, body, what, resolving, by));
  }
  return { declaration, call, arguments: values, steps, states, body };
}

/** A step, or the states of a group; `groups` gets one list for each group, which fills as they are declared. */
function statementsIn(
  step: FunctionDeclaration["steps"][number],
  groups: Map<object, CheckedState[]>,
): readonly (Let | State)[] {
  if (step.kind === "damaged") return [];
  if (step.kind !== "state group") return [step];
  const states: CheckedState[] = [];
  const members = statesOf(step);
  for (const member of members) groups.set(member, states);
  return members;
}

function declareSteps(declaration: FunctionDeclaration, inside: Context, by: number, resolving: Resolving) {
  const { scope, clock } = inside;
  const steps: CheckedLet[] = [];
  const states: CheckedState[] = [];
  const groups = new Map<object, CheckedState[]>();
  for (const step of declaration.steps.flatMap((each) => statementsIn(each, groups))) {
    const name = step.name.text;
    const taken = scope.values.get(name) ?? find(inside.home.scope, name);
    if (taken !== undefined) {
      reportTwice(moved(step.name, by), taken, resolving);
      continue;
    }
    if (step.kind === "let" && step.family) {
      const family = declareFamily(step, step.family, inside, resolving, by);
      steps.push(...membersOf(family, step));
      const symbol: Symbol = family ? { kind: "family", family } : unknown;
      scope.values.set(name, { symbol, declaration: step, span: step.name.span });
      continue;
    }
    const value = copy(step.value, by);
    if (step.kind === "let") {
      steps.push({ name, value, declaration: named(step, by) });
      const symbol: Symbol = { kind: "value", role: "step", name, value };
      scope.values.set(name, { symbol, declaration: step, span: step.name.span });
    } else {
      const group = groups.get(step) ?? [];
      const start = copy(step.start, by);
      const state: CheckedState = { name, start, value, clock, declaration: named(step, by), group };
      group.push(state);
      states.push(state);
      resolving.states.push(state);
      scope.values.set(name, { symbol: { kind: "state", state }, declaration: step, span: step.name.span });
    }
  }
  return { steps, states };
}

/** A statement at its place in the copy. */
const named = <Step extends Let | State>(step: Step, by: number): Step =>
  by === 0 ? step : { ...moved(step, by), name: moved(step.name, by) };

function reportTwice(
  { text: name, span }: Identifier,
  taken: NamedValue | undefined,
  resolving: Resolving,
): void {
  const isLanguage = taken !== undefined && taken.span === undefined && taken.declaration === undefined;
  const edits = [{ span, text: `${name}_2` }];
  resolving.report(
    nameTaken({
      span,
      holes: { name, first: isLanguage ? "a name of the language" : undefined },
      related: taken?.span ? [{ span: taken.span, message: "the first" }] : [],
      fixes: isLanguage ? [{ title: `Call it \`${name}_2\``, edits }] : [],
    }),
  );
}
