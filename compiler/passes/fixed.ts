import { milliseconds, ratio, sameUnit } from "../../kernels/catalog/unit.js";
import type { Range } from "../../kernels/catalog/range.js";
import type { Diagnostic, Fix } from "../../lang/diagnostics/diagnostic.js";
import { fixedValue } from "../diagnostics/sage2110-fixed-value.js";
import { outsideDomain } from "../diagnostics/sage2111-outside-domain.js";
import { percentSlip } from "../diagnostics/sage2108-percent-slip.js";
import { shortExpiry } from "../diagnostics/sage4011-short-expiry.js";
import { wholeBars } from "../diagnostics/sage2109-whole-bars.js";
import { formatDuration, formatNumber } from "./format.js";
import { checkHistory } from "./history.js";
import type { Pass, Reporter } from "./pass.js";
import { textAt, type Demand, type Program } from "./program.js";
import type { Ranges } from "./ranges.js";
import { isLater, type Stages } from "./stages.js";
import type { Types } from "./types.js";
import type { Units } from "./units.js";
import { isWholeMultiple } from "./whole.js";

export interface Known {
  readonly program: Program;
  readonly types: Types;
  readonly units: Units;
  readonly ranges: Ranges;
  readonly stages: Stages;
  /** Functions are looked at without a caller: what an argument may well be, is not held against them. */
  readonly callerless?: boolean;
}

/** Checks what must be fixed before the run: lengths, costs and settings, their bounds, and offsets of history. */
export function checkFixed(known: Known): Pass<undefined> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  for (const demand of known.program.demands) checkDemand(demand, known, report);
  checkHistory(known, report);
  return { out: undefined, diagnostics };
}

function checkDemand(demand: Demand, known: Known, report: Reporter): void {
  const { expression, what, stage } = demand;
  if (known.types.facts.get(expression) === "unknown" || expression.kind === "damaged") return;
  if (isLater(known.stages.single(expression), stage)) {
    const wanted = stage === "constant" ? "constant" : "parameter";
    report(fixedValue({ span: expression.span, holes: { what, stage: wanted } }));
    return;
  }
  if (known.types.single(expression) !== "number") return;
  if (demand.unit === "length") checkLength(demand, known, report);
  else if (!checkSlip(demand, known, report))
    checkBounds(demand, known.ranges.single(expression), 1, known, report);
}

/** What lasts for a time, and so for one bar at least. */
const timed: readonly string[] = ["`expire`", "the cooldown", "the pause", "the validity"];

function checkLength(demand: Demand, known: Known, report: Reporter): void {
  const { expression, what } = demand;
  const { program } = known;
  const range = known.ranges.single(expression);
  const unit = known.units.single(expression);
  const divisor =
    unit !== "any" && sameUnit(unit, milliseconds) ? (demand.timeframe ?? program.timeframe) : 1;
  const { span } = expression;
  if (timed.includes(what) && divisor > 1 && range.high < divisor) {
    const bar = formatDuration(divisor);
    const holes = { what, expiry: formatDuration(range.high), bar };
    report(shortExpiry({ span, holes, fixes: [{ title: `Write ${bar}`, edits: [{ span, text: bar }] }] }));
    return;
  }
  const open = known.callerless === true && range.low !== range.high;
  if (open || isWholeMultiple(expression, divisor, known)) {
    checkBounds(demand, range, divisor, known, report);
    return;
  }
  const text = textAt(program.source, span);
  const better = divisor === 1 ? [`round(${text})`] : wholeDurations(range, divisor);
  const found =
    divisor === 1
      ? `\`${text}\` can be a fraction`
      : `${formatNumber(range.low / divisor)} bars of ${formatDuration(divisor)}`;
  const literal = expression.kind === "number";
  const whole = literal ? [String(Math.max(1, Math.round(range.low)))] : better;
  report(
    wholeBars({
      span,
      holes: {
        what,
        found: literal ? `\`${text}\` is a fraction` : found,
        help: [...whole.map((each) => `\`${each}\``), ...(literal && demand.order ? [demand.order] : [])],
      },
      fixes: whole.map((each): Fix => ({ title: `Write \`${each}\``, edits: [{ span, text: each }] })),
    }),
  );
}

function wholeDurations(range: Range, divisor: number): string[] {
  const below = Math.floor(range.low / divisor) * divisor;
  return [below, below + divisor].filter((value) => value > 0).map(formatDuration);
}

function checkBounds(demand: Demand, range: Range, divisor: number, known: Known, report: Reporter): void {
  const { low = -Infinity, high = Infinity, over = false, what, expression, unit } = demand;
  const [from, to] = [range.low / divisor, range.high / divisor];
  const fixed = demand.stage !== "series" && known.callerless !== true;
  const below = (value: number) => value < low || (over && value <= low);
  const outside = fixed ? below(from) || to > high : below(to) || from > high;
  if (!outside) return;
  const share = low === 0 && high === 1;
  const show = (value: number) => (share ? `${formatNumber(value * 100)}%` : formatNumber(value));
  const noun = unit === "length" ? (low === 1 && !Number.isFinite(high) ? " bar" : " bars") : "";
  const least = over && low === 0 ? "above 0" : `at least ${show(low)}${noun}`;
  const allowed = Number.isFinite(high) ? `between ${show(low)} and ${show(high)}${noun}` : least;
  const text = textAt(known.program.source, expression.span);
  const found = from === to ? `is ${show(from)}` : `can be ${show(below(from) ? from : to)}`;
  const slipped =
    share && expression.kind === "number" && expression.suffix === undefined && from > 1 && from <= 100;
  const { span } = expression;
  const why =
    unit !== "length" && share ? "the result would be a price or a limit that no market has" : undefined;
  report(
    outsideDomain({
      span,
      holes: {
        what,
        found,
        allowed: share && slipped ? `${allowed}; did you mean ${text}%?` : allowed,
        ...(why !== undefined && { why }),
      },
      fixes: slipped ? [{ title: `Write ${text}%`, edits: [{ span, text: `${text}%` }] }] : [],
    }),
  );
}

/** `fee: 0.04` is four percent. */
function checkSlip({ expression, what, unit }: Demand, known: Known, report: Reporter): boolean {
  const rates = ["`fee`", "`maker`", "`taker`", "`slippage`", "`spread`"];
  if (unit === "length" || unit === "any" || !sameUnit(unit, ratio) || !rates.includes(what)) return false;
  const plain = expression.kind === "number" && expression.suffix === undefined;
  if (!plain || expression.value < 0.01 || expression.value > 1) return false;
  const { span } = expression;
  const meant = `${textAt(known.program.source, span)}%`;
  const percent = formatNumber(expression.value * 100);
  report(
    percentSlip({
      span,
      holes: {
        message: `${what} is ${percent}% of every order`,
        meant,
        note: `harmless only if the venue really takes ${percent}%; then write \`${percent}%\``,
      },
      fixes: [{ title: `Write ${meant}`, edits: [{ span, text: meant }] }],
    }),
  );
  return true;
}
