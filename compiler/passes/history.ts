import { bars, milliseconds, sameUnit } from "../../kernels/catalog/unit.js";
import type { Expression, History } from "../../lang/tree.js";
import { negativeHistory } from "../diagnostics/sage3002-negative-history.js";
import { outsideDomain } from "../diagnostics/sage2111-outside-domain.js";
import { unboundedHistory } from "../diagnostics/sage3005-unbounded-history.js";
import { wholeBars } from "../diagnostics/sage2109-whole-bars.js";
import type { Known } from "./fixed.js";
import { formatNumber } from "./format.js";
import type { Reporter } from "./pass.js";
import { textAt } from "./program.js";
import { checkHeld } from "./held-history.js";
import { isWholeMultiple } from "./whole.js";
import { isWithin } from "./places.js";

/** The longest offset that is kept. */
const longest = 100_000;

/** Every `x[n]` looks back a whole number of bars that is fixed before the run. */
export function checkHistory(known: Known, report: Reporter): void {
  for (const expression of known.types.facts.keys()) {
    const isMember = known.program.resolution.has(expression);
    if (expression.kind !== "history" || isMember) continue;
    if (checkHeld(expression, known, report)) checkOffset(expression, known, report);
  }
}

function checkOffset(expression: History, known: Known, report: Reporter): void {
  const { offset, span } = expression;
  const { program, types, units, ranges, stages } = known;
  if (types.facts.get(offset) !== "number") return;
  const text = textAt(program.source, span);
  const range = ranges.single(offset);
  const unit = units.single(offset);
  if (known.callerless === true && range.low !== range.high) return;
  if (stages.single(offset) === "series") {
    checkChanging(expression, text, known, report);
    return;
  }
  if (range.low < 0) {
    reportNegative(expression, text, range.low, known, report);
  } else if (unit !== "any" && sameUnit(unit, milliseconds)) {
    reportFraction(
      offset,
      "a duration",
      String(Math.max(1, Math.round(range.low / program.timeframe))),
      report,
    );
  } else if (!isWholeMultiple(offset, 1, known)) {
    const better = range.low === range.high ? String(Math.max(1, Math.round(range.low))) : undefined;
    const offsetText = textAt(program.source, offset.span);
    reportFraction(offset, `\`${offsetText}\` can be a fraction`, better ?? `round(${offsetText})`, report);
  } else if (range.high > longest || (range.low === 0 && range.high > 0)) {
    const allowed = `between 1 and ${formatNumber(longest)}`;
    const found = `can be ${formatNumber(range.high > longest ? range.high : 0)}`;
    report(outsideDomain({ span: offset.span, holes: { what: "the number of bars ago", found, allowed } }));
  }
}

/** An offset that changes from bar to bar needs a bound, so that it is known how much is kept. */
function checkChanging(expression: History, text: string, known: Known, report: Reporter): void {
  const { offset, span } = expression;
  const { low, high } = known.ranges.single(offset);
  const unit = known.units.single(offset);
  const offsetText = textAt(known.program.source, offset.span);
  if (unit !== "any" && sameUnit(unit, milliseconds)) {
    reportFraction(offset, "a duration", "24", report);
  } else if (!Number.isFinite(high)) {
    const most = unit !== "any" && sameUnit(unit, bars) ? "100 bars" : "100";
    const bounded = isWholeMultiple(offset, 1, known)
      ? { title: "Look back 100 bars at most", text: `clamp(${offsetText}, 0, ${most})` }
      : { title: "Look back a fixed number of bars", text: "24" };
    const fixes = [{ title: bounded.title, edits: [{ span: offset.span, text: bounded.text }] }];
    report(unboundedHistory({ span, holes: { text, offset: offsetText, most }, fixes }));
  } else if (low < 0 || high > longest) {
    const allowed = `between 0 and ${formatNumber(longest)}`;
    const found = `can be ${formatNumber(low < 0 ? low : high)}`;
    report(outsideDomain({ span: offset.span, holes: { what: "the number of bars ago", found, allowed } }));
  } else if (!isWholeMultiple(offset, 1, known)) {
    reportFraction(offset, `\`${offsetText}\` can be a fraction`, `round(${offsetText})`, report);
  }
}

function reportNegative(
  expression: History,
  text: string,
  low: number,
  { program }: Known,
  report: Reporter,
): void {
  const { series, offset, span } = expression;
  const bars = -low;
  const inner = offset.kind === "negation" ? textAt(program.source, offset.operand.span) : undefined;
  const of = textAt(program.source, series.span);
  const count = inner ?? formatNumber(bars);
  const isTarget = program.models.some(
    ({ target }) => target !== undefined && isWithin(span, target.value.span),
  );
  const meant = isTarget ? "a target may look ahead" : "that many bars ago";
  const better = isTarget ? `ahead(${of}, ${count})` : `${of}[${count}]`;
  report(
    negativeHistory({
      span,
      holes: { text, bars, meant, better },
      fixes: [{ title: `Write \`${better}\``, edits: [{ span, text: better }] }],
    }),
  );
}

function reportFraction(offset: Expression, found: string, better: string, report: Reporter): void {
  report(
    wholeBars({
      span: offset.span,
      holes: { what: "the number of bars ago", found, help: [`\`${better}\``] },
      fixes: [{ title: `Write \`${better}\``, edits: [{ span: offset.span, text: better }] }],
    }),
  );
}
