import type { Operation, Parameter } from "../../kernels/catalog/operation.js";
import { longestWindow } from "../../kernels/catalog/declare.js";
import { findLabel, labelNames } from "../models/labels.js";
import { money, price, quantity, ratio } from "../../kernels/catalog/unit.js";
import type { Span } from "../../lang/source.js";
import type { Argument, Call, Expression, FieldAccess } from "../../lang/tree.js";
import type { OperationParameter, Symbol } from "../checked.js";
import type { Clock } from "../clock.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { wrongArgument } from "../diagnostics/sage2007-wrong-argument.js";
import { argumentCount } from "../diagnostics/sage2008-argument-count.js";
import { matchArguments, signature, type Slot } from "./arguments.js";
import { modelOf, resolvePredictionCall } from "./models/predictions.js";
import { crossingDirection, familiarFunction, familiarMethod, isNamespace } from "./familiar.js";
import { importedAt, moduleFunction } from "./imports.js";
import { resolveAge } from "./fed.js";
import { inlineCall } from "./inline.js";
import { isStandard, standardOffer, type Offer } from "./offers.js";
import { textAt } from "./program.js";
import { isExcused, isTold, type Context, type Resolving } from "./resolving.js";
import { namesIn, unitFunctions } from "./scope.js";
import { suggest } from "../../lang/diagnostics/suggest.js";

const unknown: Symbol = { kind: "unknown" };
const unitsOf = { price, quantity, money } as const;

/** What a call means: an operation, a function of the file, a unit; its arguments are resolved on the way. */
export function resolveCall(call: Call, context: Context, resolving: Resolving): Symbol {
  const { callee } = call;
  if (callee.kind !== "name") return resolveOddCall(call, callee, context, resolving);
  const name = callee.text;
  const { home } = context;
  const declaration = home.file.functions.get(name);
  if (declaration !== undefined) return inlineCall(call, { declaration, home, name }, context, resolving);
  const unit = unitFunctions.find((each) => each === name);
  if (unit !== undefined) return resolveUnit(call, unit, context, resolving);
  if (name === "age") return resolveAge(call, context, resolving);
  if (name === "ahead") return resolveAhead(call, context, resolving);
  const operation = findLabel(name)?.operation ?? resolving.catalogue.find(name);
  if (operation?.surface === "call") return resolveOperation(call, name, operation, context, resolving);
  resolveAll(call, context, resolving);
  if (!home.file.unknown.has(name)) reportUnknown(call, name, resolving);
  return unknown;
}

function resolveAll(call: Call, context: Context, resolving: Resolving): void {
  for (const argument of call.arguments) resolving.resolve(argument.value, context);
}

/** `edge.probability(up)` and other calls of what is not a plain name. */
function resolveOddCall(call: Call, callee: Expression, context: Context, resolving: Resolving): Symbol {
  const object = callee.kind === "field" ? callee.object : callee;
  if (callee.kind === "field") {
    const imported = importedAt(object, context, "function");
    if (imported !== undefined) {
      const found = moduleFunction(callee, imported, resolving);
      if (found !== undefined) return inlineCall(call, found, context, resolving);
      resolveAll(call, context, resolving);
      return unknown;
    }
  }
  const model = callee.kind === "field" ? modelOf(callee.object, context, resolving) : undefined;
  if (model !== undefined && callee.kind === "field") {
    return resolvePredictionCall(call, callee, model, resolving);
  }
  if (callee.kind === "field" && object.kind === "name" && isForeign(object.text, context, resolving)) {
    resolveAll(call, context, resolving);
    reportForeign(call, callee, resolving);
    return unknown;
  }
  resolving.resolve(object, context);
  const known = resolving.resolution.get(object);
  if (known?.kind === "unknown" || object.kind === "damaged") return unknown;
  resolveAll(call, context, resolving);
  const text = textAt(resolving.source, callee.span);
  const way =
    callee.kind === "field"
      ? familiarMethod(
          callee.field.text,
          textAt(resolving.source, object.span),
          call.arguments.map(({ value }) => textAt(resolving.source, value.span)),
          resolving.catalogue.names,
        )
      : undefined;
  const { span } = callee;
  resolving.report(
    unknownName({ span, holes: { kind: "function", name: text, suggestion: undefined, way } }),
  );
  return unknown;
}

/** `ta.sma(close, 50)` of other languages, or a standard module without its `use`; the file has nothing of that name. */
function isForeign(word: string, context: Context, resolving: Resolving): boolean {
  const known = isNamespace(word) || isStandard(word);
  return known && !namesIn(context.scope).includes(word) && !isExcused(word, resolving);
}

