import { milliseconds, sameUnit } from "../../kernels/catalog/unit.js";
import type { Expression, History } from "../../lang/tree.js";
import { negativeHistory } from "../diagnostics/sage3002-negative-history.js";
import { notYet } from "../diagnostics/sage9002-not-yet.js";
import { outsideDomain } from "../diagnostics/sage2111-outside-domain.js";
import { unboundedHistory } from "../diagnostics/sage3005-unbounded-history.js";
import { wholeBars } from "../diagnostics/sage2109-whole-bars.js";
import type { Known } from "./fixed.js";
import { formatNumber } from "./format.js";
import type { Reporter } from "./pass.js";
import { textAt } from "./program.js";
import { checkHeld } from "./held-history.js";
import { isWholeMultiple } from "./whole.js";

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
    if (!Number.isFinite(range.high)) {
      const fixes = [
        { title: "Look back a fixed number of bars", edits: [{ span: offset.span, text: "24" }] },
      ];
      report(unboundedHistory({ span, holes: { text }, fixes }));
    } else {
      const holes = {
        what: "an offset that changes from bar to bar",
        today: "a fixed one: `close[24]`, or a `state`",
      };
      report(notYet({ span: offset.span, holes }));
    }
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
  const past = `${textAt(program.source, series.span)}[${inner ?? formatNumber(bars)}]`;
  report(
    negativeHistory({
      span,
      holes: { text, bars, past },
      fixes: [{ title: `Write \`${past}\``, edits: [{ span, text: past }] }],
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
