import { barsOf, eachBar, firstOf, valueAt, type Twin } from "./twin.js";

const finite = (x: number): number => (Number.isFinite(x) ? x : NaN);

function unary(rule: (x: number) => number): Twin {
  return eachBar(([x = NaN]) => finite(rule(x)));
}

function binary(rule: (x: number, y: number) => number): Twin {
  return eachBar(([x = NaN, y = NaN]) => finite(rule(x, y)));
}

function condition(rule: (x: number, y: number) => boolean): Twin {
  return eachBar(([x = NaN, y = NaN]) => Number(rule(x, y)));
}

function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

function roundAway(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

function crossing(rule: (x: number, y: number) => boolean): Twin {
  return (_, columns) => {
    const beyond = barsOf(columns).map((bar) =>
      rule(valueAt(columns[0] ?? [], bar), valueAt(columns[1] ?? [], bar)),
    );
    return [beyond.map((now, bar) => (bar === 0 ? NaN : Number(now && beyond[bar - 1] === false)))];
  };
}

export const basics: Readonly<Record<string, Twin>> = {
  add: binary((a, b) => a + b),
  subtract: binary((a, b) => a - b),
  multiply: binary((a, b) => a * b),
  divide: binary((a, b) => a / b),
  modulo: binary(remainder),
  minimum: binary(Math.min),
  maximum: binary(Math.max),
  power: binary((a, b) => a ** b),
  negate: unary((x) => -x),
  absolute: unary(Math.abs),
  log: unary(Math.log),
  exp: unary(Math.exp),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  atan: unary(Math.atan),
  sqrt: unary(Math.sqrt),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  round: unary(roundAway),
  sign: unary(Math.sign),
  clamp: eachBar(([x = NaN, low = NaN, high = NaN]) => Math.min(Math.max(x, low), high)),
  constant: (parameters, columns) => [barsOf(columns).map(() => finite(firstOf(parameters)))],
  less: condition((a, b) => a < b),
  less_equal: condition((a, b) => a <= b),
  greater: condition((a, b) => a > b),
  greater_equal: condition((a, b) => a >= b),
  equal: condition((a, b) => a === b),
  not_equal: condition((a, b) => a !== b),
  within: eachBar(([x = NaN, low = NaN, high = NaN]) => Number(low <= x && x <= high)),
  crosses_above: crossing((a, b) => a > b),
  crosses_below: crossing((a, b) => a < b),
  and: condition((a, b) => a === 1 && b === 1),
  or: condition((a, b) => a === 1 || b === 1),
  not: eachBar(([a = NaN]) => 1 - a),
  select: eachBar(([chosen = NaN, then = NaN, otherwise = NaN]) =>
    Number.isNaN(chosen) ? NaN : chosen === 1 ? then : otherwise,
  ),
  coalesce: eachBar(([x = NaN, instead = NaN]) => (Number.isNaN(x) ? instead : x)),
  is_missing: eachBar(([x = NaN]) => Number(Number.isNaN(x))),
  history: (parameters, columns) =>
    columns.map((column) => column.map((_, bar) => valueAt(column, bar - firstOf(parameters)))),
  history_at: (parameters, columns) => {
    const [values = [], offsets = []] = columns;
    const longest = firstOf(parameters);
    const ago = (offset: number) => Math.min(Math.max(Math.floor(offset + 0.5), 0), longest);
    return [
      values.map((_, bar) => (bar < longest ? NaN : valueAt(values, bar - ago(valueAt(offsets, bar))))),
    ];
  },
};
