import type { Order, Trade } from "../record.js";
import type { Decision } from "./decision.js";
import type { BarExplanation, RuleAtBar } from "./explanation.js";

/**
 * The first part of a condition that kept it from being true: of `a and b` the first that is not, however deep; null
 * where the condition is true.
 */
export function firstFalse(condition: Decision): Decision | null {
  if (condition.value === 1) return null;
  const { operation, parts } = condition;
  // A held value is that of its frame.
  if (operation === "and" || operation === "hold") {
    const culprit = parts.find(({ type, value }) => type === "truth" && value !== 1);
    if (culprit !== undefined) return firstFalse(culprit);
  }
  return condition;
}

/** What came of a bar's close, in the order in which it matters. */
export type BarVerdict =
  | { readonly kind: "warm-up"; readonly first: number }
  | { readonly kind: "traded"; readonly rule: RuleAtBar | null; readonly trades: readonly Trade[] }
  | { readonly kind: "unfilled"; readonly rule: RuleAtBar | null; readonly order: Order }
  | { readonly kind: "blocked"; readonly rule: RuleAtBar; readonly reason: string; readonly since: number }
  | { readonly kind: "false"; readonly rule: RuleAtBar; readonly by: Decision }
  | { readonly kind: "nothing" };

/** Why a bar's close led to an entry or to none: the nearest miss first, where several rules said no. */
export function verdictOf(explanation: Omit<BarExplanation, "verdict">, firstDecision: number): BarVerdict {
  const { bar, rules, orders, trades } = explanation;
  if (bar < firstDecision) return { kind: "warm-up", first: firstDecision };
  const entries = rules.filter(({ action }) => action === "enter");
  const ordered = entries.find(({ outcome }) => outcome?.reason === "order") ?? null;
  if (trades.length > 0) return { kind: "traded", rule: ordered, trades };
  const lost = orders.find(({ status }) => status !== "filled");
  if (ordered !== null && lost !== undefined) return { kind: "unfilled", rule: ordered, order: lost };
  for (const rule of entries) {
    if (rule.outcome !== null && rule.outcome.reason !== "order")
      return { kind: "blocked", rule, reason: rule.outcome.reason, since: rule.outcome.bar };
  }
  for (const rule of entries) {
    if (rule.stoppedBy !== null) return { kind: "false", rule, by: rule.stoppedBy };
  }
  return { kind: "nothing" };
}
