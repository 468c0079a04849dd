import { addRanges, multiplyRanges, negateRange } from "../../kernels/catalog/interval.js";
import type { Range } from "../../kernels/catalog/range.js";
import type { Expression } from "../../lang/tree.js";
import type { CheckedState, Symbol } from "../checked.js";
import { children } from "./children.js";
import type { Program } from "./program.js";
import type { Ranges } from "./ranges.js";
import { remembered } from "./remembered.js";

/**
 * What becomes of a state's past: it is not used at all, it shrinks on every bar (and is gone after `bars`), it is
 * set anew when something happens, or nothing shows that it ever ends.
 */
export type Forgetting =
  | { readonly kind: "unused" }
  | { readonly kind: "shrinks"; readonly bars: number }
  | { readonly kind: "resets" }
  | { readonly kind: "never" };

const epsilon = 1e-6;

/**
 * A conservative proof: what is not recognised counts as never forgotten. States that need each other's past share one:
 * it shrinks when it does so for all their weights together. What is built on one that never forgets does not either.
 */
export function forgettingOf(state: CheckedState, program: Program, ranges: Ranges): Forgetting {
  const { resolution } = program;
  const within = membersBelow(state, resolution);
  const all: Forgetting[] = [];
  const bars = new Map<CheckedState, number>();
  for (const member of within) {
    const circle = within.filter(
      (other) =>
        other === member || (isBuiltOn(member, other, resolution) && isBuiltOn(other, member, resolution)),
    );
    const own = forgettingOfOne(member, circle, program, ranges);
    all.push(own);
    // States of one circle forget together; those of one that is built on another, after it.
    const [head = member] = circle;
    if (own.kind === "shrinks") bars.set(head, Math.max(bars.get(head) ?? 0, own.bars));
  }
  const [first = { kind: "never" }] = all;
  if (all.length === 1) return first;
  if (all.some(({ kind }) => kind === "never")) return { kind: "never" };
  if (all.every(({ kind }) => kind === "unused")) return { kind: "unused" };
  if (all.some(({ kind }) => kind === "resets")) return { kind: "resets" };
  return { kind: "shrinks", bars: [...bars.values()].reduce((sum, each) => sum + each, 0) };
}

/** A state and those of its group that it is built on, by way of others as well. */
function membersBelow(
  state: CheckedState,
  resolution: ReadonlyMap<Expression, Symbol>,
): readonly CheckedState[] {
  return [state, ...state.group.filter((other) => other !== state && isBuiltOn(state, other, resolution))];
}

/** Whether a state reads another of its group, its last value or this bar's, itself or through one that it reads. */
function isBuiltOn(
  state: CheckedState,
  other: CheckedState,
  resolution: ReadonlyMap<Expression, Symbol>,
  seen: ReadonlySet<CheckedState> = new Set(),
): boolean {
  const read = new Set<CheckedState>();
  remembered<void>((expression, again) => {
    const symbol = resolution.get(expression);
    if (symbol?.kind === "previous" || symbol?.kind === "state") read.add(symbol.state);
    else if (symbol?.kind === "value") again(symbol.value);
    else if (symbol?.kind === "inlined") again(symbol.call.body);
    else for (const child of children(expression)) again(child);
  })(state.value);
  if (read.has(other)) return true;
  const further = new Set([...seen, state]);
  return state.group.some(
    (each) => read.has(each) && !further.has(each) && isBuiltOn(each, other, resolution, further),
  );
}

/** What becomes of the past of `circle`, the states that `state` needs and that need it. */
function forgettingOfOne(
  state: CheckedState,
  circle: readonly CheckedState[],
  program: Program,
  ranges: Ranges,
): Forgetting {
  const { resolution } = program;
  const uses = usesPrevious(circle, resolution);
  if (!uses(state.value)) return { kind: "unused" };
  const slope = remembered<Range | undefined>((each, again) =>
    slopeOf(each, { resolution, ranges, uses, several: circle.length > 1 }, again),
  )(state.value);
  const decay = slope && largest(slope);
  if (decay !== undefined && decay < 1) {
    const bars = decay === 0 ? 0 : Math.ceil(Math.log(epsilon) / Math.log(decay));
    return { kind: "shrinks", bars };
  }
  const outcomes = remembered<Outcomes>((each, again) => outcomesOf(each, uses, resolution, again))(
    state.value,
  );
  return resets(outcomes) ? { kind: "resets" } : { kind: "never" };
}

