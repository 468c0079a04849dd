import { addRanges } from "../../kernels/catalog/interval.js";
import type { Range } from "../../kernels/catalog/range.js";
import type { Diagnostic, Fix } from "../../lang/diagnostics/diagnostic.js";
import type { Expression } from "../../lang/tree.js";
import type { CheckedEntry, CheckedLevel, CheckedMove } from "../checked.js";
import { limitBehindStop } from "../diagnostics/sage4032-limit-behind-stop.js";
import { stopMovesPast } from "../diagnostics/sage4031-stop-moves-past.js";
import { entrySide } from "../diagnostics/sage4016-entry-side.js";
import { stopSide } from "../diagnostics/sage4003-stop-side.js";
import { targetSide } from "../diagnostics/sage4004-target-side.js";
import { everyExpression } from "./children.js";
import { describeRange } from "./format.js";
import { entryFinder, splitLevel, type Origin } from "./levels.js";
import type { Pass } from "./pass.js";
import type { Program } from "./program.js";
import type { Ranges } from "./ranges.js";

/** Proves from ranges that a stop or a target lies on the wrong side of the fill price, and then reports it. */
export function checkSides(
  program: Program,
  entries: readonly CheckedEntry[],
  ranges: Ranges,
): Pass<undefined> {
  const diagnostics: Diagnostic[] = [];
  const mentions = entryFinder(program.resolution);
  const check = (level: CheckedLevel, side: "long" | "short", isStop: boolean): void => {
    if (!mentions(level.expression)) return;
    const expected = isStop === (side === "long") ? "below" : "above";
    const found = sideOf(level, ranges);
    if (found === undefined || found === expected) return;
    const { mended, fixes } = mend(level.expression, program);
    const create = isStop ? stopSide : targetSide;
    diagnostics.push(
      create({
        span: level.expression.span,
        holes: { side, reason: reasonFor(level, ranges), mended },
        fixes,
      }),
    );
  };
  for (const entry of entries) {
    if (entry.order) checkEntryPrice(entry, entry.order, program, ranges, (each) => diagnostics.push(each));
    if (entry.stop) check(entry.stop, entry.side, true);
    for (const move of entry.moves) checkMove(move, entry.side, ranges, (each) => diagnostics.push(each));
    for (const take of entry.takes) check(take.level, entry.side, false);
  }
  return { out: undefined, diagnostics };
}

/** A limit or stop entry that the close has reached already when it is placed. */
function checkEntryPrice(
  { side }: CheckedEntry,
  { type, price, limit }: NonNullable<CheckedEntry["order"]>,
  program: Program,
  ranges: Ranges,
  report: (diagnostic: Diagnostic) => void,
): void {
  const level = splitLevel(price, program.resolution, "close");
  if (limit && level) checkLimit(side, level, limit, program, ranges, report);
  const found = level && sideOf(level, ranges);
  const expected = (type === "limit") === (side === "long") ? "below" : "above";
  if (level === undefined || found === undefined || found === expected) return;
  const { mended, fixes } = mend(price, program, "close");
  const reason = reasonFor(level, ranges, "close");
  report(entrySide({ span: price.span, holes: { type, side, where: found, reason, mended }, fixes }));
}

/** A limit that nothing can be had at when its stop is reached. */
function checkLimit(
  side: CheckedEntry["side"],
  stop: CheckedLevel,
  limit: Expression,
  program: Program,
  ranges: Ranges,
  report: (diagnostic: Diagnostic) => void,
): void {
  const level = splitLevel(limit, program.resolution, "close");
  if (level === undefined) return;
  const [upper, lower] = side === "long" ? [stop, level] : [level, stop];
  const base = subtract(ranges.single(upper.base), ranges.single(lower.base));
  const slope = subtract(ranges.single(upper.slope), ranges.single(lower.slope));
  if (!(base.low >= 0 && slope.low >= 0 && (base.low > 0 || slope.low > 0))) return;
  report(limitBehindStop({ span: limit.span, holes: { side, reason: reasonFor(level, ranges, "close") } }));
}

