import { isMarketSeries, marketSeries } from "../../kernels/catalog/series.js";
import { familiarSeries } from "./familiar.js";
import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Span } from "../../lang/source.js";
import type {
  Expression,
  FieldAccess,
  FunctionDeclaration,
  FunctionParameter,
  Identifier,
  Name,
} from "../../lang/tree.js";
import type { Catalogue } from "../catalogue.js";
import type {
  CheckedFeed,
  CheckedFrame,
  CheckedLet,
  CheckedMarket,
  CheckedParameter,
  CheckedState,
  DeclaredModel,
  Symbol,
} from "../checked.js";
import { nameTaken } from "../diagnostics/sage2002-name-taken.js";
import { argumentCount } from "../diagnostics/sage2008-argument-count.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { notKnownYet } from "../diagnostics/sage3003-not-known-yet.js";
import { accountInRule } from "../diagnostics/sage3007-account-in-rule.js";
import { resolveCall } from "./calls.js";
import type { Feed, Frame, State } from "../../lang/tree.js";
import type { FrameClock } from "../clock.js";
import { children } from "./children.js";
import { declareModel, resolveModel } from "./models/declare.js";
import { levelsOf } from "./distances.js";
import { modelOf, reportBareModel, resolveModelField } from "./models/predictions.js";
import { declareFamily, memberContext, membersOf, reportWholeFamily, resolveMember } from "./families.js";
import { demandsOfType, givenFor } from "./annotation.js";
import { feedOf, reportFeedAsValue, resolveFed, resolveMarketSeries } from "./fed.js";
import {
  borrow,
  declareFrame,
  frameOf,
  reportFrameAsValue,
  resolveFrame,
  resolveHeld,
  resolveHeldMember,
} from "./held.js";
import { instantiate } from "./inline.js";
import { importedAt, moduleConstant } from "./imports.js";
import { outline as outlineOf, statesOf, type Outline } from "./outline.js";
import type { Pass } from "./pass.js";
import type { OpenSource } from "./places.js";
import type { Program } from "./program.js";
import { isExcused, isTold, startDemand, type Context, type Resolving } from "./resolving.js";
import { createScope, find, languageScope, namesIn, type FileScope } from "./scope.js";
import { readRules, type Rules } from "./rules.js";
import { suggest } from "../../lang/diagnostics/suggest.js";

const unknown: Symbol = { kind: "unknown" };

export interface NamesInput {
  readonly outline: Outline;
  readonly source: OpenSource;
  readonly file: FileScope;
  readonly market: CheckedMarket;
  readonly parameters: readonly CheckedParameter[];
  /** The clock of each frame of the outline. */
  readonly frames: ReadonlyMap<Frame, FrameClock>;
  readonly feeds: ReadonlyMap<Feed, CheckedFeed>;
  readonly catalogue: Catalogue;
}

export interface Named {
  readonly program: Program;
  readonly rules: Rules;
  /** Declarations whose name was read. */
  readonly used: ReadonlySet<object>;
}

/**
 * Gives every name its meaning: `let`s, states, parameters, columns of the bar, operations of the catalogue, and the
 * functions of the file, which are copied into each call. Notes on the way what each place asks of its expression.
 */
