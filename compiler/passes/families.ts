import type { Span } from "../../lang/source.js";
import type * as tree from "../../lang/tree.js";
import type { Expression, History } from "../../lang/tree.js";
import type { CheckedFamily, CheckedLet, Symbol } from "../checked.js";
import { familyMember } from "../diagnostics/sage2012-family-member.js";
import { familySize } from "../diagnostics/sage2013-family-size.js";
import { fixedValue } from "../diagnostics/sage2110-fixed-value.js";
import { copy, moved } from "./children.js";
import { featureFamilyOf } from "./models/predictions.js";
import { textAt } from "./program.js";
import type { Context, Resolving } from "./resolving.js";
import { createScope, find, type Scope } from "./scope.js";

const unknown: Symbol = { kind: "unknown" };

/** Most members of one family. */
export const familyLimit = 200;

/**
 * Makes the members of a family: a copy of its value for each number, in which the index is that number. Undefined when
 * its bounds are not constants or hold no reasonable number of members, which is reported.
 */
export function declareFamily(
  declaration: tree.Let | tree.Binding,
  { index, low: from, high: to }: tree.Family,
  context: Context,
  resolving: Resolving,
  by = 0,
): CheckedFamily | undefined {
  const name = declaration.name.text;
  const bound = (each: Expression) => boundOf(copy(each, by), name, context, resolving);
  const [low, high] = [bound(from), bound(to)];
  if (low === undefined || high === undefined) return undefined;
  const span = { start: from.span.start + by, end: to.span.end + by };
  const fault = faultOf(low, high);
  if (fault !== undefined) {
    const range = high < low ? `${high}..${low}` : `${Math.ceil(low)}..${Math.ceil(low) + 9}`;
    const better = `${name}[${index.text} in ${range}]`;
    const fixes =
      high < low && faultOf(high, low) === undefined
        ? [{ title: "Exchange the bounds", edits: [{ span, text: range }] }]
        : [];
    resolving.report(familySize({ span, holes: { name, found: fault, better }, fixes }));
    return undefined;
  }
  const members = new Map<number, Expression>();
  for (let number = low; number <= high; number++) {
    const value = copy(declaration.value, by);
    members.set(number, value);
    resolving.memberScopes.set(value, indexScope(moved(index, by), number, context.scope));
  }
  return { name, low, high, members, declaration };
}

function faultOf(low: number, high: number): string | undefined {
  if (!Number.isInteger(low) || !Number.isInteger(high)) return "bounds are whole numbers";
  if (high < low) return "the first is above the last";
  const count = high - low + 1;
  return count > familyLimit
    ? `${count.toLocaleString("en-US")} members; ${familyLimit} are the most`
    : undefined;
}

function indexScope(index: tree.Identifier, number: number, parent: Scope): Scope {
  const scope = createScope(parent);
  const symbol: Symbol = {
    kind: "value",
    role: "constant",
    name: index.text,
    value: literal(number, index.span),
  };
  scope.values.set(index.text, { symbol, declaration: index, span: index.span });
  return scope;
}

const literal = (value: number, span: Span): Expression => ({
  kind: "number",
  value,
  suffix: undefined,
  text: String(value),
  span,
});

/** Where a value is resolved: a member of a family sees its own number. */
export function memberContext(value: Expression, context: Context, { memberScopes }: Resolving): Context {
  const scope = memberScopes.get(value);
  return scope === undefined ? context : { ...context, scope };
}

/** The members as named values: `lag[1]`, `lag[2]` … */
export function membersOf(family: CheckedFamily | undefined, declaration: tree.Let): readonly CheckedLet[] {
  return [...(family?.members ?? [])].map(([number, value]) => ({
    name: `${declaration.name.text}[${number}]`,
    value,
    declaration,
  }));
}

