import type { Expression } from "../../lang/tree.js";
import { percentSlip } from "../diagnostics/sage2108-percent-slip.js";
import { settingNames } from "../sections.js";
import type { Diagnostic, Fix } from "../../lang/diagnostics/diagnostic.js";
import type { CheckedEntry, CheckedMarket } from "../checked.js";
import { neverEnters } from "../diagnostics/sage4001-never-enters.js";
import { noCosts } from "../diagnostics/sage4012-no-costs.js";
import { noSize } from "../diagnostics/sage4006-no-size.js";
import { noValidity } from "../diagnostics/sage4017-no-validity.js";
import { positionAndRules } from "../diagnostics/sage4015-position-and-rules.js";
import { noWayOut } from "../diagnostics/sage4002-no-way-out.js";
import { outsideDomain } from "../diagnostics/sage2111-outside-domain.js";
import { riskWithoutStop } from "../diagnostics/sage4007-risk-without-stop.js";
import { shortOnSpot } from "../diagnostics/sage4014-short-on-spot.js";
import { sizeAboveEquity } from "../diagnostics/sage4008-size-above-equity.js";
import { zeroFee } from "../diagnostics/sage4013-zero-fee.js";
import type { Known } from "./fixed.js";
import { formatNumber } from "./format.js";
import { checkMoney } from "./money.js";
import type { Pass, Reporter } from "./pass.js";
import { textAt, type Program } from "./program.js";
import type { Rules } from "./rules.js";

/** Checks that the rules make a whole: a way in and a way out, a size, costs, and a market that allows them. */
export function checkOrders(rules: Rules, market: CheckedMarket, known: Known): Pass<undefined> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const { outline } = known.program;
  for (const entry of rules.entries) {
    checkTakes(entry, known, report);
    checkValidity(entry, report);
  }
  checkExclusive(known.program, report);
  checkMoney(rules, market, known, report);
  checkSize(rules, known, report);
  checkTarget(rules, market, known, report);
  if (outline.understood) {
    checkParts(rules, known.program, report);
    for (const entry of rules.entries) checkEntry(entry, rules, market, report);
    checkFee(rules, known, report);
  }
  return { out: undefined, diagnostics };
}

function checkParts(rules: Rules, program: Program, report: Reporter): void {
  const { outline, source } = program;
  const { name, span } = outline.declaration;
  const end = { start: span.end - 1, end: span.end - 1 };
  const closed = source.text[span.end - 1] === "}";
  const add = (title: string, text: string): readonly Fix[] =>
    closed ? [{ title, edits: [{ span: end, text: `\n  ${text}\n` }] }] : [];
  const isTarget = outline.position !== undefined;
  if (outline.enters.length === 0 && !isTarget) {
    report(neverEnters({ span: name.span, holes: { reason: "no `enter` rule", rule: false } }));
    return;
  }
  if (outline.size === undefined && !isTarget) {
    report(noSize({ span: name.span, holes: {}, fixes: add("Add a size", "size 25% of equity") }));
  }
  if (outline.costs === undefined) {
    const text = "costs {\n    fee: 0.1%\n    slippage: 0.02%\n  }";
    report(noCosts({ span: name.span, holes: {}, fixes: add("Add costs", text) }));
  }
  for (const side of ["long", "short"] as const) {
    const entries = rules.entries.filter((entry) => entry.side === side);
    const [first] = entries;
    const leaves =
      rules.exits.some((exit) => exit.side === side || exit.side === "all") ||
      rules.entries.some((entry) => entry.side !== side) ||
      entries.every((entry) => endsItself(entry));
    if (first !== undefined && !leaves) reportNoWayOut(first, program, report);
  }
}

const endsItself = (entry: CheckedEntry): boolean =>
  entry.stop !== undefined ||
  entry.trail !== undefined ||
  entry.expire !== undefined ||
  entry.takes.some((take) => take.portion === undefined) ||
  entry.declaration.protections.some((protection) => protection.kind === "damaged");

const headOf = ({ declaration }: CheckedEntry) => ({
  start: declaration.span.start,
  end: declaration.sideSpan.end,
});

function reportNoWayOut(entry: CheckedEntry, { source }: Program, report: Reporter): void {
  const { condition, side, declaration } = entry;
  const text = textAt(source, condition.span);
  const opposite =
    condition.kind === "crosses"
      ? [
          textAt(source, condition.left.span),
          `crosses ${condition.direction === "above" ? "below" : "above"}`,
          textAt(source, condition.right.span),
        ].join(" ")
      : `not (${text})`;
  const exit = `exit ${side} when ${opposite}`;
  const { end } = declaration.span;
  report(
    noWayOut({
      span: headOf(entry),
      holes: { side, exit },
      fixes: [
        {
          title: "Leave when it no longer holds",
          edits: [{ span: { start: end, end }, text: `\n  ${exit}` }],
        },
      ],
    }),
  );
}

function checkEntry(entry: CheckedEntry, rules: Rules, market: CheckedMarket, report: Reporter): void {
  const { side, declaration } = entry;
  if (side === "short" && market.type === "spot") {
    report(shortOnSpot({ span: headOf(entry), holes: {} }));
  }
  if (
    rules.size?.kind === "risk" &&
    !declaration.protections.some(({ kind }) => kind === "stop" || kind === "damaged")
  ) {
    const stop = `stop entry * (1 ${side === "long" ? "-" : "+"} 2%)`;
    const [first] = declaration.protections;
    const at = first?.span.start ?? declaration.span.end;
    const text = first ? `${stop}\n    ` : ` {\n    ${stop}\n  }`;
    report(
      riskWithoutStop({
        span: headOf(entry),
        holes: { side, stop },
        fixes: [{ title: "Add a stop", edits: [{ span: { start: at, end: at }, text }] }],
      }),
    );
  }
}