export function resolveNames(input: NamesInput): Pass<Named> {
  const diagnostics: Diagnostic[] = [];
  const { outline, source, market, parameters } = input;
  const resolving = begin(input, market.timeframe, diagnostics);
  const context = declareConstants(input.file, resolving);
  const scope = createScope(resolving.fileScope);
  const inside = { ...context, scope };
  const declared = declare(input, inside, resolving);
  for (const { value } of declared.lets) resolving.resolve(value, memberContext(value, inside, resolving));
  for (const state of declared.states) {
    resolving.resolve(state.start, inside);
    resolving.resolve(state.value, { ...inside, state, group: state.group });
    resolving.demands.push(startDemand(state));
  }
  for (const frame of declared.frames) resolveFrame(frame, scope, context, resolving);
  for (const model of declared.models) resolveModel(model, inside, resolving);
  const rules = readRules(outline, inside, resolving);
  const program: Program = {
    outline,
    source,
    timeframe: market.timeframe,
    tick: market.tick,
    parameters,
    lets: [...declared.lets, ...declared.frames.flatMap((frame) => frame.lets)],
    states: declared.states,
    frames: declared.frames,
    models: declared.models,
    borrowed: resolving.borrowed,
    allStates: resolving.states,
    resolution: resolving.resolution,
    levelParts: rules.entries.flatMap((entry) => levelsOf(entry).flatMap(({ base, slope }) => [base, slope])),
    demands: resolving.demands,
  };
  return { out: { program, rules, used: resolving.used }, diagnostics };
}

/** Resolves the functions and constants of a file without a caller: what a parameter is given is not known. */
export function resolveLibrary(input: Pick<NamesInput, "source" | "file" | "catalogue">): Pass<Named> {
  const diagnostics: Diagnostic[] = [];
  const nowhere = { start: 0, end: 0 };
  const name = { text: "", span: nowhere };
  const declaration = { kind: "strategy", name, members: [], documentation: "", span: nowhere } as const;
  const { out: empty } = outlineOf(declaration);
  const resolving = begin(input, 1, diagnostics);
  const context = declareConstants(input.file, resolving);
  for (const each of input.file.functions.values()) {
    for (const parameter of each.parameters) checkDefault(parameter, each, context, resolving);
    const given = each.parameters.map(({ type, name }) => givenFor(type, name.text, resolving));
    const callee: Expression = { kind: "name", text: each.name.text, span: each.name.span };
    const call = { kind: "call", callee, arguments: [], span: each.name.span } as const;
    const inlined = instantiate(each, given, call, context, 0, resolving);
    resolving.resolution.set(call, { kind: "inlined", call: inlined });
  }
  const rules = readRules(empty, context, resolving);
  const program: Program = {
    outline: empty,
    source: input.source,
    timeframe: 1,
    tick: null,
    parameters: [],
    lets: [],
    states: [],
    frames: [],
    borrowed: [],
    models: [],
    allStates: resolving.states,
    resolution: resolving.resolution,
    levelParts: [],
    demands: resolving.demands,
  };
  return { out: { program, rules, used: resolving.used }, diagnostics };
}

/** A default is looked at like any other text, also where every call gives the argument. */
function checkDefault(
  { fallback, type, name }: FunctionParameter,
  { name: { text } }: FunctionDeclaration,
  context: Context,
  resolving: Resolving,
): void {
  if (fallback === undefined) return;
  resolving.resolve(fallback, context);
  const what = `\`${name.text}\` of \`${text}\``;
  resolving.demands.push(...demandsOfType(type, fallback, what, resolving, 0));
}

function begin(
  { source, file, catalogue }: Pick<NamesInput, "source" | "file" | "catalogue">,
  timeframe: number,
  diagnostics: Diagnostic[],
): Resolving {
  const resolving: Resolving = {
    source,
    catalogue,
    file,
    fileScope: createScope(languageScope()),
    homes: new Map(),
    timeframe,
    resolution: new Map(),
    demands: [],
    states: [],
    frameScopes: new Map(),
    borrowed: [],
    used: new Set(),
    memberScopes: new Map(),
    modelScopes: new Map(),
    series: new Map(),
    excused: new Set(),
    told: new Set(),
    report: (diagnostic) => diagnostics.push(diagnostic),
    resolve: (expression, context) => resolve(expression, context, resolving),
    copies: 0,
  };
  return resolving;
}

