import { bars, milliseconds, money, price, quantity, ratio, sameUnit } from "../../kernels/catalog/unit.js";
import type { Range } from "../../kernels/catalog/range.js";
import type { CheckedParameter } from "../checked.js";
import type { UnitFact } from "./facts.js";
import { someUnit } from "./some-unit.js";

/** A number as a person would write it: at most six significant digits, no exponent where it can be helped. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "any number" : "any negative number";
  const rounded = Number(value.toPrecision(6));
  return Math.abs(rounded) >= 1e15 ? String(rounded) : rounded.toFixed(decimalsNeeded(rounded));
}

function decimalsNeeded(value: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    if (Math.abs(Number(value.toFixed(decimals)) - value) <= 1e-12 * Math.abs(value)) return decimals;
  }
  return 12;
}

/** A parameter's value in the words of the language: `12 bars`, `0.04%`, `4h`. */
export function formatValue(value: number, kind: CheckedParameter["kind"]): string {
  switch (kind) {
    case "bars":
      return `${formatNumber(value)} bars`;
    case "ticks":
      return `${formatNumber(value)} ticks`;
    case "percent":
      return `${formatNumber(value * 100)}%`;
    case "duration":
      return formatDuration(value);
    case "truth":
      return value === 0 ? "false" : "true";
    default:
      return formatNumber(value);
  }
}

const durations = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** A duration in the largest unit that divides it. */
export function formatDuration(value: number): string {
  const fitting = durations.find(([, size]) => value % size === 0);
  return fitting ? `${value / fitting[1]}${fitting[0]}` : `${formatNumber(value / 1000)}s`;
}

const power = (label: string, exponent: number): string[] =>
  exponent === 0 ? [] : [exponent === 1 ? label : `${label}^${formatNumber(exponent)}`];

/** "a price", "a plain number", "price²": what a number is a number of. */
export function describeUnit(unit: UnitFact, article = true): string {
  if (unit === "any") return "anything";
  const names = [
    [price, "a price"],
    [quantity, "a quantity"],
    [money, "an amount of money"],
    [bars, "a number of bars"],
    [milliseconds, "a duration"],
    [ratio, "a plain number"],
    [someUnit, "a series of any unit"],
  ] as const;
  const name = names.find(([each]) => sameUnit(each, unit))?.[1];
  if (name !== undefined) return article ? name : name.replace(/^(an amount of|a number of|an|a) /, "");
  const isPricePower = unit.quote === -unit.base && unit.quote !== 0;
  const parts = isPricePower
    ? power("price", unit.quote)
    : [...power("quote", unit.quote), ...power("base", unit.base)];
  return [...parts, ...power("bars", unit.bars), ...power("ms", unit.milliseconds)].join("·");
}

/** "1..4", "not negative", "0 to 100". */
export function describeRange(range: Range): string {
  if (range.low === range.high) return formatNumber(range.low);
  const finite = Number.isFinite(range.low) && Number.isFinite(range.high);
  if (finite) return `${formatNumber(range.low)}..${formatNumber(range.high)}`;
  if (range.low === 0) return "not negative";
  if (range.high === 0) return "not positive";
  if (Number.isFinite(range.low)) return `at least ${formatNumber(range.low)}`;
  if (Number.isFinite(range.high)) return `at most ${formatNumber(range.high)}`;
  return "any number";
}
