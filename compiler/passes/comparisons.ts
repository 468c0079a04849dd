import { truthRange, type Range } from "../../kernels/catalog/range.js";
import type { BinaryOperator, Expression } from "../../lang/tree.js";
import { includesItself } from "../diagnostics/sage2112-includes-itself.js";
import { exactlyEqual } from "../diagnostics/sage2113-exactly-equal.js";
import { alwaysTrue } from "../diagnostics/sage2107-always.js";
import { percentSlip } from "../diagnostics/sage2108-percent-slip.js";
import { probabilityRange } from "../diagnostics/sage5011-probability-range.js";
import { describeRange, formatNumber } from "./format.js";
import { meant, orderingOf, type Ordering } from "./orderings.js";
import type { Reporter } from "./pass.js";
import { textAt, type Program } from "./program.js";
import type { Comparison } from "./ranges.js";

/** The answer of a comparison for every pair of values of two ranges; undefined when it depends on the values. */
export function compareRanges(operator: BinaryOperator, a: Range, b: Range): boolean | undefined {
  switch (operator) {
    case "<":
      if (a.high < b.low) return true;
      return a.low >= b.high ? false : undefined;
    case "<=":
      if (a.high <= b.low) return true;
      return a.low > b.high ? false : undefined;
    case ">":
      return compareRanges("<", b, a);
    case ">=":
      return compareRanges("<=", b, a);
    case "==":
      if (a.low === a.high && b.low === b.high && a.low === b.low) return true;
      return a.high < b.low || b.high < a.low ? false : undefined;
    case "!=": {
      const equal = compareRanges("==", a, b);
      return equal === undefined ? undefined : !equal;
    }
    default:
      return undefined;
  }
}

export function truthOf(answer: boolean | undefined): Range {
  if (answer === undefined) return truthRange;
  return answer ? { low: 1, high: 1 } : { low: 0, high: 0 };
}

interface Side {
  readonly expression: Expression;
  readonly range: Range;
}

/** A comparison that the ranges decide, or nearly decide because one side is of another scale. */
export function reportComparison(
  expression: Comparison,
  of: (part: Expression) => Range,
  program: Program,
  report: Reporter,
): void {
  const side = (part: Expression): Side => ({ expression: part, range: of(part) });
  if (reportProbability(expression, of, program, report)) return;
  if (expression.kind === "within") {
    const value = side(expression.value);
    if (!reportSlip(expression, value, side(expression.high), program, report)) {
      reportAlways(expression, withinAnswer(expression, of), value, program, report);
    }
    return;
  }
  const [left, right] = [side(expression.left), side(expression.right)];
  if (reportSlip(expression, left, right, program, report)) return;
  if (reportSlip(expression, right, left, program, report)) return;
  const operator =
    expression.kind === "crosses" ? (expression.direction === "above" ? ">" : "<") : expression.operator;
  const answer = compareRanges(operator, left.range, right.range);
  if (expression.kind === "crosses" && answer === true)
    return reportNeverCrosses(expression, left, program, report);
  const described = isConstant(left.range) ? right : left;
  if (answer === undefined) reportOrdering(expression, operator, program, report);
  else reportAlways(expression, answer, described, program, report);
}

/** A comparison that has the same answer on every bar, because of what is compared. */
function reportOrdering(
  expression: Exclude<Comparison, { kind: "within" }>,
  operator: BinaryOperator,
  program: Program,
  report: Reporter,
): void {
  const { left, right } = expression;
  const known = orderingOf(left, right, program);
  if (known === undefined) {
    if (operator === "==" || operator === "!=") reportEqual(expression, operator === "==", program, report);
    return;
  }
  const always = answerOf(operator, known.ordering, expression.kind === "crosses");
  if (always === undefined) return;
  const text = textAt(program.source, expression.span);
  const { window } = known;
  if (window === undefined) {
    const reason =
      known.ordering === "equal"
        ? "both sides are one value"
        : "the low and the high of a bar hold its prices";
    report(alwaysTrue({ span: expression.span, holes: { text, always, reason } }));
    return;
  }
  const { span } = window;
  const fixes = [
    { title: "Look at the bars before", edits: [{ span: { start: span.end, end: span.end }, text: "[1]" }] },
  ];
  report(includesItself({ span, holes: { text, always, window: textAt(program.source, span) }, fixes }));
}

/** The answer of a comparison on every bar, where an ordering settles it. */
function answerOf(operator: BinaryOperator, ordering: Ordering, isCross: boolean): boolean | undefined {
  const never = { "<": ["equal", "not below"], ">": ["equal", "not above"], "!=": ["equal"] };
  const always = { "<=": ["equal", "not above"], ">=": ["equal", "not below"], "==": ["equal"] };
  if (Object.entries(never).some(([each, orderings]) => each === operator && orderings.includes(ordering)))
    return false;
  if (isCross) return undefined;
  return Object.entries(always).some(([each, orderings]) => each === operator && orderings.includes(ordering))
    ? true
    : undefined;
}

/** Exactly the same number as an average: that is chance. */
function reportEqual(
  { left, right, span }: Exclude<Comparison, { kind: "within" }>,
  isEqual: boolean,
  program: Program,
  report: Reporter,
): void {
  if (!isAverage(left, program) && !isAverage(right, program)) return;
  const [a, b] = [left, right].map((each) => textAt(program.source, each.span));
  report(exactlyEqual({ span, holes: { left: a ?? "", right: b ?? "", isEqual } }));
}

function isAverage(expression: Expression, program: Program): boolean {
  const symbol = program.resolution.get(meant(expression, program));
  return symbol?.kind === "operation" && symbol.operation.family === "average";
}