function declareConstants(file: FileScope, resolving: Resolving): Context {
  const { fileScope } = resolving;
  for (const constant of file.constants.values()) {
    const { name, value } = constant;
    const symbol: Symbol = { kind: "value", role: "constant", name: name.text, value };
    fileScope.values.set(name.text, { symbol, declaration: constant, span: name.span });
  }
  const home = { file, scope: fileScope, module: undefined };
  const context: Context = {
    home,
    scope: fileScope,
    level: false,
    state: undefined,
    clock: "base",
    around: undefined,
    calls: [],
  };
  for (const constant of file.constants.values()) resolveConstant(constant.value, context, resolving);
  return context;
}

function resolveConstant(value: Expression, context: Context, resolving: Resolving): void {
  resolving.resolve(value, context);
  resolving.demands.push({
    expression: value,
    what: "a `const`",
    type: "any",
    unit: "any",
    stage: "constant",
    optional: true,
    decides: false,
  });
}

function declare(
  { outline, parameters, frames: clocks, feeds }: NamesInput,
  inside: Context,
  resolving: Resolving,
): Pick<Program, "lets" | "states" | "frames" | "models"> {
  const { scope } = inside;
  const models: DeclaredModel[] = [];
  const frames: CheckedFrame[] = [];
  const lets: CheckedLet[] = [];
  const states: CheckedState[] = [];
  const add = (name: Identifier, declaration: object, symbol: Symbol): void => {
    const taken = find(scope, name.text);
    if (taken !== undefined && (taken.symbol.kind !== "unknown" || taken.declaration)) {
      reportTaken(name, taken.span, resolving);
      return;
    }
    scope.values.set(name.text, { symbol, declaration, span: name.span });
  };
  /** Of a statement that was not read as it was meant, nothing is concluded. */
  const meaning = (member: { readonly span: Span }, symbol: Symbol): Symbol =>
    resolving.file.isBroken(member.span) ? unknown : symbol;
  const groups = groupsOf(outline);
  const { lets: series, states: recurrences } = outline;
  const parts = [...series, ...recurrences, ...outline.frames, ...outline.feeds];
  const members = [...parameters.map((each) => each.declaration), ...parts];
  for (const member of members.toSorted((a, b) => a.span.start - b.span.start)) {
    const name = member.name.text;
    if (member.kind === "let" && member.family) {
      const family = declareFamily(member, member.family, inside, resolving);
      lets.push(...membersOf(family, member));
      add(member.name, member, meaning(member, family ? { kind: "family", family } : unknown));
    } else if (member.kind === "let") {
      const checked: CheckedLet = { name, value: member.value, declaration: member };
      lets.push(checked);
      add(member.name, member, meaning(member, { kind: "value", role: "let", name, value: member.value }));
    } else if (member.kind === "state") {
      const state = declareState(member, groups.get(member) ?? [], resolving);
      states.push(state);
      add(member.name, member, meaning(member, { kind: "state", state }));
    } else if (member.kind === "feed") {
      const feed = feeds.get(member);
      if (feed) add(member.name, member, { kind: "feed", feed });
    } else if (member.kind === "frame") {
      const clock = clocks.get(member);
      if (clock === undefined) continue;
      const frame = declareFrame(member, clock, parameters, inside, resolving);
      frames.push(frame);
      add(member.name, member, { kind: "frame", frame });
    } else {
      const parameter = parameters.find((each) => each.declaration === member);
      if (parameter) add(member.name, member, meaning(member, { kind: "parameter", parameter }));
    }
  }
  // Last, since their settings may name whatever else there is.
  for (const member of outline.models) {
    const model = declareModel(member, inside, resolving);
    models.push(model);
    add(member.name, member, meaning(member, { kind: "model", model }));
  }
  return { lets, states, frames, models };
}

function declareState(declaration: State, group: CheckedState[], resolving: Resolving): CheckedState {
  const { name, start, value } = declaration;
  const state: CheckedState = { name: name.text, start, value, clock: "base", declaration, group };
  group.push(state);
  resolving.states.push(state);
  return state;
}

