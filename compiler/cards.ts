import type { CheckResult } from "./check.js";
import type { CheckedStrategy } from "./checked.js";
import type { Facts } from "./passes/facts.js";
import { describeUnit } from "./passes/format.js";

/** What the compiler knows of one name before a bar is run. */
export interface NameCard {
  readonly name: string;
  /** "price", "number", "yes/no", "price per bar", … */
  readonly what: string;
  /** Null where nothing bounds it. */
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly knownAt: "open" | "close";
  /** Bars before the first value, and before the start of the data no longer matters (null: it always does). */
  readonly first: number;
  readonly settled: number | null;
}

/** What the compiler knows of a strategy: a card per name, and the whole. */
export interface StrategyCard {
  readonly strategy: string;
  readonly names: readonly NameCard[];
  /** The first bar on which a decision is possible, and the bar from which the start no longer matters. */
  readonly firstDecision: number;
  readonly settled: number | null;
  readonly settledDays: number | null;
  readonly dominatedBy: string | null;
  /** Combinations of parameter values, and how many of them every `require` allows (null: too many to count). */
  readonly cells: number;
  readonly validCells: number | null;
}

/** The cards of every strategy that a check found. */
export function strategyCards({ strategies }: CheckResult): readonly StrategyCard[] {
  return strategies.map(cardOf);
}

function cardOf(strategy: CheckedStrategy): StrategyCard {
  const { warmup, searchSpace, market } = strategy;
  const settled = Number.isFinite(warmup.settled) ? warmup.settled : null;
  return {
    strategy: strategy.name,
    names: [...strategy.lets, ...strategy.states].flatMap(({ name, value }) => {
      const facts = strategy.facts.get(value);
      return facts === undefined ? [] : cardsOfFacts(name, facts);
    }),
    firstDecision: warmup.first,
    settled,
    settledDays: settled === null ? null : (settled * market.timeframe) / 86_400_000,
    dominatedBy: warmup.dominatedBy,
    cells: searchSpace.cells,
    validCells: searchSpace.valid ?? null,
  };
}

function cardsOfFacts(name: string, facts: Facts): NameCard[] {
  if (facts.fields !== undefined) {
    return [...facts.fields].flatMap(([field, inner]) => cardsOfFacts(`${name}.${field}`, inner));
  }
  const { low, high } = facts.range;
  const bounded = facts.type === "number" && (Number.isFinite(low) || Number.isFinite(high));
  return [
    {
      name,
      what: wordsFor(facts),
      range: bounded ? { low, high } : null,
      knownAt: facts.knownAt,
      first: facts.first,
      settled: Number.isFinite(facts.settled) ? facts.settled : null,
    },
  ];
}

function wordsFor({ type, unit }: Facts): string {
  if (type === "truth") return "yes/no";
  if (type !== "number" || unit === "any") return type;
  return describeUnit(unit, false);
}