/** `lag[3]` where `lag` is a family; undefined where it is the past of a series. */
export function resolveMember(
  expression: History,
  context: Context,
  resolving: Resolving,
): Symbol | undefined {
  const { series } = expression;
  const ofModel = featureFamilyOf(series, context, resolving);
  if (ofModel !== undefined) return chooseMember(expression, ofModel, context, resolving);
  if (series.kind !== "name") return undefined;
  const named = find(context.scope, series.text);
  if (named?.symbol.kind !== "family") return undefined;
  if (named.declaration) resolving.used.add(named.declaration);
  return chooseMember(expression, named.symbol.family, context, resolving);
}

/** The member of a family that an index chooses. */
export function chooseMember(
  { series, offset, span }: History,
  family: CheckedFamily,
  context: Context,
  resolving: Resolving,
): Symbol {
  resolving.resolve(offset, context);
  if (offset.kind === "damaged") return unknown;
  const number = numberOf(offset, (name) => constantBehind(name, resolving));
  const text = textAt(resolving.source, series.span);
  if (number === undefined) {
    const what = `the number of \`${text}[…]\``;
    if (!isUnknown(offset, resolving)) {
      resolving.report(fixedValue({ span: offset.span, holes: { what, stage: "constant" } }));
    }
    return unknown;
  }
  const value = family.members.get(number);
  if (value !== undefined) return { kind: "value", role: "let", name: `${text}[${number}]`, value };
  const near = Math.round(Math.min(Math.max(number, family.low), family.high));
  reportMember(span, text, family, number, near, resolving);
  return unknown;
}

const isUnknown = (offset: Expression, { resolution }: Resolving): boolean =>
  resolution.get(offset)?.kind === "unknown";

/** A family has no value of its own. */
export function reportWholeFamily(
  expression: Expression,
  family: CheckedFamily,
  resolving: Resolving,
): Symbol {
  const text = textAt(resolving.source, expression.span);
  reportMember(expression.span, text, family, undefined, family.low, resolving);
  return unknown;
}

function reportMember(
  span: Span,
  name: string,
  { low, high }: CheckedFamily,
  asked: number | undefined,
  number: number,
  resolving: Resolving,
): void {
  const near = `${name}[${number}]`;
  resolving.report(
    familyMember({
      span,
      holes: { name, low, high, asked, near },
      fixes: [{ title: `Write \`${near}\``, edits: [{ span, text: near }] }],
    }),
  );
}

/** A bound is a literal, a constant, or arithmetic of those. */
function boundOf(
  bound: Expression,
  family: string,
  context: Context,
  resolving: Resolving,
): number | undefined {
  if (bound.kind === "damaged") return undefined;
  resolving.resolve(bound, context);
  const number = numberOf(bound, (name) => constantBehind(name, resolving));
  if (number === undefined && !isUnknown(bound, resolving)) {
    const holes = { what: `how many members \`${family}\` has`, stage: "constant" } as const;
    resolving.report(fixedValue({ span: bound.span, holes }));
  }
  return number;
}

function constantBehind(name: Expression, { resolution }: Resolving): Expression | undefined {
  const symbol = resolution.get(name);
  return symbol?.kind === "value" && symbol.role === "constant" ? symbol.value : undefined;
}

/** Names within names; constants that go round in a circle are reported elsewhere. */
const depthLimit = 50;

/** The value of literals, names of constants and their arithmetic. */
function numberOf(
  expression: Expression,
  behind: (name: Expression) => Expression | undefined,
  depth = 0,
): number | undefined {
  const inner = (part: Expression): number | undefined => numberOf(part, behind, depth + 1);
  if (depth > depthLimit) return undefined;
  switch (expression.kind) {
    case "number":
      return expression.suffix === "ticks" ? undefined : expression.value;
    case "name":
    case "field": {
      const value = behind(expression);
      return value && inner(value);
    }
    case "negation": {
      const operand = inner(expression.operand);
      return operand === undefined ? undefined : -operand;
    }
    case "binary": {
      const [left, right] = [inner(expression.left), inner(expression.right)];
      if (left === undefined || right === undefined) return undefined;
      if (expression.operator === "+") return left + right;
      if (expression.operator === "-") return left - right;
      return expression.operator === "*" ? left * right : undefined;
    }
    default:
      return undefined;
  }
}