/** One list for each group, which fills as its states are declared. */
function groupsOf({ groups }: Outline): ReadonlyMap<object, CheckedState[]> {
  return new Map(
    groups.flatMap((group) => {
      const states: CheckedState[] = [];
      return statesOf(group).map((state) => [state, states] as const);
    }),
  );
}

function reportTaken(name: Identifier, first: Span | undefined, resolving: Resolving): void {
  const holes = { name: name.text, first: first === undefined ? builtIn(name.text) : undefined };
  resolving.report(
    nameTaken({
      span: name.span,
      holes,
      related: first ? [{ span: first, message: "the first" }] : [],
      fixes: [{ title: `Call it \`${name.text}_2\``, edits: [{ span: name.span, text: `${name.text}_2` }] }],
    }),
  );
}

const builtIn = (name: string): string =>
  ["open", "high", "low", "close", "volume", "time"].includes(name)
    ? `the ${name} of the bar`
    : "a name of the language";

function resolve(expression: Expression, context: Context, resolving: Resolving): void {
  const { resolution } = resolving;
  switch (expression.kind) {
    case "name":
      resolution.set(expression, resolveName(expression, context, resolving));
      return;
    case "previous":
      resolution.set(expression, resolvePrevious(expression.span, context, resolving));
      return;
    case "call":
      resolution.set(expression, resolveCall(expression, context, resolving));
      return;
    case "field":
      resolution.set(expression, resolveField(expression, context, resolving));
      return;
    case "history": {
      const member =
        resolveMember(expression, context, resolving) ?? resolveHeldMember(expression, context, resolving);
      if (member) resolution.set(expression, member);
      else for (const child of children(expression)) resolve(child, context, resolving);
      return;
    }
    default:
      for (const child of children(expression)) resolve(child, context, resolving);
  }
}

function resolveField(expression: FieldAccess, context: Context, resolving: Resolving): Symbol {
  const { object, field } = expression;
  const model = modelOf(object, context, resolving);
  if (model !== undefined) return resolveModelField(expression, model, context, resolving);
  const frame = frameOf(object, context);
  if (frame !== undefined) return resolveHeld(expression, frame, context, resolving);
  const feed = feedOf(object, context);
  if (feed !== undefined) return resolveFed(expression, feed, context, resolving);
  if (field.text === "prev" && object.kind === "name") {
    const last = lastOf(object, expression, context, resolving);
    if (last !== undefined) return last;
  }
  const imported = importedAt(object, context, "value");
  if (imported !== undefined) return moduleConstant(expression, imported, resolving);
  resolve(object, context, resolving);
  const known = resolving.resolution.get(object);
  return known?.kind === "unknown" ? unknown : { kind: "field", object, field: field.text };
}

/** What `name.prev` is, where `name` is a state. */
function lastOf(
  { text }: Name,
  { span }: Expression,
  { group, scope }: Context,
  resolving: Resolving,
): Symbol | undefined {
  const symbol = find(scope, text)?.symbol;
  if (symbol?.kind !== "state") return undefined;
  resolving.used.add(symbol.state.declaration);
  if (group?.includes(symbol.state) === true) return { kind: "previous", state: symbol.state };
  resolving.report(
    unknownName({
      span,
      holes: {
        kind: "name",
        name: `${text}.prev`,
        suggestion: undefined,
        only: `in the \`state\` group of \`${text}\``,
      },
      fixes: [{ title: `Write \`${text}[1]\``, edits: [{ span, text: `${text}[1]` }] }],
    }),
  );
  return unknown;
}

function resolvePrevious(span: Span, context: Context, resolving: Resolving): Symbol {
  if (context.state) return { kind: "previous", state: context.state };
  resolving.report(
    unknownName({
      span,
      holes: {
        kind: "name",
        name: "prev",
        suggestion: undefined,
        only: "inside a `state`",
        way: "the value one bar ago: `close[1]`",
      },
    }),
  );
  return unknown;
}