/** `edge.probability(up) > 60`: what is compared with is no probability. */
function reportProbability(
  expression: Comparison,
  of: (part: Expression) => Range,
  program: Program,
  report: Reporter,
): boolean {
  const parts =
    expression.kind === "within"
      ? [expression.value, expression.low, expression.high]
      : [expression.left, expression.right];
  const measured = parts.find((part) => isProbability(part, program));
  const limit = parts.find((part) => part !== measured && (of(part).low > 1 || of(part).high < 0));
  if (measured === undefined || limit === undefined) return false;
  const literal = limit.kind === "number" && limit.value > 1 && limit.value <= 100;
  const meant = literal ? `${limit.text}%` : undefined;
  const answer =
    expression.kind === "within"
      ? withinAnswer(expression, of)
      : compareRanges(
          expression.kind === "crosses" ? ">" : expression.operator,
          of(expression.left),
          of(expression.right),
        );
  const always = answer === true && expression.kind !== "crosses";
  report(
    probabilityRange({
      span: limit.span,
      holes: {
        text: textAt(program.source, measured.span),
        limit: textAt(program.source, limit.span),
        answer: always ? "always true" : "never true",
        meant,
      },
      fixes:
        meant === undefined ? [] : [{ title: `Write ${meant}`, edits: [{ span: limit.span, text: meant }] }],
    }),
  );
  return true;
}

function isProbability(expression: Expression, program: Program): boolean {
  const symbol = program.resolution.get(expression);
  if (symbol?.kind === "value") return isProbability(symbol.value, program);
  return symbol?.kind === "prediction" && symbol.output === "probability";
}

function withinAnswer(
  { value, low, high }: Extract<Comparison, { kind: "within" }>,
  of: (part: Expression) => Range,
): boolean | undefined {
  const above = compareRanges(">=", of(value), of(low));
  const below = compareRanges("<=", of(value), of(high));
  if (above === false || below === false) return false;
  return above === true && below === true ? true : undefined;
}

const isConstant = (range: Range): boolean => range.low === range.high;

function reportAlways(
  expression: Comparison,
  always: boolean | undefined,
  described: Side,
  program: Program,
  report: Reporter,
): void {
  if (always === undefined) return;
  const text = textAt(program.source, expression.span);
  const name = textAt(program.source, described.expression.span);
  const reason = `\`${name}\` is ${describeRange(described.range)}`;
  report(alwaysTrue({ span: expression.span, holes: { text, always, reason } }));
}

/** Always above means that it never comes from below. */
function reportNeverCrosses(
  expression: Comparison,
  described: Side,
  program: Program,
  report: Reporter,
): void {
  reportAlways(expression, false, described, program, report);
}

/** `rsi > 0.7`, `rank > 70`: one side runs from 0 to 100, the other is a share, or the other way round. */
function reportSlip(
  whole: Comparison,
  measured: Side,
  fixed: Side,
  program: Program,
  report: Reporter,
): boolean {
  const { range } = fixed;
  const { expression } = fixed;
  const literal =
    expression.kind === "percent" || (expression.kind === "number" && expression.suffix === undefined);
  if (!literal || !isConstant(range)) return false;
  const hundred = measured.range.low === 0 && measured.range.high === 100;
  const share = measured.range.low === 0 && measured.range.high === 1;
  const value = range.low;
  const slipped = (hundred && value > 0 && value < 1) || (share && value > 1 && value <= 100);
  if (!slipped) return false;
  const meant = formatNumber(hundred ? value * 100 : value / 100);
  const text = textAt(program.source, measured.expression.span);
  const scale = hundred ? "0 to 100" : "0 to 1";
  const { tail, answer } = consequence(whole, fixed, hundred);
  report(
    percentSlip({
      span: fixed.expression.span,
      holes: {
        message: `\`${text}\` runs from ${scale}, so \`${tail} ${textAt(program.source, fixed.expression.span)}\` is ${answer}`,
        meant,
        note: noteFor(whole, answer, program),
      },
      related: [{ span: measured.expression.span, message: "" }],
      fixes: [{ title: `Write ${meant}`, edits: [{ span: fixed.expression.span, text: meant }] }],
    }),
  );
  return true;
}

function consequence(whole: Comparison, fixed: Side, hundred: boolean) {
  if (whole.kind === "within") return { tail: "in …", answer: hundred ? "almost never true" : "always true" };
  if (whole.kind === "crosses") {
    return { tail: `crosses ${whole.direction}`, answer: hundred ? "almost never true" : "never true" };
  }
  const reversed = whole.left === fixed.expression;
  const turned: Partial<Record<BinaryOperator, BinaryOperator>> = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
  };
  const operator = reversed ? (turned[whole.operator] ?? whole.operator) : whole.operator;
  const above = operator === ">" || operator === ">=";
  if (operator === "==" || operator === "!=") {
    return { tail: operator, answer: operator === "==" ? "almost never true" : "almost always true" };
  }
  if (hundred) return { tail: operator, answer: above ? "almost always true" : "almost never true" };
  return { tail: operator, answer: above ? "never true" : "always true" };
}

function noteFor(whole: Comparison, answer: string, program: Program): string {
  if (!answer.endsWith("always true")) return "harmless only if it is really meant to be that rare";
  const inside = (members: readonly { readonly span: Expression["span"] }[]) =>
    members.some(({ span }) => span.start <= whole.span.start && whole.span.end <= span.end);
  if (inside(program.outline.exits)) return "harmless only if you really want to leave on nearly every bar";
  if (inside(program.outline.enters)) return "harmless only if you really want to enter on nearly every bar";
  return "harmless only if it is really meant to hold on nearly every bar";
}
