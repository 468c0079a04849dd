import type { BarExplanation, RuleAtBar, TradeExplanation } from "../../../runtime/why/explanation.js";
import type { Decision } from "../../../runtime/why/decision.js";
import {
  beforeWords,
  expressionWords,
  numberWords,
  timeWords,
  valueWords,
} from "../../../runtime/why/words.js";
import type { ExplainedLine } from "./protocol.js";

/** Why a trade was entered and left, as lines that lie within each other. */
export function explainedLines({ trade, entry, levels, exit }: TradeExplanation): readonly ExplainedLine[] {
  return [
    line(
      0,
      `Trade ${trade.id}: ${trade.side} ${numberWords(trade.quantity)}, profit ${numberWords(trade.profit)}`,
    ),
    line(0, `Signal at the close of bar ${entry.bar}, ${timeWords(entry.time)}`),
    ...rulesOf(entry),
    line(0, `Filled at ${numberWords(trade.entryPrice)}, ${timeWords(trade.entryTime)}`),
    ...levels.flatMap(({ name, placed, value }) => [
      ...(placed === null ? [] : [line(1, `${name}: ${numberWords(placed)}`)]),
      ...(value === null ? [] : tree(value, 2, placed === null ? `${name}: ` : "from ")),
    ]),
    line(
      0,
      `Left at ${numberWords(trade.exitPrice)}, ${timeWords(trade.exitTime)}: ${trade.exitReason.replaceAll("_", " ")}`,
    ),
    ...(exit === null ? [] : rulesOf(exit)),
  ];
}

const line = (depth: number, text: string): ExplainedLine => ({ depth, text });

function rulesOf({ rules, target }: BarExplanation): readonly ExplainedLine[] {
  return [
    ...rules.flatMap((rule) => ruleLines(rule)),
    ...(target === null ? [] : tree(target.value, 1, `line ${target.line} position `)),
  ];
}

/** A rule at a bar with the values it was made of. */
export const ruleLines = ({ action, side, line: place, condition }: RuleAtBar): readonly ExplainedLine[] =>
  tree(condition, 1, `line ${place} ${action} ${side} when `);

function tree(decision: Decision, depth: number, prefix: string): readonly ExplainedLine[] {
  const { type, value, before, interval, parts } = decision;
  const earlier = before === null ? "" : ` (${beforeWords(interval)} ${valueWords(type, before)})`;
  return [
    line(depth, `${prefix}${expressionWords(decision)} is ${valueWords(type, value)}${earlier}`),
    ...parts.flatMap((part) => tree(part, depth + 1, "")),
  ];
}
