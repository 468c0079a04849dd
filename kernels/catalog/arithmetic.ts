import { at, immediate, number, output, series } from "./declare.js";
import {
  addRanges,
  divideRanges,
  interval,
  mapRange,
  multiplyRanges,
  negateRange,
  subtractRanges,
} from "./interval.js";
import type { Input, Operation, Output } from "./operation.js";
import { anywhere, notNegative, type Range } from "./range.js";
import { ratio } from "./unit.js";

const ieee = "IEEE 754-2019, double precision; a result that is not a finite number is missing.";
const portable =
  "Correctly ported musl libm (Arm optimized routines), compiled into the kernels: the same bits on every machine.";

const a = series("a", "Left value.");
const b = series("b", "Right value.");
const anyA = series("a", "Left value.", "any");
const anyB = series("b", "Right value.", "any");
const value = series("value", "The value.");
const plain = series("value", "A number without a unit.", ratio);

export const arithmetic: readonly Operation[] = [
  operator("add", "Sum of two values.", "a + b", [a, b], output("value", "The sum.", "a", two(addRanges))),
  operator(
    "subtract",
    "Difference of two values.",
    "a − b",
    [a, b],
    output("value", "The difference.", "a", two(subtractRanges)),
  ),
  operator(
    "multiply",
    "Product of two values.",
    "a · b",
    [anyA, anyB],
    output("value", "The product.", { powers: { a: 1, b: 1 } }, two(multiplyRanges), 2),
  ),
  operator(
    "divide",
    "Quotient of two values; missing where the divisor is zero.",
    "a / b",
    [anyA, anyB],
    output("value", "The quotient.", { powers: { a: 1, b: -1 } }, two(divideRanges), 0),
  ),
  operator(
    "modulo",
    "What is left of `a` after taking away whole `b`s; it has the sign of `b`. Missing where `b` is zero.",
    "a − b · floor(a / b), without rounding",
    [a, b],
    output("value", "The remainder.", "a", two(remainderRange)),
  ),
  operator(
    "negate",
    "The value with the other sign.",
    "−value",
    [value],
    output("value", "The negative.", "value", one(negateRange)),
  ),
  call(
    "absolute",
    "Size of a value without its sign.",
    "|value|",
    [value],
    output("value", "The size.", "value", one(absoluteRange)),
  ),
  call(
    "minimum",
    "The smaller of two values.",
    "min(a, b)",
    [a, b],
    output(
      "value",
      "The smaller one.",
      "a",
      two((x, y) => interval(Math.min(x.low, y.low), Math.min(x.high, y.high))),
    ),
  ),
  call(
    "maximum",
    "The larger of two values.",
    "max(a, b)",
    [a, b],
    output(
      "value",
      "The larger one.",
      "a",
      two((x, y) => interval(Math.max(x.low, y.low), Math.max(x.high, y.high))),
    ),
  ),
  call(
    "clamp",
    "The value, held between two bounds; where the bounds are the wrong way round the upper one wins.",
    "min(max(value, low), high)",
    [value, series("low", "Lower bound."), series("high", "Upper bound.")],
    output("value", "The held value.", "value", clampRange),
  ),
  call(
    "power",
    "A number raised to a power; missing where that is not a finite real number.",
    "base ^ exponent",
    [series("base", "The number.", ratio), series("exponent", "The power.", ratio)],
    output(
      "value",
      "The power.",
      ratio,
      two((x) => (x.low >= 0 ? notNegative : anywhere)),
      "none",
    ),
    portable,
  ),
  call(
    "log",
    "Natural logarithm; missing for zero and below.",
    "ln(value)",
    [plain],
    output(
      "value",
      "The logarithm.",
      ratio,
      one((x) => mapRange(x, (v) => (v <= 0 ? -Infinity : Math.log(v)))),
      "none",
    ),
    portable,
  ),
  call(
    "exp",
    "The exponential function; missing where it overflows.",
    "e ^ value",
    [plain],
    output(
      "value",
      "The exponential.",
      ratio,
      one((x) => mapRange(x, Math.exp)),
      "none",
    ),
    portable,
  ),
  circular(
    "sin",
    "Sine of an angle in radians.",
    "sin(value)",
    output("value", "−1 to 1.", ratio, interval(-1, 1), "none"),
  ),
  circular(
    "cos",
    "Cosine of an angle in radians.",
    "cos(value)",
    output("value", "−1 to 1.", ratio, interval(-1, 1), "none"),
  ),
  circular(
    "atan",
    "The angle in radians whose tangent the value is.",
    "arctan(value)",
    output(
      "value",
      "−π/2 to π/2.",
      ratio,
      one((x) => mapRange(x, Math.atan)),
      "none",
    ),
  ),
  call(
    "sqrt",
    "Square root; missing below zero.",
    "√value",
    [series("value", "A value, zero or more.", "any")],
    output(
      "value",
      "The root.",
      { powers: { value: 0.5 } },
      one((x) => mapRange(x, (v) => Math.sqrt(Math.max(v, 0)))),
      0.5,
    ),
  ),
  call(
    "floor",
    "The largest whole number not above the value.",
    "⌊value⌋",
    [plain],
    output(
      "value",
      "A whole number.",
      ratio,
      one((x) => mapRange(x, Math.floor)),
      "none",
    ),
  ),
  call(
    "ceil",
    "The smallest whole number not below the value.",
    "⌈value⌉",
    [plain],
    output(
      "value",
      "A whole number.",
      ratio,
      one((x) => mapRange(x, Math.ceil)),
      "none",
    ),
  ),
  call(
    "round",
    "The nearest whole number; halves go away from zero.",
    "sign(value) · ⌊|value| + ½⌋",
    [plain],
    output(
      "value",
      "A whole number.",
      ratio,
      one((x) => mapRange(x, (v) => Math.sign(v) * Math.round(Math.abs(v)))),
      "none",
    ),
  ),
  call(
    "sign",
    "1 above zero, −1 below, 0 at zero.",
    "sign(value)",
    [series("value", "The value.", "any")],
    output(
      "value",
      "−1, 0 or 1.",
      ratio,
      one((x) => mapRange(x, Math.sign)),
      0,
    ),
  ),
  {
    ...internal(
      "constant",
      "The same value on every bar.",
      "c",
      [],
      output("value", "The value.", ratio, (_, p) => interval(at(p, 0), at(p, 0)), "none"),
    ),
    parameters: [number("value", "The value.", anywhere)],
  },
];