/** A stop that would move to where the price has not been yet. */
function checkMove(
  { level, after }: CheckedMove,
  side: CheckedEntry["side"],
  ranges: Ranges,
  report: (diagnostic: Diagnostic) => void,
): void {
  const forUs = ({ low, high }: Range): Range =>
    side === "long" ? { low, high } : { low: -high, high: -low };
  const base = subtract(forUs(ranges.single(level.base)), ranges.single(after.base));
  const excess = forUs(addRanges(ranges.single(level.slope), minusOne));
  const slope = subtract(excess, ranges.single(after.slope));
  if (!(base.low >= 0 && slope.low >= 0)) return;
  const { span } = level.expression;
  report(stopMovesPast({ span, holes: { side, reason: reasonFor(level, ranges) } }));
}

const subtract = (a: Range, b: Range): Range => addRanges(a, { low: -b.high, high: -b.low });

const minusOne: Range = { low: -1, high: -1 };

/** Of base + slope × entry against entry, for every price that is not negative; equal counts as both. */
function sideOf(level: CheckedLevel, ranges: Ranges): "above" | "below" | undefined {
  const base = ranges.single(level.base);
  const excess = addRanges(ranges.single(level.slope), minusOne);
  if (base.low >= 0 && excess.low >= 0) return "above";
  if (base.high <= 0 && excess.high <= 0) return "below";
  return undefined;
}

/** "`stop_atr` is 1..4 and `reach` is not negative". */
function reasonFor(level: CheckedLevel, ranges: Ranges, from: Origin = "entry"): string {
  const reasons = new Map<string, string>();
  everyExpression(level.expression, (expression) => {
    if (expression.kind !== "name" || expression.text === from) return;
    const range = ranges.single(expression);
    if (range.low === -Infinity && range.high === Infinity) return;
    reasons.set(expression.text, `\`${expression.text}\` is ${describeRange(range)}`);
  });
  return [...reasons.values()].slice(0, 3).join(" and ");
}

/** The same level on the other side: the outermost plus or minus that moves it away from `entry`, turned round. */
function mend(
  expression: Expression,
  program: Program,
  from: Origin = "entry",
): { readonly mended: string | undefined; readonly fixes: readonly Fix[] } {
  const factor = factorOf(expression, from);
  if (factor !== undefined) {
    const text = String(Number((2 - factor.value).toPrecision(12)));
    const { start, end } = expression.span;
    const whole = program.source.text;
    const mended = whole.slice(start, factor.span.start) + text + whole.slice(factor.span.end, end);
    return { mended, fixes: [{ title: `Write \`${mended}\``, edits: [{ span: factor.span, text }] }] };
  }
  const operator = turning(expression, from);
  if (operator === undefined) return { mended: undefined, fixes: [] };
  const text = operator.sign === "+" ? "-" : "+";
  const { start } = expression.span;
  const whole = program.source.text.slice(start, expression.span.end);
  const changed = whole.slice(0, operator.span.start - start) + text + whole.slice(operator.span.end - start);
  const mended = changed.replaceAll(/\s+/g, " ");
  return { mended, fixes: [{ title: `Write \`${mended}\``, edits: [{ span: operator.span, text }] }] };
}

/** The 1.02 of `entry * 1.02`; on the other side it is as far from 1. */
function factorOf(expression: Expression, from: Origin) {
  if (expression.kind !== "binary" || expression.operator !== "*") return undefined;
  const { left, right } = expression;
  const [entry, factor] = left.kind === "name" ? [left, right] : [right, left];
  const isFactor = factor.kind === "number" && factor.value > 0 && factor.value < 2 && factor.value !== 1;
  return entry.kind === "name" && entry.text === from && isFactor ? factor : undefined;
}

function turning(
  expression: Expression,
  from: Origin,
): { readonly sign: "+" | "-"; readonly span: Expression["span"] } | undefined {
  if (expression.kind !== "binary") return undefined;
  const { operator, operatorSpan, left, right } = expression;
  if (operator === "+" || operator === "-") return { sign: operator, span: operatorSpan };
  if (operator !== "*") return undefined;
  const other = left.kind === "name" && left.text === from ? right : left;
  return other.kind === "binary" ? turning(other, from) : undefined;
}
