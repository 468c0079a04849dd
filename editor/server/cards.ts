import type { CheckedParameter, CheckedStrategy } from "../../compiler/index.js";
import { intervalOf } from "../../compiler/clock.js";
import { children } from "../../compiler/passes/children.js";
import type { Facts } from "../../compiler/passes/facts.js";
import { describeRange, describeUnit, formatDuration, formatValue } from "../../compiler/passes/format.js";
import { textAt } from "../../compiler/passes/places.js";
import type { Expression } from "../../lang/index.js";

const day = 86_400_000;

/** `1590` as people read it: `1 590`. */
export const grouped = (value: number): string => String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, " ");

/** How long so many bars last. */
export function showTime(bars: number, timeframe: number): string {
  const days = (bars * timeframe) / day;
  if (days >= 100) return `${grouped(Math.round(days))} days`;
  if (days >= 2) return `${days.toFixed(1)} days`;
  const hours = (bars * timeframe) / 3_600_000;
  return hours >= 1 ? `${Number(hours.toFixed(1))} h` : `${Number((hours * 60).toFixed(1))} min`;
}

/** "price", "yes/no", "plain number": what a value is. */
export function describeWhat({ type, unit, fields }: Facts): string {
  if (fields !== undefined) return `record of ${[...fields.keys()].map((name) => `\`${name}\``).join(", ")}`;
  if (type === "truth") return "yes/no";
  if (type === "unknown") return "not known, because of a mistake";
  if (type !== "number" || unit === "any") return type;
  return describeUnit(unit, false);
}

/** The first line of a card: unit · range · known at · reach. */
export function headline(facts: Facts): string {
  const parts = [describeWhat(facts)];
  const { low, high } = facts.range;
  if (facts.type === "number" && (Number.isFinite(low) || Number.isFinite(high))) {
    parts.push(describeRange(facts.range));
  }
  if (facts.stage === "constant") parts.push("fixed in the text");
  else if (facts.stage === "parameter") parts.push("fixed before the run");
  else parts.push(`known at the ${facts.knownAt} of the ${barOf(facts)}`);
  if (facts.optional) parts.push("can be missing");
  if (facts.reach > 0) parts.push(`looks ${grouped(facts.reach)} bars into the future`);
  return parts.join(" · ");
}

/** "bar", or "4h bar" where it is one of a slower timeframe. */
const barOf = ({ clock }: Facts): string =>
  clock === "base" ? "bar" : `${formatDuration(clock.interval)} bar`;

/** When a value begins and when the start of the data no longer matters, in bars and in time; empty when at once. */
export function warmUpLine(facts: Facts, timeframe: number): string {
  const { first, settled, stage, clock } = facts;
  if (stage !== "series" || (first === 0 && settled === 0)) return "";
  const interval = intervalOf(clock, timeframe);
  const time = (bars: number) => `${grouped(bars)} ${barOf(facts)}s (${showTime(bars, interval)})`;
  const end = Number.isFinite(settled)
    ? `settled after ${time(settled)}`
    : "never settled: it depends on the day the data starts";
  return `first value after ${time(first)} · ${end}`;
}

/**
 * Which part of an expression asks for most of its history, from the name it is written under down to the operation:
 * `trend`, then `ema(close, 200)`. Empty where the expression itself is that part.
 */
export function dominators(value: Expression, strategy: CheckedStrategy): readonly string[] {
  const chain: string[] = [];
  const settledOf = (expression: Expression): number => strategy.facts.get(expression)?.settled ?? 0;
  let current = value;
  for (let depth = 0; depth < 50 && chain.length < 3; depth += 1) {
    const symbol = strategy.resolution.get(current);
    if (symbol?.kind === "value" || symbol?.kind === "held") {
      current = symbol.value;
    } else if (symbol?.kind === "state" && symbol.state.value !== current) {
      current = symbol.state.value;
    } else if (symbol?.kind === "operation" || symbol?.kind === "inlined" || current.kind === "history") {
      break;
    } else {
      const inner = children(current).toSorted((a, b) => settledOf(b) - settledOf(a))[0];
      if (inner === undefined || settledOf(inner) === 0) break;
      current = inner;
    }
    const isPart = ["name", "call", "field", "history"].includes(current.kind);
    const text = textAt(strategy.source, current.span);
    if (isPart && chain.at(-1) !== text) chain.push(text);
  }
  return chain;
}

/** All a card says of a value, as lines of Markdown. */
export function valueCard(value: Expression, facts: Facts, strategy: CheckedStrategy): readonly string[] {
  const warm = warmUpLine(facts, strategy.market.timeframe);
  const chain = warm === "" ? [] : dominators(value, strategy);
  const because = chain.length === 0 ? "" : `, because of ${chain.map((each) => `\`${each}\``).join(" → ")}`;
  return [headline(facts), ...(warm === "" ? [] : [`${warm}${because}`])];
}

export function parameterCard(parameter: CheckedParameter): readonly string[] {
  const { kind, value, low, high, step, count } = parameter;
  const show = (number: number) => formatValue(number, kind);
  if (count === 1) return [`parameter · ${show(value)} · fixed before the run`];
  const steps = step > 0 ? ` in steps of ${show(step)}` : "";
  return [
    `parameter · ${show(value)} · ${grouped(count)} values from ${show(low)} to ${show(high)}${steps}`,
    "fixed before the run",
  ];
}

/** How many combinations of parameter values a search would try. */
export function describeSpace({ searchSpace: { cells, valid } }: CheckedStrategy): string {
  return valid === undefined || valid === cells
    ? `${grouped(cells)} cells`
    : `${grouped(valid)} of ${grouped(cells)} cells`;
}

/** The whole of a strategy: when it decides, and how large its search is. */
export function strategyCard(strategy: CheckedStrategy): readonly string[] {
  const { warmup, market } = strategy;
  const time = (bars: number) => `${grouped(bars)} bars (${showTime(bars, market.timeframe)})`;
  const because = warmup.dominatedBy === null ? "" : `, because of \`${warmup.dominatedBy}\``;
  const settled = Number.isFinite(warmup.settled)
    ? `settled after ${time(warmup.settled)}`
    : "never settled: it depends on the day the data starts";
  return [
    `first decision after ${time(warmup.first)} · ${settled}${because}`,
    ...(strategy.searchSpace.cells > 1 ? [`search space: ${describeSpace(strategy)}`] : []),
  ];
}
