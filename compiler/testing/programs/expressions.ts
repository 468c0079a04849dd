import { price, quantity, ratio, sameUnit, timesUnit, type Unit } from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import { callOf, operationCall } from "./calls.js";
import { commonUnits, numberOf, sameKind, truth, type Kind } from "./kinds.js";
import { isHeld, type Named, type Scope } from "./scope.js";
import { literalOf, operationsFor } from "./units.js";

/** Expressions of a wanted kind, nested at most so deep, from what the scope has; always in parentheses where needed. */
export function expression(kind: Kind, depth: number, scope: Scope, choices: Choices): string {
  if (depth <= 0 || choices.exhausted) return leaf(kind, scope, choices);
  const inner = (wanted: Kind) => expression(wanted, depth - 1, scope, choices);
  switch (choices.integer(0, 9)) {
    case 0:
    case 1:
      return leaf(kind, scope, choices);
    case 2:
      return `(if ${inner(truth)} then ${inner(kind)} else ${inner(kind)})`;
    case 3:
      return past(inner(kind), scope, choices);
    case 4:
      return `(${optional(kind, depth, scope, choices)} ?? ${inner(kind)})`;
    case 5:
    case 6:
      return operation(kind, depth, scope, choices);
    case 7:
      return ownCall(kind, depth, scope, choices) ?? leaf(kind, scope, choices);
    default:
      return kind.type === "truth"
        ? condition(depth, scope, choices)
        : kind.type === "category"
          ? leaf(kind, scope, choices)
          : arithmetic(kind.unit, depth, scope, choices);
  }
}

function past(text: string, scope: Scope, choices: Choices): string {
  if (isHeld(text, scope)) return text;
  return `${bracketed(text)}[${choices.any(scope.lengths) ?? `${choices.integer(1, 5)}`}]`;
}

const bracketed = (text: string): string => (/^[\w.]+$|^[\w.]*\(.*\)$/.test(text) ? text : `(${text})`);

/** Something that is missing now and then. */
export function optional(kind: Kind, depth: number, scope: Scope, choices: Choices): string {
  const named = choices.any(
    scope.series.filter((each) => each.optional === true && sameKind(each.kind, kind)),
  );
  if (named !== undefined && choices.chance(60)) return named.text;
  const when = expression(truth, depth - 2, scope, choices);
  const value = expression(kind, depth - 2, scope, choices);
  return choices.chance(50) ? `(if ${when} then ${value} else na)` : `(if ${when} then na else ${value})`;
}

/** A name or a literal. */
export function leaf(kind: Kind, scope: Scope, choices: Choices): string {
  const fits = (each: Named): boolean => each.optional !== true && sameKind(each.kind, kind);
  const fixed = choices.chance(25) ? scope.fixed.filter(fits) : [];
  const named = choices.any(fixed.length > 0 ? fixed : scope.series.filter(fits));
  if (named !== undefined && !choices.chance(12)) return named.text;
  if (kind.type === "number") return literalOf(kind.unit, choices);
  if (kind.type === "category") return named?.text ?? "0";
  return comparison(0, scope, choices);
}

function operation(kind: Kind, depth: number, scope: Scope, choices: Choices): string {
  const fitting = choices.any(operationsFor(kind, choices));
  if (fitting === undefined) return leaf(kind, scope, choices);
  return operationCall(fitting, scope, choices, (wanted) => expression(wanted, depth - 1, scope, choices));
}

function ownCall(kind: Kind, depth: number, scope: Scope, choices: Choices): string | undefined {
  const fitting = scope.callables.flatMap((callable) =>
    callable.results.filter((result) => sameKind(result.kind, kind)).map((result) => ({ callable, result })),
  );
  const chosen = choices.any(fitting);
  if (chosen === undefined) return undefined;
  const { callable, result } = chosen;
  const call = callOf(callable, scope, choices, (wanted) => expression(wanted, depth - 1, scope, choices));
  const value = result.field === undefined ? call : `${call}.${result.field}`;
  return result.optional ? `(${value} ?? ${leaf(kind, scope, choices)})` : value;
}

function arithmetic(unit: Unit, depth: number, scope: Scope, choices: Choices): string {
  const inner = (of: Unit) => expression(numberOf(of), depth - 1, scope, choices);
  // Counts and times are not mixed with prices: a literal of such a unit has no words.
  const isCount = unit.bars !== 0 || unit.milliseconds !== 0;
  const other = isCount ? ratio : choices.pick([ratio, price, quantity]);
  switch (choices.integer(0, 6)) {
    case 0:
      return `(${inner(unit)} + ${inner(unit)})`;
    case 1:
      return `(${inner(unit)} - ${inner(unit)})`;
    case 2:
      return `(${inner(unit)} * ${inner(ratio)})`;
    case 3:
      return `(${inner(timesUnit(unit, other))} / ${inner(other)})`;
    case 4:
      return `(${inner(timesUnit(unit, other, -1))} * ${inner(other)})`;
    case 5:
      return `(-${bracketed(inner(unit))})`;
    default:
      return `(${inner(unit)} mod ${literalOf(unit, choices).replace(/^0$|^-1$/, sameUnit(unit, ratio) ? "2" : "0")})`;
  }
}

/** Yes or no. */
export function condition(depth: number, scope: Scope, choices: Choices): string {
  const inner = () => expression(truth, depth - 1, scope, choices);
  switch (choices.integer(0, 5)) {
    case 0:
      return comparison(depth - 1, scope, choices);
    case 1:
      return `(${inner()} and ${inner()})`;
    case 2:
      return `(${inner()} or ${inner()})`;
    case 3:
      return `(not ${inner()})`;
    case 4:
      return crossing(depth - 1, scope, choices);
    default:
      return `is_missing(${optional(numberOf(price), depth, scope, choices)})`;
  }
}

function comparison(depth: number, scope: Scope, choices: Choices): string {
  const unit = numberOf(choices.pick(commonUnits));
  const value = () => expression(unit, depth, scope, choices);
  if (choices.chance(15)) return `(${value()} in ${value()} .. ${value()})`;
  return `(${value()} ${choices.pick([">", "<", ">=", "<=", ">", "!=", "=="])} ${value()})`;
}

function crossing(depth: number, scope: Scope, choices: Choices): string {
  const unit = numberOf(choices.pick([price, ratio, quantity]));
  const value = () => expression(unit, depth, scope, choices);
  return `(${value()} crosses ${choices.pick(["above", "below"])} ${value()})`;
}