function checkTakes(entry: CheckedEntry, known: Known, report: Reporter): void {
  const portions = entry.takes.flatMap((take) => (take.portion ? [take.portion] : []));
  const total = portions.reduce((sum, portion) => sum + known.ranges.single(portion).low, 0);
  const last = portions.at(-1);
  if (last && total > 1 + 1e-9) {
    const found = `together ${formatNumber(total * 100)}%`;
    report(
      outsideDomain({
        span: last.span,
        holes: {
          what: "the parts taken",
          found,
          allowed: "at most 100%",
          why: "the last target would have nothing left to sell",
        },
      }),
    );
  }
}

/** A resting entry says for how long. */
function checkValidity({ order }: CheckedEntry, report: Reporter): void {
  if (order === undefined || order.validity !== undefined) return;
  const { type, declaration } = order;
  const { start, end } = declaration.span;
  report(
    noValidity({
      span: { start, end: start + type.length },
      holes: { type },
      fixes: [{ title: "Let it wait 3 bars", edits: [{ span: { start: end, end }, text: " for 3 bars" }] }],
    }),
  );
}

/** A target position stands alone. */
function checkExclusive({ outline }: Program, report: Reporter): void {
  const { position, enters, exits, size } = outline;
  if (position === undefined) return;
  const words = { enter: "enter", exit: "exit", size: "size" } as const;
  for (const member of [...enters, ...exits, ...(size ? [size] : [])]) {
    const what = words[member.kind];
    const { start, end } = member.span;
    report(
      positionAndRules({
        span: { start, end: start + what.length },
        holes: { what },
        related: [
          { span: { start: position.span.start, end: position.target.span.end }, message: "decides" },
        ],
        fixes: [{ title: `Take \`${what}\` away`, edits: [{ span: { start, end }, text: "" }] }],
      }),
    );
  }
}

/** More than the account without leverage, and less than nothing where nothing can be sold short. */
function checkTarget(
  { position, fills }: Rules,
  market: CheckedMarket,
  known: Known,
  report: Reporter,
): void {
  if (position === undefined || known.types.single(position.target) !== "number") return;
  const { span } = position.target;
  const { low, high } = known.ranges.single(position.target);
  const leverage = fills.leverage ? known.ranges.single(fills.leverage).high : 1;
  const most = Math.max(Number.isFinite(high) ? high : low, Number.isFinite(low) ? -low : -high);
  if (most > leverage + 1e-9 && Number.isFinite(most)) {
    const size = `${formatNumber(most * 100)}%`;
    report(sizeAboveEquity({ span, holes: { size, leverage: formatNumber(leverage) } }));
  }
  if (low < 0 && Number.isFinite(low) && market.type === "spot") report(shortOnSpot({ span, holes: {} }));
}

function checkSize({ size, fills }: Rules, known: Known, report: Reporter): void {
  if (size === undefined || known.types.single(size.amount) !== "number") return;
  if (size.kind === "risk") checkRisk(size.amount, known, report);
  if (size.kind !== "equity") return;
  const { high, low } = known.ranges.single(size.amount);
  const leverage = fills.leverage ? known.ranges.single(fills.leverage).high : 1;
  const most = Number.isFinite(high) ? high : low;
  if (!(most > leverage + 1e-9) || !Number.isFinite(leverage)) return;
  const text = textAt(known.program.source, size.amount.span);
  const isSlip = size.amount.kind === "number" && most <= 100;
  report(
    sizeAboveEquity({
      span: size.amount.span,
      holes: { size: `${formatNumber(most * 100)}%`, leverage: formatNumber(leverage) },
      fixes: isSlip
        ? [{ title: `Write ${text}%`, edits: [{ span: size.amount.span, text: `${text}%` }] }]
        : [],
    }),
  );
}

/** `risk 1 of equity` is all of it, on one trade. */
function checkRisk(amount: Expression, known: Known, report: Reporter): void {
  const { high, low } = known.ranges.single(amount);
  const most = Number.isFinite(high) ? high : low;
  if (most < 0.5 || amount.kind !== "number" || amount.value > 100) return;
  const { span } = amount;
  const meant = `${textAt(known.program.source, span)}%`;
  const share = `${formatNumber(most * 100)}%`;
  report(
    percentSlip({
      span,
      holes: {
        message: `each trade risks ${share} of the account`,
        meant,
        note: `harmless only if one stop may cost ${share}; then write \`${share}\``,
      },
      fixes: [{ title: `Write ${meant}`, edits: [{ span, text: meant }] }],
    }),
  );
}

function checkFee({ costs }: Rules, known: Known, report: Reporter): void {
  const section = known.program.outline.costs;
  if (section === undefined) return;
  const free = [costs.taker, costs.maker, costs.fixed].every(
    (rate) => rate === undefined || known.ranges.single(rate).high === 0,
  );
  const unread = section.settings.some(
    ({ name }) => !settingNames("costs").some((each) => each === name.text),
  );
  if (!free || unread) return;
  report(zeroFee({ span: (costs.taker ?? costs.maker ?? section.heading).span, holes: {} }));
}
