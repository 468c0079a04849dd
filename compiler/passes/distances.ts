import { price } from "../../kernels/catalog/unit.js";
import type { Span } from "../../lang/source.js";
import type { Enter, Expression, Name } from "../../lang/tree.js";
import type { CheckedEntry, CheckedLevel, Symbol } from "../checked.js";
import { noStopToMeasure } from "../diagnostics/sage4030-no-stop-to-measure.js";
import { splitLevel } from "./levels.js";
import type { Context, Resolving } from "./resolving.js";
import type { Ask } from "./rules.js";

/** A distance from the fill price: affine in it, or (`share`) a fraction of another price. */
export interface Distance {
  readonly level: CheckedLevel;
  readonly share: boolean;
}

const zeroAt = ({ span }: Expression): Expression => ({
  kind: "number",
  value: 0,
  suffix: undefined,
  text: "0",
  span,
});

/** `2%`, or a name that stands for one: a share and not a price. */
function isShare(expression: Expression, meaning: Symbol | undefined): boolean {
  if (expression.kind === "percent") return true;
  if (meaning?.kind === "parameter") return meaning.parameter.kind === "percent";
  return meaning?.kind === "value" && meaning.value.kind === "percent";
}

/** Reads distances: of a trail, and of how far the price must have gone before something acts. */
export function distanceReader(ask: Ask, resolving: Resolving) {
  return (expression: Expression, what: string): Distance => {
    let share = false;
    ask(expression, (meaning) => {
      share = isShare(expression, meaning);
      return share
        ? { what, low: 0, high: 1, decides: true }
        : { what, unit: price, low: 0, decides: true, example: "2% * close" };
    });
    const zero = zeroAt(expression);
    const plain = { base: expression, slope: zero, expression };
    const level = share ? plain : (splitLevel(expression, resolving.resolution) ?? plain);
    return { level, share };
  };
}

/** How far the price must have gone: a share is one of the price paid. */
export function fromEntry({ level, share }: Distance): CheckedLevel {
  return share ? { ...level, base: level.slope, slope: level.base } : level;
}

/**
 * What `risk` stands for in the braces of an entry: the distance from the fill price to the first stop. It is read when
 * it is used, so that an entry without a stop is told of it there.
 */
export function riskOf(
  { protections, side }: Enter,
  readStop: (price: Expression) => CheckedLevel,
  resolving: Resolving,
): NonNullable<Context["risk"]> {
  return (name) => {
    const first = protections.find((each) => each.kind === "stop" && each.after === undefined);
    const stop = first?.kind === "stop" ? first.price : undefined;
    const itself = stop !== undefined && isInside(name.span, stop.span);
    if (stop === undefined || itself) {
      resolving.report(noStopToMeasure({ span: name.span, holes: { itself } }));
      return { kind: "unknown" };
    }
    const value = distanceTo(readStop(stop), side === "short", name, resolving);
    return { kind: "value", role: "step", name: "risk", value };
  };
}

const isInside = (inner: Span, outer: Span): boolean => inner.start >= outer.start && inner.end <= outer.end;

/** `entry - stop` of a long, `stop - entry` of a short; what is left of it where the stop is measured from the entry. */
function distanceTo(
  { base, slope, expression }: CheckedLevel,
  short: boolean,
  { span }: Name,
  resolving: Resolving,
): Expression {
  if (slope.kind === "number" && slope.value === 1)
    return short ? base : { kind: "negation", operand: base, span };
  const entry: Expression = { kind: "name", text: "entry", span };
  resolving.resolution.set(entry, { kind: "provided", name: "entry" });
  const [left, right] = short ? [expression, entry] : [entry, expression];
  return { kind: "binary", operator: "-", left, right, operatorSpan: span, span };
}

/** Every level of an entry, and every distance that is affine in its fill price. */
export function levelsOf(entry: CheckedEntry): readonly CheckedLevel[] {
  const { stop, moves, takes, trail } = entry;
  return [
    ...(stop ? [stop] : []),
    ...moves.flatMap(({ level, after }) => [level, after]),
    ...takes.map(({ level }) => level),
    ...(trail ? [trail.distance, ...(trail.after ? [trail.after] : [])] : []),
  ];
}