function resolveName(expression: Name, context: Context, resolving: Resolving): Symbol {
  const name = expression.text;
  const value = find(context.scope, name);
  if (value !== undefined) {
    if (value.declaration) resolving.used.add(value.declaration);
    const { symbol } = value;
    if (symbol.kind === "model") return reportBareModel(expression, symbol.model, resolving);
    if (symbol.kind === "family") return reportWholeFamily(expression, symbol.family, resolving);
    if (symbol.kind === "bar") return { ...symbol, clock: context.clock };
    if (symbol.kind === "feed") return reportFeedAsValue(expression, symbol.feed, resolving);
    if (symbol.kind === "frame") return reportFrameAsValue(expression, symbol.frame, resolving);
    return symbol.kind === "provided" ? resolveProvided(expression, symbol, context, resolving) : symbol;
  }
  const borrowed = borrow(expression, context, resolving);
  if (borrowed !== undefined) return borrowed;
  if (context.home.file.unknown.has(name)) return unknown;
  if (name === "risk" && context.risk !== undefined) return context.risk(expression);
  if (isMarketSeries(name)) return resolveMarketSeries(expression, name, context, resolving);
  if (context.home.file.modules.has(name)) {
    reportBarePrefix(expression, resolving);
    return unknown;
  }
  const isFunction =
    context.home.file.functions.has(name) || resolving.catalogue.find(name)?.surface === "call";
  if (isFunction) {
    const holes = {
      message: `\`${name}\` is a function`,
      label: "needs its arguments",
      signature: `${name}(…)`,
    };
    resolving.report(argumentCount({ span: expression.span, holes }));
    return unknown;
  }
  if (!isExcused(name, resolving)) reportUnknown(expression, context, resolving);
  return unknown;
}

function reportBarePrefix({ text, span }: Name, resolving: Resolving): void {
  const only = `before a dot: \`${text}.name\``;
  resolving.report(unknownName({ span, holes: { kind: "name", name: text, suggestion: undefined, only } }));
}

function reportUnknown({ text, span }: Name, context: Context, resolving: Resolving): void {
  const suggestion =
    inFrame(text, context, resolving) ?? suggest(text, [...namesIn(context.scope), ...marketSeries]);
  if (suggestion === undefined && isTold(text, resolving)) return;
  const way = suggestion === undefined ? familiarSeries(text) : undefined;
  resolving.report(
    unknownName({
      span,
      holes: { kind: "name", name: text, suggestion, way },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

/** `h4.trend` where `trend` is a name inside `frame h4` only. */
function inFrame(text: string, { scope }: Context, { used }: Resolving): string | undefined {
  for (const name of namesIn(scope)) {
    const symbol = find(scope, name)?.symbol;
    if (symbol?.kind !== "frame") continue;
    const { lets, states } = symbol.frame;
    const member = [...lets, ...states].find((each) => each.name === text);
    if (member === undefined) continue;
    used.add(symbol.frame.declaration).add(member.declaration);
    return `${name}.${text}`;
  }
  return undefined;
}

function resolveProvided(
  { span }: Name,
  symbol: Extract<Symbol, { kind: "provided" }>,
  context: Context,
  resolving: Resolving,
): Symbol {
  const { name } = symbol;
  if (name === "round_trip_cost" || (name === "entry" && context.level)) return symbol;
  if (name === "entry") {
    const fixes = [{ title: "Use the price of the decision", edits: [{ span, text: "close" }] }];
    resolving.report(notKnownYet({ span, holes: { name, distance: context.distance }, fixes }));
    return unknown;
  }
  const instead =
    name === "equity"
      ? "`size 25% of equity`"
      : `\`halt when ${name} ${name === "losing_streak" ? ">= 4" : "> 15%"} for 7d\``;
  resolving.report(accountInRule({ span, holes: { name, instead } }));
  return unknown;
}