/** Whether an expression depends on the `prev` of one of some states. */
export function usesPrevious(
  states: readonly CheckedState[],
  resolution: ReadonlyMap<Expression, Symbol>,
): (expression: Expression) => boolean {
  return remembered((expression, again) => {
    const symbol = resolution.get(expression);
    switch (symbol?.kind) {
      case "previous":
        return states.includes(symbol.state);
      case "value":
        return (symbol.role === "argument" || symbol.role === "step") && again(symbol.value);
      case "inlined":
        return again(symbol.call.body);
      case "state":
        return again(symbol.state.value);
      default:
        return children(expression).some(again);
    }
  });
}

const largest = ({ low, high }: Range): number => Math.max(Math.abs(low), Math.abs(high));

const zero: Range = { low: 0, high: 0 };
const one: Range = { low: 1, high: 1 };

interface Facts {
  readonly resolution: ReadonlyMap<Expression, Symbol>;
  readonly ranges: Ranges;
  readonly uses: (expression: Expression) => boolean;
  /** More than one last value: their weights do not cancel each other. */
  readonly several: boolean;
}

/** The factor of `prev` in `factor · prev + …`, as a range; in a group, of all last values together. Undefined when it is not of that form. */
function slopeOf(
  expression: Expression,
  { resolution, ranges, uses, several }: Facts,
  slope: (part: Expression) => Range | undefined,
): Range | undefined {
  if (!uses(expression)) return zero;
  const symbol = resolution.get(expression);
  if (symbol?.kind === "previous") return one;
  if (symbol?.kind === "state") return slope(symbol.state.value);
  if (symbol?.kind === "value") return slope(symbol.value);
  if (symbol?.kind === "inlined") return slope(symbol.call.body);
  if (expression.kind === "negation") {
    const inner = slope(expression.operand);
    return inner && negateRange(inner);
  }
  if (expression.kind === "conditional") {
    const later = afterStart(expression, resolution);
    if (later !== undefined) return slope(later);
    if (uses(expression.condition)) return undefined;
    const [a, b] = [slope(expression.then), slope(expression.otherwise)];
    return a && b && { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
  }
  if (expression.kind !== "binary") return undefined;
  if (isBegun(expression, resolution)) return slope(expression.left);
  const [left, right] = [slope(expression.left), slope(expression.right)];
  if (!left || !right) return undefined;
  if (expression.operator === "??") {
    return { low: Math.min(left.low, right.low), high: Math.max(left.high, right.high) };
  }
  if (several && (expression.operator === "+" || expression.operator === "-")) {
    const most = largest(left) + largest(right);
    return { low: -most, high: most };
  }
  switch (expression.operator) {
    case "+":
      return addRanges(left, right);
    case "-":
      return addRanges(left, negateRange(right));
    case "*":
      if (!uses(expression.left)) return multiplyRanges(ranges.single(expression.left), right);
      return !uses(expression.right) ? multiplyRanges(left, ranges.single(expression.right)) : undefined;
    case "/": {
      const divisor = ranges.single(expression.right);
      if (uses(expression.right) || divisor.low <= 0) return undefined;
      return multiplyRanges(left, { low: 1 / divisor.high, high: 1 / divisor.low });
    }
    default:
      return undefined;
  }
}

const isPrevious = (expression: Expression, resolution: ReadonlyMap<Expression, Symbol>): boolean =>
  resolution.get(expression)?.kind === "previous";

/** `prev ?? x` is `prev` once there is one. */
const isBegun = (
  { operator, left }: Extract<Expression, { kind: "binary" }>,
  resolution: ReadonlyMap<Expression, Symbol>,
): boolean => operator === "??" && isPrevious(left, resolution);

/**
 * The branch that is left once there is a `prev`: `y` of `if is_missing(prev) then x else y`. The other one is where the
 * state begins, and beginning is not forgetting. Undefined where the condition can choose either way later as well.
 */
function afterStart(
  { condition, then, otherwise }: Extract<Expression, { kind: "conditional" }>,
  resolution: ReadonlyMap<Expression, Symbol>,
): Expression | undefined {
  const choice = whenBegun(condition, resolution);
  return choice === undefined ? undefined : choice ? then : otherwise;
}

/** What a condition is once there is a `prev`; undefined where that depends on more. */
function whenBegun(condition: Expression, resolution: ReadonlyMap<Expression, Symbol>): boolean | undefined {
  const symbol = resolution.get(condition);
  if (symbol?.kind === "value") return whenBegun(symbol.value, resolution);
  if (symbol?.kind === "operation" && symbol.operation.name === "is_missing") {
    return symbol.inputs.every((input) => isPrevious(input, resolution)) ? false : undefined;
  }
  if (condition.kind === "not") {
    const inner = whenBegun(condition.operand, resolution);
    return inner === undefined ? undefined : !inner;
  }
  if (condition.kind !== "binary") return undefined;
  const [left, right] = [condition.left, condition.right].map((part) => whenBegun(part, resolution));
  if (condition.operator === "and") return left === false || right === false ? false : undefined;
  if (condition.operator === "or") return left === true || right === true ? true : undefined;
  return undefined;
}

/** What a state can become on a bar: one of the values it is set to, or something made of `prev`. */
interface Outcomes {
  /** Texts of constants it is set to; undefined for anything that is not a constant. */
  readonly set: readonly (string | undefined)[];
  /** It keeps `prev` as it is. */
  readonly kept: boolean;
  /** It becomes something else made of `prev`. */
  readonly changed: boolean;
}

/**
 * Whether a branch sets the state without `prev`. A latch (kept, or set to always the same constant) does not count:
 * whether it has been set yet is just what depends on the start.
 */
function resets({ set, changed }: Outcomes): boolean {
  if (set.length === 0) return false;
  const distinct = new Set(set);
  return changed || distinct.size > 1 || distinct.has(undefined);
}

function outcomesOf(
  expression: Expression,
  uses: (expression: Expression) => boolean,
  resolution: ReadonlyMap<Expression, Symbol>,
  inside: (part: Expression) => Outcomes,
): Outcomes {
  const symbol = resolution.get(expression);
  if (!uses(expression)) return { set: [constantText(expression)], kept: false, changed: false };
  if (symbol?.kind === "previous") return { set: [], kept: true, changed: false };
  if (symbol?.kind === "state") return inside(symbol.state.value);
  if (symbol?.kind === "value") return inside(symbol.value);
  if (symbol?.kind === "inlined") return inside(symbol.call.body);
  if (expression.kind === "conditional") {
    const later = afterStart(expression, resolution);
    if (later !== undefined) return inside(later);
    const [a, b] = [inside(expression.then), inside(expression.otherwise)];
    return merge(a, b);
  }
  if (expression.kind === "binary" && isBegun(expression, resolution)) return inside(expression.left);
  if (expression.kind === "binary" && (expression.operator === "and" || expression.operator === "or")) {
    const absorbing = expression.operator === "and" ? "false" : "true";
    const parts = [expression.left, expression.right];
    const free = parts.filter((part) => !uses(part));
    const bound = parts.filter((part) => uses(part)).map(inside);
    const start: Outcomes = { set: free.length > 0 ? [absorbing] : [], kept: false, changed: false };
    return bound.reduce(merge, start);
  }
  return { set: [], kept: false, changed: true };
}

const merge = (a: Outcomes, b: Outcomes): Outcomes => ({
  set: [...new Set([...a.set, ...b.set])],
  kept: a.kept || b.kept,
  changed: a.changed || b.changed,
});

function constantText(expression: Expression): string | undefined {
  if (expression.kind === "number" || expression.kind === "percent" || expression.kind === "truth") {
    return String(expression.value);
  }
  return undefined;
}
