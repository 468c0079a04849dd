import type { Expression, FieldAccess, History, Let, Name, State } from "../../lang/tree.js";
import type * as tree from "../../lang/tree.js";
import type { CheckedFrame, CheckedLet, CheckedParameter, CheckedState, Symbol } from "../checked.js";
import type { FrameClock } from "../clock.js";
import { nameTaken } from "../diagnostics/sage2002-name-taken.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { outsideTheFrame } from "../diagnostics/sage3106-outside-the-frame.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import { chooseMember, declareFamily, memberContext, membersOf, reportWholeFamily } from "./families.js";
import { formatDuration } from "./format.js";
import { statesOf } from "./outline.js";
import { startDemand, type Context, type Resolving } from "./resolving.js";
import { barColumns, createScope, find, type NamedValue, type Scope } from "./scope.js";

const unknown: Symbol = { kind: "unknown" };

/** Declares what stands inside a frame, in a scope of its own: parameters and constants are visible in it, series are not. */
export function declareFrame(
  declaration: tree.Frame,
  clock: FrameClock,
  parameters: readonly CheckedParameter[],
  context: Context,
  resolving: Resolving,
): CheckedFrame {
  const scope = createScope(resolving.fileScope);
  for (const parameter of parameters) {
    const { name } = parameter.declaration;
    const symbol: Symbol = { kind: "parameter", parameter };
    scope.values.set(name.text, { symbol, declaration: parameter.declaration, span: name.span });
  }
  resolving.frameScopes.set(clock, scope);
  const inside: Context = { ...context, scope, clock };
  const lets: CheckedLet[] = [];
  const states: CheckedState[] = [];
  for (const member of declaration.members) {
    if (member.kind === "let") lets.push(...declareLet(member, inside, resolving));
    else if (member.kind === "state") states.push(declareState(member, [], clock, scope, resolving));
    else if (member.kind === "state group") {
      const group: CheckedState[] = [];
      for (const each of statesOf(member)) states.push(declareState(each, group, clock, scope, resolving));
    }
  }
  return { name: declaration.name.text, clock, lets, states, declaration };
}

function declareLet(member: Let, inside: Context, resolving: Resolving): readonly CheckedLet[] {
  const name = member.name.text;
  if (member.family) {
    const family = declareFamily(member, member.family, inside, resolving);
    addName(member, family ? { kind: "family", family } : unknown, inside.scope, resolving);
    return membersOf(family, member);
  }
  addName(member, { kind: "value", role: "let", name, value: member.value }, inside.scope, resolving);
  return [{ name, value: member.value, declaration: member }];
}

/** `group` gets the state as well: its own last value, and those of the states it is declared with, can be read in it. */
function declareState(
  member: State,
  group: CheckedState[],
  clock: FrameClock,
  scope: Scope,
  resolving: Resolving,
): CheckedState {
  const { start, value } = member;
  const state: CheckedState = { name: member.name.text, start, value, clock, declaration: member, group };
  group.push(state);
  resolving.states.push(state);
  addName(member, { kind: "state", state }, scope, resolving);
  return state;
}

function addName(member: Let | State, symbol: Symbol, scope: Scope, resolving: Resolving): void {
  const { name, span } = member;
  const taken = find(scope, name.text);
  if (taken !== undefined) {
    resolving.report(
      nameTaken({
        span: name.span,
        holes: { name: name.text, first: taken.span ? undefined : "a name of the language" },
        related: taken.span ? [{ span: taken.span, message: "the first" }] : [],
      }),
    );
    return;
  }
  const meaning = resolving.file.isBroken(span) ? unknown : symbol;
  scope.values.set(name.text, { symbol: meaning, declaration: member, span: name.span });
}

/** Gives the names inside a frame their meaning; `around` holds those of the strategy. */
export function resolveFrame(
  frame: CheckedFrame,
  around: Scope,
  context: Context,
  resolving: Resolving,
): void {
  const scope = resolving.frameScopes.get(frame.clock);
  if (scope === undefined) return;
  const inside: Context = { ...context, scope, clock: frame.clock, around };
  for (const { value } of frame.lets) resolving.resolve(value, memberContext(value, inside, resolving));
  for (const state of frame.states) {
    resolving.resolve(state.start, inside);
    resolving.resolve(state.value, { ...inside, state, group: state.group });
    resolving.demands.push(startDemand(state));
  }
}

/** The frame a word stands for, where it stands for one. */
export function frameOf(expression: Expression, { scope, around }: Context): NamedValue | undefined {
  if (expression.kind !== "name") return undefined;
  const found = find(scope, expression.text) ?? (around && find(around, expression.text));
  return found?.symbol.kind === "frame" ? found : undefined;
}