type Ranges = (inputs: readonly Range[]) => Range;

function one(rule: (a: Range) => Range): Ranges {
  return (inputs) => rule(inputs[0] ?? anywhere);
}

function two(rule: (a: Range, b: Range) => Range): Ranges {
  return (inputs) => rule(inputs[0] ?? anywhere, inputs[1] ?? anywhere);
}

function absoluteRange(x: Range): Range {
  if (x.low >= 0) return x;
  if (x.high <= 0) return negateRange(x);
  return interval(0, Math.max(-x.low, x.high));
}

function remainderRange(_: Range, divisor: Range): Range {
  return interval(Math.min(0, divisor.low), Math.max(0, divisor.high));
}

function clampRange(inputs: readonly Range[]): Range {
  const [x = anywhere, low = anywhere, high = anywhere] = inputs;
  const raised = interval(Math.max(x.low, low.low), Math.max(x.high, low.high));
  return interval(Math.min(raised.low, high.low), Math.min(raised.high, high.high));
}

function operator(
  name: string,
  summary: string,
  formula: string,
  inputs: readonly Input[],
  result: Output,
): Operation {
  return { ...internal(name, summary, formula, inputs, result), surface: "operator" };
}

function call(
  name: string,
  summary: string,
  formula: string,
  inputs: readonly Input[],
  result: Output,
  source = ieee,
): Operation {
  return { ...internal(name, summary, formula, inputs, result), surface: "call", source };
}

function circular(name: string, summary: string, formula: string, result: Output): Operation {
  return call(name, summary, formula, [plain], result, portable);
}

function internal(
  name: string,
  summary: string,
  formula: string,
  inputs: readonly Input[],
  result: Output,
): Operation {
  return {
    name,
    surface: "internal",
    family: "arithmetic",
    summary,
    formula,
    source: ieee,
    inputs,
    bar: [],
    parameters: [],
    outputs: [result],
    ...immediate,
    missing: "skip",
    kernel: name,
  };
}
