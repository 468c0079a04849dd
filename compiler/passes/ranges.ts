import { seriesFacts } from "../../kernels/catalog/series.js";
import {
  addRanges,
  divideRanges,
  hull,
  interval,
  multiplyRanges,
  negateRange,
  subtractRanges,
} from "../../kernels/catalog/interval.js";
import { anywhere, notNegative, truthRange, type Range } from "../../kernels/catalog/range.js";
import type { BarColumn } from "../../kernels/catalog/operation.js";
import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Expression } from "../../lang/tree.js";
import type { OperationCall, Symbol } from "../checked.js";
import { analyse, type Analysis, type FactsOf, type Leaf, type Operator } from "./analysis.js";
import { compareRanges, reportComparison, truthOf } from "./comparisons.js";
import { corners } from "./corners.js";
import type { Pass, Reporter } from "./pass.js";
import type { Program } from "./program.js";
import type { Types } from "./types.js";

export interface Ranges {
  readonly facts: FactsOf<Range>;
  readonly single: (expression: Expression) => Range;
}

/** Finds the interval every value lies in, and comparisons that it decides beforehand. */
export function findRanges(program: Program, types: Types): Pass<Ranges> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const tick = program.tick ?? undefined;
  const analysis: Analysis<Range> = {
    unknown: anywhere,
    leaf: (expression, symbol) => leafRange(expression, symbol, tick),
    operator: (expression, operands, report, of) => {
      const sound = () =>
        [expression, ...partsOf(expression)].every((part) => types.single(part) !== "unknown");
      const range = operatorRange(expression, operands, program);
      if (isComparison(expression) && sound()) reportComparison(expression, of, program, report);
      return range;
    },
    operation: (call, inputs, parameters) => operationRanges(call, inputs, parameters),
    prediction: ({ output }, _, target) => {
      if (output === "probability") return truthRange;
      return output === "class" ? (target ?? anywhere) : anywhere;
    },
    previous: (_, start, value) => widen(start, value),
    state: (_, start, value) => hull([start, value]),
  };
  return { out: analyse(program, analysis, report), diagnostics };
}

const partsOf = (expression: Operator): readonly Expression[] => {
  if (expression.kind === "binary" || expression.kind === "crosses")
    return [expression.left, expression.right];
  return expression.kind === "within" ? [expression.value, expression.low, expression.high] : [];
};

export type Comparison = Extract<Operator, { kind: "binary" | "crosses" | "within" }>;

export function isComparison(expression: Expression): expression is Comparison {
  if (expression.kind === "crosses" || expression.kind === "within") return true;
  return expression.kind === "binary" && ["<", "<=", ">", ">=", "==", "!="].includes(expression.operator);
}

const columnRanges: Readonly<Record<BarColumn, Range>> = {
  time: anywhere,
  open: notNegative,
  high: notNegative,
  low: notNegative,
  close: notNegative,
  volume: notNegative,
};

const at = (value: number): Range => interval(value, value);

function leafRange(expression: Leaf, symbol: Symbol | undefined, tick: number | undefined): Range {
  switch (expression.kind) {
    case "number":
      if (expression.suffix !== "ticks") return at(expression.value);
      return tick === undefined ? notNegative : at(expression.value * tick);
    case "percent":
      return at(expression.value);
    case "duration":
    case "date":
      return at(expression.milliseconds);
    case "truth":
      return at(expression.value ? 1 : 0);
    case "name":
      return symbolRange(symbol, tick);
    default:
      return anywhere;
  }
}

function symbolRange(symbol: Symbol | undefined, tick: number | undefined): Range {
  switch (symbol?.kind) {
    case "given":
      if (symbol.type.type === "truth") return { low: 0, high: 1 };
      return symbol.type.unit === "length" ? { low: 1, high: 1000 } : anywhere;
    case "bar":
      return columnRanges[symbol.column];
    case "fed":
      if (symbol.column === "age") return notNegative;
      if (symbol.feed.series !== null) return seriesFacts[symbol.feed.series].range;
      return symbol.column === "value" ? anywhere : columnRanges[symbol.column];
    case "parameter": {
      const { low, high, kind } = symbol.parameter;
      if (Number.isNaN(low + high)) return anywhere;
      if (kind !== "ticks") return interval(low, high);
      return tick === undefined ? notNegative : interval(low * tick, high * tick);
    }
    case "provided":
      return notNegative;
    case "choice":
      return interval(symbol.index, symbol.index);
    default:
      return anywhere;
  }
}

function operatorRange(expression: Operator, ranges: readonly Range[], program: Program): Range {
  const [a = anywhere, b = anywhere, c = anywhere] = ranges;
  switch (expression.kind) {
    case "history":
      return a;
    case "negation":
      return negateRange(a);
    case "not":
      return interval(1 - Math.min(a.high, 1), 1 - Math.max(a.low, 0));
    case "call": {
      const meaning = program.resolution.get(expression)?.kind;
      return meaning === "unit" || meaning === "ahead" ? a : anywhere;
    }
    case "conditional":
      if (a.low >= 1) return b;
      return a.high <= 0 ? c : hull([b, c]);
    case "crosses":
      return truthOf(
        compareRanges(expression.direction === "above" ? ">" : "<", a, b) === false ? false : undefined,
      );
    case "within": {
      const above = compareRanges(">=", a, b);
      const below = compareRanges("<=", a, c);
      if (above === false || below === false) return truthOf(false);
      return truthOf(above === true && below === true ? true : undefined);
    }
    default:
      return binaryRange(expression.operator, a, b);
  }
}

function binaryRange(operator: Extract<Operator, { kind: "binary" }>["operator"], a: Range, b: Range): Range {
  switch (operator) {
    case "+":
      return addRanges(a, b);
    case "-":
      return subtractRanges(a, b);
    case "*":
      return multiplyRanges(a, b);
    case "/":
      return divideRanges(a, b);
    case "mod":
      return interval(Math.min(0, b.low), Math.max(0, b.high));
    case "??":
      return hull([a, b]);
    case "and":
      return interval(Math.min(clip(a.low), clip(b.low)), Math.min(clip(a.high), clip(b.high)));
    case "or":
      return interval(Math.max(clip(a.low), clip(b.low)), Math.max(clip(a.high), clip(b.high)));
    default:
      return truthOf(compareRanges(operator, a, b));
  }
}

const clip = (value: number): number => Math.min(Math.max(value, truthRange.low), truthRange.high);

function operationRanges(
  call: OperationCall,
  inputs: readonly Range[],
  parameters: readonly (Range | undefined)[],
): readonly Range[] {
  const all = [...inputs, ...call.operation.bar.map((column) => columnRanges[column])];
  const values = corners(call, parameters);
  return call.operation.outputs.map(({ range }) => {
    if (typeof range !== "function") return range;
    return hull(values.map((each) => range(all, each)));
  });
}

/** The range of `prev`: grown a few times from the start, then every end that still moves is given up. */
function widen(start: Range, value: (previous: Range) => Range): Range {
  let range = start;
  for (let round = 0; round < 3; round++) {
    const next = hull([start, value(range)]);
    if (next.low >= range.low && next.high <= range.high) return range;
    range = hull([range, next]);
  }
  const next = hull([range, value(range)]);
  const widened = interval(
    next.low < range.low ? -Infinity : range.low,
    next.high > range.high ? Infinity : range.high,
  );
  const last = value(widened);
  return last.low >= widened.low && last.high <= widened.high ? widened : anywhere;
}
