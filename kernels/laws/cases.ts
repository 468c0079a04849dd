import {
  operations,
  sameUnit,
  ratio,
  type BarColumn,
  type Input,
  type Operation,
  type Parameter,
} from "../catalog/index.js";

/**
 * What the laws are tried on, made from the declarations alone: parameter values of every kind, and columns of every
 * temper. All random numbers come from a seed.
 */

/** The operations with a kernel of the common form; recurrences bring their own program, clocks have columns of two lengths. */
export const computed: readonly Operation[] = operations.filter(
  (operation) => operation.kernel !== "" && !["recurrence", "clock"].includes(operation.family),
);

/** A generator of numbers in 0…1 with the same answers everywhere (mulberry32, T. Ettinger). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Several settings of an operation: the shortest lengths, the defaults, odd ones, and every choice. */
export function parameterSets(operation: Operation, seed = 1): readonly (readonly number[])[] {
  const next = random(seed);
  const pick = (rule: (parameter: Parameter, position: number) => number): readonly number[] =>
    operation.parameters.map(rule);
  const sets = [
    pick((parameter) => shortest(parameter)),
    pick((parameter) => usual(parameter)),
    pick((parameter, position) => somewhere(parameter, position, next, 4)),
    pick((parameter, position) => somewhere(parameter, position + 1, next, 19)),
    pick((parameter, position) => somewhere(parameter, position, next, 40)),
  ];
  return [...new Map(sets.map((set) => [set.join(), set])).values()];
}

function shortest(parameter: Parameter): number {
  if (parameter.kind === "length") return parameter.low;
  return parameter.kind === "choice" ? 0 : usual(parameter);
}

function usual(parameter: Parameter): number {
  if (parameter.kind === "choice") return 0;
  if (parameter.fallback !== undefined) return parameter.fallback;
  if (parameter.kind === "length") return Math.max(parameter.low, 14);
  const { low, high } = parameter.range;
  if (Number.isFinite(low) && Number.isFinite(high)) return (low + high) / 2;
  return Number.isFinite(low) ? low + 1 : 1;
}

function somewhere(parameter: Parameter, position: number, next: () => number, longest: number): number {
  if (parameter.kind === "length")
    return Math.min(parameter.high, parameter.low + Math.floor(next() * longest));
  if (parameter.kind === "choice") return (position + Math.floor(next() * 7)) % parameter.choices.length;
  const { low, high } = parameter.range;
  if (Number.isFinite(low) && Number.isFinite(high)) return low + next() * (high - low);
  return usual(parameter) * (0.5 + next());
}

/**
 * walk: prices as markets make them, nothing missing; gaps: the same with missing values in every column;
 * flat: few different values and long stretches of one; wild: jumps over twenty orders of magnitude, zeros, both signs.
 */
export type Temper = "walk" | "gaps" | "flat" | "wild";
export const tempers: readonly Temper[] = ["walk", "gaps", "flat", "wild"];

/** Columns for an operation: its inputs, then the bar columns it reads. */
export function columnsFor(
  operation: Operation,
  bars: number,
  temper: Temper,
  seed: number,
): readonly Float64Array[] {
  const candles = candlesOf(bars, temper, seed);
  const inputs = operation.inputs.map((input, k) => inputColumn(input, bars, temper, seed + 101 * (k + 1)));
  const columns = [...inputs, ...operation.bar.map((name) => candles[name])];
  // An operation without inputs still needs to know how many bars there are.
  if (columns.length === 0) return [new Float64Array(bars)];
  return temper === "gaps" ? columns.map((column, k) => withGaps(column, seed + 7 * k)) : columns;
}

function inputColumn(input: Input, bars: number, temper: Temper, seed: number): Float64Array {
  const next = random(seed);
  if (input.type === "truth") return Float64Array.from({ length: bars }, () => Number(next() < 0.4));
  const plain = typeof input.unit === "object" && sameUnit(input.unit, ratio);
  const column = pricesOf(bars, temper, next);
  return plain && temper !== "wild" ? column.map((x) => x / 100) : column;
}

function pricesOf(bars: number, temper: Temper, next: () => number): Float64Array {
  let price = 100;
  return Float64Array.from({ length: bars }, () => {
    if (temper === "flat") {
      if (next() < 0.2) price = 98 + Math.floor(next() * 5);
      return price;
    }
    if (temper === "wild") {
      const size = 10 ** (20 * next() - 10);
      return next() < 0.1 ? 0 : next() < 0.3 ? -size : size;
    }
    price *= 1 + 0.02 * (next() + next() + next() - 1.5);
    return price;
  });
}

/** Bars that hang together: the low is the lowest, the high the highest, volume is not negative. */
function candlesOf(bars: number, temper: Temper, seed: number): Readonly<Record<BarColumn, Float64Array>> {
  const next = random(seed);
  const close = pricesOf(bars, temper, next).map((x) => (temper === "wild" ? Math.abs(x) : x));
  const open = close.map((_, bar) => close[bar - 1] ?? 100);
  const reach = temper === "flat" ? 0 : 0.01;
  const higher = (a: number, b: number): number => Math.max(a, b) * (1 + reach * next());
  const lower = (a: number, b: number): number => Math.min(a, b) * (1 - reach * next());
  return {
    time: close.map((_, bar) => 1_577_836_800_000 + 3_600_000 * bar),
    open,
    high: close.map((x, bar) => higher(x, open[bar] ?? x)),
    low: close.map((x, bar) => lower(x, open[bar] ?? x)),
    close,
    volume: close.map(() => (temper !== "walk" && next() < 0.3 ? 0 : 1 + 99 * next())),
  };
}

function withGaps(column: Float64Array, seed: number): Float64Array {
  const next = random(seed);
  let missing = 0;
  return column.map((x) => {
    if (missing > 0) missing--;
    else if (next() < 0.04) missing = Math.floor(next() * 9);
    return missing > 0 || next() < 0.05 ? NaN : x;
  });
}

/** A short name for a test title. */
export function title(operation: Operation, parameters: readonly number[]): string {
  return `${operation.name}(${operation.parameters.map((parameter, k) => describeValue(parameter, parameters[k] ?? NaN)).join(", ")})`;
}

function describeValue(parameter: Parameter, value: number): string {
  return parameter.kind === "choice" ? (parameter.choices[value] ?? "?") : `${parameter.name} ${value}`;
}
