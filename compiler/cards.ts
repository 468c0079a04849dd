import type { CheckResult } from "./check.js";
import type { CheckedModel, CheckedStrategy } from "./checked.js";
import type { Facts } from "./passes/facts.js";
import type { Clock } from "./clock.js";
import { describeUnit, formatDuration } from "./passes/format.js";

/** What the compiler knows of one name before a bar is run. */
export interface NameCard {
  readonly name: string;
  /** "price", "number", "yes/no", "price per bar", … */
  readonly what: string;
  /** Null where nothing bounds it. */
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly knownAt: "open" | "close";
  /** Length of the bars it changes with: "1h", inside a frame "4h". */
  readonly clock: string;
  /** Bars of that length before the first value, and before the start of the data no longer matters (null: it always does). */
  readonly first: number;
  readonly settled: number | null;
  /** The latter in bars of the strategy and in days. */
  readonly settledBars: number | null;
  readonly settledDays: number | null;
  /** Bars that it looks ahead; 0 for everything but targets. */
  readonly reach: number;
}

/** What the compiler knows of a model before it is trained; lengths in bars, for the worst parameter values. */
export interface ModelCard {
  readonly model: string;
  readonly kind: "binary" | "classes" | "regression";
  readonly classes: readonly string[];
  readonly features: number;
  /** Bars before every feature has a value, and before the start of the data no longer matters (null: it always does). */
  readonly first: number;
  readonly settled: number | null;
  /** Bars until the target of a bar is known. */
  readonly reach: number;
  /** Rows left out before a test fold, and after it. */
  readonly purge: number;
  readonly embargo: number;
  /** Parameters whose values each need a model of their own. */
  readonly forcedBy: readonly string[];
  /** How many models the search space needs (null: too many to count). */
  readonly trainings: number | null;
}

/** What the compiler knows of a strategy: a card per name, and the whole. */
export interface StrategyCard {
  readonly strategy: string;
  readonly names: readonly NameCard[];
  readonly models: readonly ModelCard[];
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
    names: [
      ...strategy.lets.map((each) => ({ ...each, clock: "base" as const })),
      ...strategy.states,
      ...strategy.frames.flatMap(({ name: frame, clock, lets, states }) =>
        [...lets, ...states].map(({ name, value }) => ({ name: `${frame}.${name}`, value, clock })),
      ),
      ...namesOfModels(strategy),
    ].flatMap(({ name, value, clock }) => {
      const facts = strategy.facts.get(value);
      return facts === undefined ? [] : cardsOfFacts(name, facts, clock, market.timeframe);
    }),
    models: strategy.models.map(cardOfModel),
    firstDecision: warmup.first,
    settled,
    settledDays: settled === null ? null : (settled * market.timeframe) / 86_400_000,
    dominatedBy: warmup.dominatedBy,
    cells: searchSpace.cells,
    validCells: searchSpace.valid ?? null,
  };
}

/** `edge.momentum` and `edge.up`. */
function namesOfModels({ models }: CheckedStrategy) {
  return models.flatMap(({ name: model, features, target }) =>
    [...features, ...(target ? [target] : [])].map(({ name, value }) => ({
      name: `${model}.${name}`,
      value,
      clock: "base" as const,
    })),
  );
}

function cardOfModel(model: CheckedModel): ModelCard {
  const { name, kind, classes, features, first, settled, reach, purge, embargo, refits } = model;
  return {
    model: name,
    kind,
    classes,
    features: features.length,
    first,
    settled: Number.isFinite(settled) ? settled : null,
    reach,
    purge,
    embargo,
    forcedBy: refits.parameters.map((parameter) => parameter.name),
    trainings: refits.trainings ?? null,
  };
}

function cardsOfFacts(name: string, facts: Facts, clock: Clock, timeframe: number): NameCard[] {
  if (facts.fields !== undefined) {
    return [...facts.fields].flatMap(([field, inner]) =>
      cardsOfFacts(`${name}.${field}`, inner, clock, timeframe),
    );
  }
  const settled = Number.isFinite(facts.settled) ? facts.settled : null;
  // A slower bar is known when it has ended, hence one more than have to be seen.
  const inBars = settled === null || clock === "base" ? settled : (settled + 1) * clock.ratio;
  const { low, high } = facts.range;
  const bounded = facts.type === "number" && (Number.isFinite(low) || Number.isFinite(high));
  return [
    {
      name,
      what: wordsFor(facts),
      range: bounded ? { low, high } : null,
      knownAt: facts.knownAt,
      clock: formatDuration(clock === "base" ? timeframe : clock.interval),
      first: facts.first,
      settled,
      settledBars: inBars,
      settledDays: inBars === null ? null : (inBars * timeframe) / 86_400_000,
      reach: facts.reach,
    },
  ];
}

function wordsFor({ type, unit }: Facts): string {
  if (type === "truth") return "yes/no";
  if (type !== "number" || unit === "any") return type;
  return describeUnit(unit, false);
}
