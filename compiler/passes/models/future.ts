import type { Call, Expression } from "../../../lang/tree.js";
import type { Symbol } from "../../checked.js";
import { findLabel } from "../../models/labels.js";
import { children } from "../children.js";
import { textAt, type Program } from "../program.js";
import type { Ranges } from "../ranges.js";
import { remembered } from "../remembered.js";
import { longest } from "../when.js";

/** The way from an expression to what it uses of the future. */
export interface Future {
  /** `ahead(close, 3)`. */
  readonly call: Call;
  /** How far that looks ahead, at most; undefined where it is not known. */
  readonly bars: number | undefined;
  /** The part of the expression's own text through which the future comes in. */
  readonly at: Expression;
  /** Names and functions between that part and the call; empty when the part is the call. */
  readonly via: readonly string[];
  /** The same value of the past, where the part is the call itself. */
  readonly past: string | undefined;
}

/**
 * Finds out whether any part of an expression looks ahead, through names, functions and records, even where a later
 * `[n]` would look back as far: nothing but a target may be made of the future.
 */
export function futureFinder(
  program: Program,
  ranges: Ranges,
): (expression: Expression) => Future | undefined {
  const find = remembered<Future | undefined>((expression, again) => {
    const symbol = program.resolution.get(expression);
    if (expression.kind === "call" && symbol !== undefined) {
      const own = ownFuture(expression, symbol, program, ranges);
      if (own !== undefined) return own;
    }
    switch (symbol?.kind) {
      case "value": {
        const inner = again(symbol.value);
        if (inner === undefined || symbol.role === "argument") return inner;
        return { ...inner, at: expression, via: [symbol.name, ...inner.via], past: undefined };
      }
      case "state":
        return through(expression, symbol.state.name, again(symbol.state.value) ?? again(symbol.state.start));
      case "inlined": {
        for (const argument of symbol.call.arguments.values()) {
          const given = again(argument);
          if (given !== undefined) return given;
        }
        return through(expression, `${symbol.call.declaration.name.text}()`, again(symbol.call.body));
      }
      case "held":
        return through(expression, textAt(program.source, expression.span), again(symbol.value));
      case "prediction":
      case "choice":
        return undefined;
      default:
        return firstOf(children(expression), again);
    }
  });
  // In the order they are written, so that a long chain of names is not one deep descent.
  for (const each of program.lets) find(each.value);
  return find;
}

function through(at: Expression, name: string, inner: Future | undefined): Future | undefined {
  return inner && { ...inner, at, via: [name, ...inner.via], past: undefined };
}

function firstOf(
  parts: readonly Expression[],
  again: (expression: Expression) => Future | undefined,
): Future | undefined {
  for (const part of parts) {
    const found = again(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ownFuture(call: Call, symbol: Symbol, program: Program, ranges: Ranges): Future | undefined {
  const bounded = (bars: number) => (Number.isFinite(bars) && bars > 0 ? bars : undefined);
  if (symbol.kind === "ahead") {
    const { source } = program;
    const { series, offset } = symbol;
    const inner = textAt(source, series.span);
    const simple = ["name", "call", "field", "history"].includes(series.kind);
    const back = offset.kind === "expression" ? textAt(source, offset.expression.span) : "1";
    const past = `${simple ? inner : `(${inner})`}[${back}]`;
    return { call, bars: bounded(longest(offset, ranges)), at: call, via: [], past };
  }
  const label = symbol.kind === "operation" ? findLabel(symbol.operation.name) : undefined;
  if (label === undefined || symbol.kind !== "operation") return undefined;
  const reach = label.reach(symbol.parameters.map((each) => longest(each, ranges)));
  return reach > 0 ? { call, bars: bounded(reach), at: call, via: [], past: undefined } : undefined;
}
