import type { Range } from "../../kernels/catalog/range.js";
import type { BinaryOperator, Expression } from "../../lang/tree.js";
import { textAt, type Program } from "./program.js";
import type { Ranges } from "./ranges.js";

/** One of the conditions that a rule joins by `and`: the text of what it looks at, and where that must lie. */
export interface Atom {
  readonly key: string;
  /** The values for which it holds; of anything that is not compared with a constant, just yes. */
  readonly allowed: Interval;
}

interface Interval extends Range {
  readonly openLow: boolean;
  readonly openHigh: boolean;
}

const yes: Interval = { low: 1, high: 1, openLow: false, openHigh: false };
const no: Interval = { low: 0, high: 0, openLow: false, openHigh: false };

/** A condition as the parts that must all hold; names of conditions are looked through, each once. */
export function atomsOf(condition: Expression, program: Program, ranges: Ranges): readonly Atom[] {
  const atoms: Atom[] = [];
  const seen = new Set<Expression>();
  const collect = (part: Expression): void => {
    if (seen.has(part)) return;
    seen.add(part);
    const symbol = program.resolution.get(part);
    // Members of a family share their text, so they stay apart by their names.
    if (symbol?.kind === "value" && symbol.role === "let" && part.kind === "name") collect(symbol.value);
    else if (part.kind === "binary" && part.operator === "and") {
      collect(part.left);
      collect(part.right);
    } else atoms.push(atomOf(part, program, ranges));
  };
  collect(condition);
  return atoms;
}

function atomOf(condition: Expression, program: Program, ranges: Ranges): Atom {
  const text = (part: Expression) => textAt(program.source, part.span);
  if (condition.kind === "not") return { key: text(condition.operand), allowed: no };
  if (condition.kind === "crosses") {
    const { left, right, direction } = condition;
    const key = `${text(left)} crosses ${text(right)}`;
    return { key, allowed: direction === "above" ? yes : no };
  }
  if (condition.kind === "binary") {
    const compared = compare(condition.operator, condition.left, condition.right, text, ranges);
    if (compared !== undefined) return compared;
  }
  return { key: text(condition), allowed: yes };
}

function compare(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  text: (part: Expression) => string,
  ranges: Ranges,
): Atom | undefined {
  const turned: Partial<Record<BinaryOperator, BinaryOperator>> = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
  };
  const opposite = turned[operator];
  if (opposite === undefined) return undefined;
  const [a, b] = [ranges.single(left), ranges.single(right)];
  if (b.low === b.high) return { key: text(left), allowed: beyond(operator, b.low) };
  if (a.low === a.high) return { key: text(right), allowed: beyond(opposite, a.low) };
  const [first, second] = [text(left), text(right)];
  const [key, way] =
    first <= second ? [`${first} - ${second}`, operator] : [`${second} - ${first}`, opposite];
  return { key, allowed: beyond(way, 0) };
}

function beyond(operator: BinaryOperator, value: number): Interval {
  const open = operator === "<" || operator === ">";
  return operator === "<" || operator === "<="
    ? { low: -Infinity, high: value, openLow: true, openHigh: open }
    : { low: value, high: Infinity, openLow: open, openHigh: true };
}

/** Whether no bar can fulfil all of them. */
export function excludeEachOther(atoms: readonly Atom[]): boolean {
  const found = new Map<string, Interval>();
  for (const { key, allowed } of atoms) {
    const before = found.get(key);
    const both = before === undefined ? allowed : intersect(before, allowed);
    if (isEmpty(both)) return true;
    found.set(key, both);
  }
  return false;
}

/** Whether on every bar on which all of the first hold, all of the second do. */
export function implies(first: readonly Atom[], second: readonly Atom[]): boolean {
  return second.every(({ key, allowed }) =>
    first.some((atom) => atom.key === key && isInside(atom.allowed, allowed)),
  );
}

function intersect(a: Interval, b: Interval): Interval {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return {
    low,
    high,
    openLow: (a.low === low && a.openLow) || (b.low === low && b.openLow),
    openHigh: (a.high === high && a.openHigh) || (b.high === high && b.openHigh),
  };
}

const isEmpty = ({ low, high, openLow, openHigh }: Interval): boolean =>
  low > high || (low === high && (openLow || openHigh));

function isInside(inner: Interval, outer: Interval): boolean {
  const low = inner.low > outer.low || (inner.low === outer.low && (inner.openLow || !outer.openLow));
  const high = inner.high < outer.high || (inner.high === outer.high && (inner.openHigh || !outer.openHigh));
  return low && high;
}