function reportForeign(call: Call, callee: FieldAccess, resolving: Resolving): void {
  const { span, object, field } = callee;
  const home = object.kind === "name" ? `std.${object.text}` : "";
  const offer = standardOffer(field.text, resolving.file, home);
  const name = textAt(resolving.source, span);
  if (offer !== undefined) {
    reportOffer(span, name, offer, resolving);
    return;
  }
  if (reportCrossing(call, field.text, name, resolving)) return;
  const { name: suggestion, way } = familiarFunction(field.text, resolving.catalogue.names) ?? {};
  resolving.report(
    unknownName({
      span,
      holes: { kind: "function", name, suggestion, way },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

/** A function of the standard library that is called without its module. */
function reportOffer(span: Span, name: string, offer: Offer, resolving: Resolving): void {
  const { text, module, use } = offer;
  const title = use.length === 0 ? `Write \`${text}\`` : `Add \`use ${module}\` and write \`${text}\``;
  resolving.report(
    unknownName({
      span,
      holes: {
        kind: "function",
        name,
        suggestion: text,
        way: use.length === 0 ? undefined : `\`use ${module}\` at the top, and \`${text}\` here`,
      },
      fixes: [{ title, edits: [...use, { span, text }] }],
    }),
  );
}

function reportUnknown(call: Call, name: string, resolving: Resolving): void {
  const broken = [...resolving.file.functions.values()].some(({ span }) => resolving.file.isBroken(span));
  if (broken || isExcused(name, resolving)) return;
  const { span } = call.callee;
  const offer = standardOffer(name, resolving.file);
  if (offer !== undefined) {
    reportOffer(span, name, offer, resolving);
    return;
  }
  const names = [
    ...resolving.file.functions.keys(),
    ...unitFunctions,
    ...resolving.catalogue.names,
    ...labelNames,
  ];
  if (reportCrossing(call, name, name, resolving)) return;
  const { name: suggestion, way } = familiarFunction(name, names) ?? {};
  if (suggestion === undefined && isTold(`${name}()`, resolving)) return;
  resolving.report(
    unknownName({
      span,
      holes: { kind: "function", name, suggestion, way },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

/** `crossover(a, b)` is `a crosses above b`, with its own two series. */
function reportCrossing(call: Call, word: string, name: string, resolving: Resolving): boolean {
  const direction = crossingDirection(word);
  const [left, right, more] = call.arguments;
  if (direction === undefined || left === undefined || right === undefined || more !== undefined)
    return false;
  const { span } = call;
  const text = (argument: Argument) => textAt(resolving.source, argument.value.span);
  const meant = `${text(left)} crosses ${direction} ${text(right)}`;
  const simple = [left, right].every(({ value }) =>
    ["name", "call", "field", "history"].includes(value.kind),
  );
  resolving.report(
    unknownName({
      span: call.callee.span,
      holes: { kind: "function", name, suggestion: undefined, way: `\`${meant}\`` },
      fixes: simple ? [{ title: `Write \`${meant}\``, edits: [{ span, text: meant }] }] : [],
    }),
  );
  return true;
}

function resolveUnit(
  call: Call,
  unit: (typeof unitFunctions)[number],
  context: Context,
  resolving: Resolving,
): Symbol {
  resolveAll(call, context, resolving);
  const matched = matchArguments(call, unit, [{ name: "value", required: true }], resolving.report);
  const argument = matched?.[0]?.value;
  if (argument === undefined) return unknown;
  resolving.demands.push({
    expression: argument,
    what: `the number of \`${unit}\``,
    type: "number",
    unit: ratio,
    stage: "series",
    optional: true,
    decides: false,
  });
  return { kind: "unit", unit, argument };
}

/** `ahead(x, n)`; whether it may stand where it stands is seen when all names are known. */
function resolveAhead(call: Call, context: Context, resolving: Resolving): Symbol {
  resolveAll(call, context, resolving);
  const slots = [
    { name: "series", required: true },
    { name: "length", required: true },
  ];
  const [series, offset] = matchArguments(call, "ahead", slots, resolving.report) ?? [];
  if (series === undefined || offset === undefined) return unknown;
  resolving.demands.push({
    expression: offset.value,
    what: "`length` of `ahead`",
    type: "number",
    unit: "length",
    stage: "parameter",
    low: 1,
    high: longestWindow,
    optional: false,
    decides: false,
  });
  return {
    kind: "ahead",
    series: series.value,
    offset: { kind: "expression", expression: offset.value, divisor: 1 },
  };
}

function resolveOperation(
  call: Call,
  name: string,
  operation: Operation,
  context: Context,
  resolving: Resolving,
): Symbol {
  const slots = [
    ...operation.inputs.map((input) => ({ name: input.name, required: true })),
    ...operation.parameters.map((parameter) => ({
      name: parameter.name,
      required: parameter.kind !== "choice" && parameter.fallback === undefined,
    })),
  ];
  const matched = matchArguments(call, name, slots, resolving.report);
  const choices = choiceArguments(call, operation, matched);
  for (const argument of call.arguments) {
    if (!choices.has(argument)) resolving.resolve(argument.value, context);
  }
  if (matched === undefined) return unknown;
  if (isOfNumber(call, name, { operation, slots, matched }, resolving)) return unknown;
  const inputs = operation.inputs.flatMap((_, index) => matched[index]?.value ?? []);
  const order = slots.length > 1 ? `arguments stand in this order: \`${signature(name, slots)}\`` : undefined;
  const parameters = operation.parameters.map((parameter, index) =>
    operationParameter(
      parameter,
      matched[operation.inputs.length + index],
      { name, order, clock: context.clock },
      resolving,
    ),
  );
  return { kind: "operation", operation, inputs, parameters, clock: context.clock };
}

/** `rsi(14)`, `ema(20, close)`: a window over a fixed number is that number, or nothing, on every bar. */
function isOfNumber(
  call: Call,
  name: string,
  {
    operation,
    slots,
    matched,
  }: {
    readonly operation: Operation;
    readonly slots: readonly Slot[];
    readonly matched: readonly (Argument | undefined)[];
  },
  resolving: Resolving,
): boolean {
  const [series, second] = matched;
  const windowed = operation.parameters.some(({ kind }) => kind === "length");
  if (!windowed || operation.inputs[0]?.type !== "number" || series === undefined) return false;
  if (!isFixedLength(series.value, resolving)) return false;
  const text = textAt(resolving.source, series.value.span);
  const swapped = call.arguments.length === 2 && second?.value.kind === "name" && second.name === undefined;
  const other = swapped ? textAt(resolving.source, second.value.span) : "close";
  const meant = operation.inputs.length === 1 ? `${name}(${other}, ${text})` : undefined;
  const sure = meant !== undefined && (swapped || call.arguments.length === 1);
  resolving.report(
    argumentCount({
      span: series.value.span,
      holes: {
        message: `\`${name}\` needs a series; \`${text}\` is the same on every bar`,
        label: `\`${slots[0]?.name ?? "series"}\` belongs here`,
        signature: sure ? meant : signature(name, slots),
      },
      fixes: sure ? [{ title: `Write \`${meant}\``, edits: [{ span: call.span, text: meant }] }] : [],
    }),
  );
  return true;
}

function isFixedLength(value: Expression, resolving: Resolving): boolean {
  if (value.kind === "number" || value.kind === "percent" || value.kind === "duration") return true;
  const symbol = resolving.resolution.get(value);
  return symbol?.kind === "parameter" && symbol.parameter.kind === "bars";
}

/** Bare words that choose a variant are not names to be looked up. */
function choiceArguments(
  call: Call,
  operation: Operation,
  matched: readonly (Argument | undefined)[] | undefined,
): ReadonlySet<Argument> {
  const choices = operation.parameters.filter((parameter) => parameter.kind === "choice");
  const named = call.arguments.filter((argument) =>
    choices.some((parameter) => parameter.name === argument.name?.text),
  );
  const placed = operation.parameters.flatMap((parameter, index) =>
    parameter.kind === "choice" ? (matched?.[operation.inputs.length + index] ?? []) : [],
  );
  return new Set([...named, ...placed]);
}

function operationParameter(
  parameter: Parameter,
  argument: Argument | undefined,
  {
    name,
    order,
    clock,
  }: { readonly name: string; readonly order: string | undefined; readonly clock: Clock },
  resolving: Resolving,
): OperationParameter {
  if (argument === undefined) {
    return { kind: "value", value: parameter.kind === "choice" ? 0 : (parameter.fallback ?? 0) };
  }
  if (parameter.kind === "choice") return choiceParameter(parameter, argument, name, resolving);
  const expression = argument.value;
  resolving.demands.push({
    expression,
    what: `\`${parameter.name}\` of \`${name}\``,
    type: "number",
    unit: parameter.kind === "length" ? "length" : ratio,
    stage: "parameter",
    low: parameter.kind === "length" ? parameter.low : parameter.range.low,
    high: parameter.kind === "length" ? parameter.high : parameter.range.high,
    optional: false,
    decides: false,
    ...(clock !== "base" && { timeframe: clock.interval }),
    ...(order !== undefined && argument.name === undefined && { order }),
  });
  return { kind: "expression", expression, divisor: 1 };
}

function choiceParameter(
  parameter: Extract<Parameter, { kind: "choice" }>,
  argument: Argument,
  name: string,
  resolving: Resolving,
): OperationParameter {
  const { value } = argument;
  const word = value.kind === "name" ? value.text : textAt(resolving.source, value.span);
  const index = parameter.choices.indexOf(word);
  resolving.resolution.set(value, index === -1 ? unknown : { kind: "choice", index, word });
  if (index === -1 && value.kind !== "damaged") {
    const suggestion = suggest(word, parameter.choices);
    resolving.report(
      wrongArgument({
        span: value.span,
        holes: { function: name, argument: word, suggestion, known: parameter.choices, of: parameter.name },
        fixes: suggestion
          ? [{ title: `Write \`${suggestion}\``, edits: [{ span: value.span, text: suggestion }] }]
          : [],
      }),
    );
  }
  return { kind: "value", value: Math.max(index, 0) };
}

export { unitsOf };
