import type {
  BarExplanation,
  Decision,
  ExplainedAnswer,
  MemberExplanation,
  RuleAtBar,
  SignalExplanation,
  TradeExplanation,
} from "../runtime/index.js";
import { answerRows } from "../runtime/why/rounded-answer.js";
import {
  beforeWords,
  expressionWords,
  numberWords,
  timeWords,
  valueWords,
  verdictWords,
} from "../runtime/why/words.js";
import { paint, wantsAscii } from "./terminal.js";

type Style = (text: string) => string;

export const bold = (): Style => paint(process.stdout).bold;

/** An explanation as lines for a terminal. */
export function showExplanation(
  explanation: BarExplanation | TradeExplanation | SignalExplanation,
  strong: Style,
): string {
  if ("trade" in explanation) return showTrade(explanation, strong);
  return "signal" in explanation ? showSignal(explanation, strong) : showBar(explanation, strong);
}

/** Which limits of the portfolio were at work, and what its other members held then. */
export function showLimits({ limits, held }: MemberExplanation<unknown>): readonly string[] {
  return [
    ...limits.map(({ limit, value, reason }) => {
      const size = limit === "positions" ? numberWords(value) : `${numberWords(100 * value)} % of equity`;
      return `  limits { ${limit}: ${size} }  → ${reason}`;
    }),
    ...held.map(
      ({ member, symbol, trade, side, quantity, entryTime, entryPrice }) =>
        `    held then: ${member} ${side} ${numberWords(quantity)} ${symbol} at ${numberWords(entryPrice)} since ${timeWords(entryTime)} (its trade ${trade})`,
    ),
  ];
}

function showBar(explanation: BarExplanation, strong: Style): string {
  const { bar, time, rules, target, open, orders, verdict } = explanation;
  return [
    strong(`bar ${bar}, ${timeWords(time)}`),
    verdictWords(verdict),
    "",
    ...(open.length === 0
      ? ["no position was open at its close"]
      : open.map(
          ({ id, side, entryBar, entryPrice }) =>
            `trade ${id} was open: ${side} since bar ${entryBar} at ${numberWords(entryPrice)}`,
        )),
    "",
    ...rules.flatMap((rule) => showRule(rule)),
    ...(target === null ? [] : tree(target.value, "  ", `line ${target.line}  position `)),
    ...showOrders(orders),
  ].join("\n");
}

function showOrders(orders: BarExplanation["orders"]): readonly string[] {
  return orders.map(({ id, side, kind, quantity, status, price, reason, bar }) => {
    const at = price === null ? "" : ` at ${numberWords(price)}`;
    const why = reason === "" ? "" : `: ${reason}`;
    return `  order ${id}  ${side} ${numberWords(quantity)}, ${kind.replaceAll("_", " ")}, ${status}${at} in bar ${bar}${why}`;
  });
}

function showSignal({ id, signal, at, levels }: SignalExplanation, strong: Style): string {
  const { action, side, reason, outcome } = signal;
  return [
    strong(`signal ${id}: ${action} ${side}, bar ${at.bar}, ${timeWords(at.time)}`),
    outcome === "order" ? verdictWords(at.verdict) : `No order: ${reason}.`,
    "",
    ...at.rules.flatMap((rule) => showRule(rule)),
    ...showLevels(levels),
    ...showOrders(at.orders),
  ].join("\n");
}

function showTrade({ trade, entry, levels, exit }: TradeExplanation, strong: Style): string {
  const percent = `${(100 * trade.return).toFixed(2)} %`;
  const { target } = entry;
  return [
    strong(
      `trade ${trade.id}: ${trade.side} ${numberWords(trade.quantity)}, profit ${numberWords(trade.profit)} (${percent})`,
    ),
    "",
    `signal at the close of bar ${entry.bar}, ${timeWords(entry.time)}`,
    ...entry.rules.flatMap((rule) => showRule(rule)),
    ...(target === null ? [] : tree(target.value, "  ", `line ${target.line}  position `)),
    "",
    `filled at ${numberWords(trade.entryPrice)} in bar ${trade.entryBar}, ${timeWords(trade.entryTime)}`,
    ...showLevels(levels),
    ...(trade.liquidationPrice === null
      ? []
      : [`  liquidation at ${numberWords(trade.liquidationPrice)}, where its margin no longer suffices`]),
    "",
    `left at ${numberWords(trade.exitPrice)} in bar ${trade.exitBar}, ${timeWords(trade.exitTime)}: ${trade.exitReason.replaceAll("_", " ")}`,
    ...(exit === null ? [] : exit.rules.flatMap((rule) => showRule(rule))),
    `  ${costWords(trade)}, worst ${(100 * trade.mae).toFixed(2)} %, best ${(100 * trade.mfe).toFixed(2)} %`,
  ].join("\n");
}

/** What it cost; funding and interest where there were any. */
function costWords({ fees, slippage, funding, borrow }: TradeExplanation["trade"]): string {
  return [
    `fees ${numberWords(fees)}, slippage ${numberWords(slippage)}`,
    ...(funding === 0 ? [] : [`funding ${numberWords(funding)}`]),
    ...(borrow === 0 ? [] : [`interest ${numberWords(borrow)}`]),
  ].join(", ");
}

function showLevels(levels: TradeExplanation["levels"]): readonly string[] {
  return levels.flatMap(({ name, placed, value }) => [
    ...(placed === null ? [] : [`  ${name}: ${numberWords(placed)}`]),
    ...(value === null ? [] : tree(value, "    ", placed === null ? `${name}: ` : "from ")),
  ]);
}

/** A rule at a bar with the values it was made of. */
export function showRule({ action, side, line, condition, outcome }: RuleAtBar): string[] {
  const followed =
    outcome === null
      ? ""
      : outcome.reason === "order"
        ? "  (an order followed)"
        : `  (no order: ${outcome.reason})`;
  return tree(condition, "  ", `line ${line}  ${action} ${side} when `).map((text, index) =>
    index === 0 ? text + followed : text,
  );
}

function tree(decision: Decision, indent: string, prefix: string): string[] {
  const [branch, last, through] = wantsAscii() ? ["|- ", "`- ", "|  "] : ["├─ ", "└─ ", "│  "];
  const { type, value, before, interval, answer } = decision;
  const earlier = before === null ? "" : `  (${beforeWords(interval)} → ${valueWords(type, before)})`;
  const head = `${indent}${prefix}${expressionWords(decision)}  → ${valueWords(type, value)}${earlier}`;
  // What the features are made of says less than how far each pushed.
  if (answer?.kind === "explained") return [head, ...showAnswer(answer, `${indent}   `)];
  const why = answer?.kind === "unexplained" ? [`${indent}   (${answer.why})`] : [];
  const below = decision.parts.flatMap((part, index) => {
    const ends = index === decision.parts.length - 1;
    return tree(part, "", "").map(
      (text, row) => indent + (row === 0 ? (ends ? last : branch) : ends ? "   " : through) + text,
    );
  });
  return [head, ...why, ...below];
}

/** What each feature added, under each other, down to their sum. */
function showAnswer(answer: ExplainedAnswer, indent: string): readonly string[] {
  const rows = answerRows(answer);
  const width = Math.max(...rows.map(([number]) => number.length));
  return rows.map(
    ([number, words], k) =>
      `${indent}${k === rows.length - 1 ? "= " : "  "}${number.padStart(width)}  ${words}`,
  );
}