/** `h4.trend`: what the frame's series was when its last bar was finished. */
export function resolveHeld(
  expression: FieldAccess,
  named: NamedValue,
  context: Context,
  resolving: Resolving,
): Symbol {
  if (named.symbol.kind !== "frame") return unknown;
  const { frame } = named.symbol;
  const { field } = expression;
  if (named.declaration) resolving.used.add(named.declaration);
  if (context.clock !== "base" && context.around !== undefined) {
    reportOutside(expression, `${frame.name}.${field.text}`, frame, context.clock, resolving);
    return unknown;
  }
  const series = seriesOf(field.text, frame, resolving);
  if (series === undefined) {
    reportNoSeries(expression, frame, resolving);
    return unknown;
  }
  if (series.declaration) resolving.used.add(series.declaration);
  const { symbol } = series;
  if (symbol.kind === "unknown") return unknown;
  if (symbol.kind === "family") return reportWholeFamily(expression, symbol.family, resolving);
  if (symbol.kind === "value") return { kind: "held", clock: frame.clock, value: symbol.value };
  const value: Expression = { kind: "name", text: field.text, span: field.span };
  resolving.resolution.set(value, symbol);
  return { kind: "held", clock: frame.clock, value };
}

/** `h4.lag[3]` where the frame has a family `lag`; undefined where it is the past of a series. */
export function resolveHeldMember(
  expression: History,
  context: Context,
  resolving: Resolving,
): Symbol | undefined {
  const { series } = expression;
  const named = series.kind === "field" ? frameOf(series.object, context) : undefined;
  if (series.kind !== "field" || named?.symbol.kind !== "frame" || context.clock !== "base") return undefined;
  const { frame } = named.symbol;
  const found = seriesOf(series.field.text, frame, resolving);
  if (found?.symbol.kind !== "family") return undefined;
  for (const used of [named, found]) if (used.declaration) resolving.used.add(used.declaration);
  const member = chooseMember(expression, found.symbol.family, context, resolving);
  return member.kind === "value" ? { kind: "held", clock: frame.clock, value: member.value } : member;
}

function seriesOf(name: string, { clock }: CheckedFrame, resolving: Resolving): NamedValue | undefined {
  const column = barColumns.find((each) => each === name);
  if (column !== undefined) {
    return { symbol: { kind: "bar", column, clock }, declaration: undefined, span: undefined };
  }
  const found = resolving.frameScopes.get(clock)?.values.get(name);
  return found?.symbol.kind === "parameter" ? undefined : found;
}

function reportNoSeries({ field }: FieldAccess, { name, lets, states }: CheckedFrame, resolving: Resolving) {
  const known = [...lets, ...states].map((each) => each.name).concat(barColumns);
  if (resolving.file.unknown.has(field.text)) return;
  const suggestion = suggest(field.text, known);
  resolving.report(
    unknownName({
      span: field.span,
      holes: { kind: "field", name: field.text, suggestion, known, of: name },
      fixes: suggestion
        ? [{ title: `Write \`${suggestion}\``, edits: [{ span: field.span, text: suggestion }] }]
        : [],
    }),
  );
}

/** A frame's name alone stands for several series. */
export function reportFrameAsValue({ text, span }: Name, frame: CheckedFrame, resolving: Resolving): Symbol {
  const [series = "close"] = [...frame.lets, ...frame.states].map(({ name }) => name);
  const end = { start: span.end, end: span.end };
  resolving.report(
    typeDiffers({
      span,
      holes: {
        message: `\`${text}\` is a frame; one of its series is needed`,
        label: "stands for all that is inside it",
        help: [`\`${text}.${series}\``],
      },
      fixes: [{ title: `Take \`${series}\``, edits: [{ span: end, text: `.${series}` }] }],
    }),
  );
  return unknown;
}

/**
 * A name that a frame does not have but the strategy around it does. What does not change from bar to bar may be used;
 * a `let` is looked at later, when that is known.
 */
export function borrow(expression: Name, context: Context, resolving: Resolving): Symbol | undefined {
  const { clock, around } = context;
  const found = around && find(around, expression.text);
  if (found === undefined || clock === "base") return undefined;
  if (found.declaration) resolving.used.add(found.declaration);
  const { symbol } = found;
  if (symbol.kind === "unknown") return symbol;
  if (symbol.kind !== "value") {
    const frame = symbol.kind === "frame" ? symbol.frame : undefined;
    reportOutside(expression, expression.text, frame, clock, resolving);
    return unknown;
  }
  resolving.borrowed.push({ expression, name: expression.text, clock });
  return symbol;
}

export function reportOutside(
  { span }: Expression,
  name: string,
  frame: CheckedFrame | undefined,
  clock: FrameClock,
  resolving: Resolving,
): void {
  const inner = name.slice(name.indexOf(".") + 1);
  const own = frame?.clock === clock && name.includes(".");
  resolving.report(
    outsideTheFrame({
      span,
      holes: {
        name,
        frame: clock.name,
        every: formatDuration(clock.interval),
        help: helpFor(own ? inner : undefined),
      },
      fixes: own ? [{ title: `Write \`${inner}\``, edits: [{ span, text: inner }] }] : [],
    }),
  );
}

export function helpFor(own: string | undefined): readonly string[] {
  if (own !== undefined) return [`inside its own frame it is just \`${own}\``];
  return ["compute it inside the frame, from the slower bars", "or compare the two outside the frame"];
}
