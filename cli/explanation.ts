import type { BarExplanation, Decision, RuleAtBar, TradeExplanation } from "../runtime/index.js";
import { paint, wantsAscii } from "./terminal.js";

type Style = (text: string) => string;

export const bold = (): Style => paint(process.stdout).bold;

/** An explanation as lines for a terminal. */
export function showExplanation(explanation: BarExplanation | TradeExplanation, strong: Style): string {
  return "trade" in explanation ? showTrade(explanation, strong) : showBar(explanation, strong);
}

const timeOf = (time: number) =>
  Number.isFinite(time) ? new Date(time).toISOString().slice(0, 16).replace("T", " ") : "?";
const numberOf = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(8))) : "na");

function showBar({ bar, time, rules }: BarExplanation, strong: Style): string {
  return [strong(`bar ${bar}, ${timeOf(time)} UTC`), ...rules.flatMap(showRule)].join("\n");
}

function showTrade({ trade, entry, levels, exit }: TradeExplanation, strong: Style): string {
  const percent = `${(100 * trade.return).toFixed(2)} %`;
  return [
    strong(
      `trade ${trade.id}: ${trade.side} ${numberOf(trade.quantity)}, profit ${numberOf(trade.profit)} (${percent})`,
    ),
    "",
    `signal at the close of bar ${entry.bar}, ${timeOf(entry.time)}`,
    ...entry.rules.flatMap(showRule),
    "",
    `filled at ${numberOf(trade.entryPrice)}, open of bar ${trade.entryBar}, ${timeOf(trade.entryTime)}`,
    ...(trade.stop === null ? [] : [`  stop placed at ${numberOf(trade.stop)}`]),
    ...(trade.take === null ? [] : [`  take placed at ${numberOf(trade.take)}`]),
    ...levels.flatMap(({ name, value }) => tree(value, "  ", `${name}: `)),
    "",
    `left at ${numberOf(trade.exitPrice)} in bar ${trade.exitBar}, ${timeOf(trade.exitTime)}: ${trade.exitReason.replaceAll("_", " ")}`,
    ...(exit === null ? [] : exit.rules.flatMap(showRule)),
    `  fees ${numberOf(trade.fees)}, slippage ${numberOf(trade.slippage)}, worst ${(100 * trade.mae).toFixed(2)} %, best ${(100 * trade.mfe).toFixed(2)} %`,
  ].join("\n");
}

/** A rule at a bar with the values it was made of. */
export function showRule({ action, side, line, condition, outcome }: RuleAtBar): string[] {
  const followed =
    outcome === null ? "" : outcome === "order" ? "  (an order followed)" : `  (no order: ${outcome})`;
  return tree(condition, "  ", `line ${line}  ${action} ${side} when `).map((text, index) =>
    index === 0 ? text + followed : text,
  );
}

function tree(decision: Decision, indent: string, prefix: string): string[] {
  const [branch, last, through] = wantsAscii() ? ["|- ", "`- ", "|  "] : ["├─ ", "└─ ", "│  "];
  const named =
    decision.name !== null && decision.name !== decision.text
      ? `${decision.name} = ${decision.text}`
      : decision.text;
  const before = decision.before === null ? "" : `  (one bar before ${valueOf(decision, decision.before)})`;
  const head = `${indent}${prefix}${named}  ${valueOf(decision, decision.value)}${before}`;
  const below = decision.parts.flatMap((part, index) => {
    const ends = index === decision.parts.length - 1;
    return tree(part, "", "").map(
      (text, row) => indent + (row === 0 ? (ends ? last : branch) : ends ? "   " : through) + text,
    );
  });
  return [head, ...below];
}

function valueOf({ type }: Decision, value: number): string {
  if (type !== "truth") return `→ ${numberOf(value)}`;
  return Number.isNaN(value) ? "→ not known yet" : value === 1 ? "→ yes" : "→ no";
}
