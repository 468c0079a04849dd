import { formatInterval } from "../data/interval.js";
import type { Trade } from "../record.js";
import { time as formatTime } from "../report/format.js";
import type { Decision } from "./decision.js";
import type { BarVerdict } from "./verdict.js";

/** Eight digits tell apart what matters. */
export function numberWords(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(8))) : "na";
}

/** A value as its type reads: yes, no, a number. */
export function valueWords(type: Decision["type"], value: number): string {
  if (type !== "truth") return numberWords(value);
  return Number.isNaN(value) ? "not known yet" : value === 1 ? "yes" : "no";
}

/** Which bar "before" is: one of the strategy's own, or one of a slower timeframe. */
export function beforeWords(interval: number | null): string {
  return interval === null ? "one bar before" : `one ${formatInterval(interval)} bar before`;
}

/** An expression by its name and text: `calm = ema(close, slow)`. */
export function expressionWords({ name, text }: Pick<Decision, "name" | "text">): string {
  return name !== null && name !== text ? `${name} = ${text}` : text;
}

/** Why a part of a condition is not true, in one clause with its values. */
export function falseWords(by: Decision): string {
  const known = by.parts.filter(({ type }) => type !== "truth");
  const values = known.map(
    (part) =>
      `${part.name ?? part.text} is ${valueWords(part.type, part.value)}` +
      (part.before === null ? "" : ` (${beforeWords(part.interval)} ${valueWords(part.type, part.before)})`),
  );
  const said = Number.isNaN(by.value) ? "has no value yet" : "is not true";
  return `\`${by.text}\` ${said}${values.length === 0 ? "" : `: ${values.join(", ")}`}`;
}

/** What came of a bar's close, in one sentence. */
export function verdictWords(verdict: BarVerdict): string {
  switch (verdict.kind) {
    case "warm-up":
      return `No trade: the indicators are still warming up; decisions begin at bar ${verdict.first}.`;
    case "traded":
      return `${tradeWords(verdict.trades)} followed${verdict.rule === null ? "" : ` from line ${verdict.rule.line}`}.`;
    case "unfilled": {
      const { order } = verdict;
      return `No trade: the order was ${order.status}${order.reason === "" ? "" : `: ${order.reason}`}.`;
    }
    case "blocked": {
      const { rule, reason, since } = verdict;
      const when = rule.outcome?.bar === since ? ` (since bar ${since})` : "";
      return `No entry: line ${rule.line} was true, but ${reason}${when}.`;
    }
    case "false":
      return `No entry: in line ${verdict.rule.line} ${falseWords(verdict.by)}.`;
    case "nothing":
      return "Nothing was decided at this close.";
  }
}

function tradeWords(trades: readonly Trade[]): string {
  const ids = trades.map(({ id }) => id);
  return ids.length === 1 ? `Trade ${ids[0]}` : `Trades ${ids.join(", ")}`;
}

/** The open time of a bar: 2021-05-19 13:00 UTC. */
export function timeWords(time: number): string {
  return Number.isFinite(time) ? `${formatTime(time)} UTC` : "?";
}
