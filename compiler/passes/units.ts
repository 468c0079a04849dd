import { seriesFacts } from "../../kernels/catalog/series.js";
import type { BarColumn, Input, Output } from "../../kernels/catalog/operation.js";
import {
  bars,
  milliseconds,
  money,
  price,
  quantity,
  ratio,
  sameUnit,
  timesUnit,
  type Unit,
} from "../../kernels/catalog/unit.js";
import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Expression } from "../../lang/tree.js";
import type { CheckedParameter, OperationCall, Symbol } from "../checked.js";
import { branchesDiffer } from "../diagnostics/sage2103-branches-differ.js";
import { analyse, type Analysis, type FactsOf, type Leaf, type Operator } from "./analysis.js";
import type { UnitFact } from "./facts.js";
import { describeUnit } from "./format.js";
import type { Pass, Reporter } from "./pass.js";
import { textAt, type Program } from "./program.js";
import type { NamedType } from "./annotation.js";
import { someUnit } from "./some-unit.js";
import type { Types } from "./types.js";
import { reportDemandedUnit, reportUnits } from "./unit-messages.js";

export interface Units {
  readonly facts: FactsOf<UnitFact>;
  readonly single: (expression: Expression) => UnitFact;
}

/** Finds the unit of every number, and where two that differ are added, compared or chosen between. */
export function findUnits(program: Program, types: Types): Pass<Units> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const out = analyse(program, unitAnalysis(program, types), report);
  for (const demand of program.demands) {
    if (demand.unit === "any" || types.single(demand.expression) !== "number") continue;
    const found = out.single(demand.expression);
    if (!fitsDemand(found, demand.unit)) reportDemandedUnit(demand, found, program, report);
  }
  return { out, diagnostics };
}

function fitsDemand(found: UnitFact, wanted: Unit | "length"): boolean {
  if (found === "any") return true;
  if (wanted !== "length")
    return sameUnit(found, wanted) || (sameUnit(wanted, ratio) && sameUnit(found, bars));
  // A series is no length either way, which is said of its being one.
  return [bars, ratio, milliseconds, someUnit].some((unit) => sameUnit(unit, found));
}

function unitAnalysis(program: Program, types: Types): Analysis<UnitFact> {
  const isNumber = (expression: Expression) => {
    const type = types.single(expression);
    return type === "number" || type === "missing";
  };
  const isUnknown = (expression: Expression) => types.single(expression) === "unknown";
  const tools = (report: Reporter): Tools => ({ program, isNumber, isUnknown, report });
  return {
    unknown: "any",
    leaf: (expression, symbol) => leafUnit(expression, symbol),
    operator: (expression, operands, report) => operatorUnit(expression, operands, tools(report)),
    operation: (call, inputs, _, __, report) => operationUnits(call, inputs, tools(report)),
    prediction: ({ output }, _, target) => {
      if (output === "value") return target ?? "any";
      return output === "probability" ? ratio : "any";
    },
    previous: (_, start, value) => (start === "any" ? value("any") : start),
    state: (state, start, value, report) =>
      joinUnits([state.start, state.value], [start, value], tools(report)),
  };
}

interface Tools {
  readonly program: Program;
  readonly isNumber: (expression: Expression) => boolean;
  readonly isUnknown: (expression: Expression) => boolean;
  readonly report: Reporter;
}

const parameterUnits: Readonly<Record<CheckedParameter["kind"], UnitFact>> = {
  bars,
  number: ratio,
  percent: ratio,
  ticks: price,
  duration: milliseconds,
  truth: ratio,
};

function leafUnit(expression: Leaf, symbol: Symbol | undefined): UnitFact {
  switch (expression.kind) {
    case "number":
      if (expression.suffix === "bars") return bars;
      if (expression.suffix === "ticks") return price;
      return expression.value === 0 ? "any" : ratio;
    case "percent":
      return ratio;
    case "duration":
    case "date":
      return milliseconds;
    case "name":
    case "previous":
      return symbolUnit(symbol);
    default:
      return "any";
  }
}

function columnUnit(column: BarColumn): Unit {
  if (column === "volume") return quantity;
  return column === "time" ? milliseconds : price;
}

/** Without a caller a `series` has a unit that is none of those there are: what is done with it must do for every one. */
function givenUnit({ type, unit }: NamedType): UnitFact {
  if (unit === "length") return bars;
  return type === "number" && unit === "any" ? someUnit : unit;
}

function symbolUnit(symbol: Symbol | undefined): UnitFact {
  switch (symbol?.kind) {
    case "bar":
      return columnUnit(symbol.column);
    case "given":
      return givenUnit(symbol.type);
    case "fed":
      if (symbol.column === "age") return bars;
      if (symbol.feed.series !== null) return seriesFacts[symbol.feed.series].unit;
      return symbol.column === "value" ? ratio : columnUnit(symbol.column);
    case "parameter":
      return parameterUnits[symbol.parameter.kind];
    case "provided":
      if (symbol.name === "entry") return price;
      return symbol.name === "equity" ? money : ratio;
    default:
      return "any";
  }
}

function operatorUnit(expression: Operator, units: readonly UnitFact[], tools: Tools): UnitFact {
  const [first = "any", second = "any", third = "any"] = units;
  switch (expression.kind) {
    case "history":
    case "negation":
      return first;
    case "not":
      return "any";
    case "call":
      return callUnit(expression, first, tools);
    case "conditional":
      return joinUnits([expression.then, expression.otherwise], [second, third], tools);
    case "crosses":
      unify([expression.left, expression.right], [first, second], "crosses", tools, expression);
      return "any";
    case "within":
      if (unify([expression.value, expression.low], [first, second], "compares", tools, expression)) {
        unify([expression.value, expression.high], [first, third], "compares", tools, expression);
      }
      return "any";
    default:
      return binaryUnit(expression, first, second, tools);
  }
}

function callUnit(
  expression: Extract<Operator, { kind: "call" }>,
  argument: UnitFact,
  { program }: Tools,
): UnitFact {
  const symbol = program.resolution.get(expression);
  if (symbol?.kind === "ahead") return argument;
  if (symbol?.kind !== "unit") return "any";
  return { price, quantity, money, bars }[symbol.unit];
}

function binaryUnit(
  expression: Extract<Operator, { kind: "binary" }>,
  left: UnitFact,
  right: UnitFact,
  tools: Tools,
): UnitFact {
  const parts = [expression.left, expression.right] as const;
  switch (expression.operator) {
    case "+":
      return unify(parts, [left, right], "adds", tools, expression) ?? "any";
    case "-":
      return unify(parts, [left, right], "subtracts", tools, expression) ?? "any";
    case "mod":
      return unify(parts, [left, right], "divides", tools, expression) ?? "any";
    case "*":
      return product(left, right, 1);
    case "/":
      return product(left, right, -1);
    case "??":
      return joinUnits(parts, [left, right], tools);
    case "and":
    case "or":
      return "any";
    default:
      unify(parts, [left, right], "compares", tools, expression);
      return "any";
  }
}

/** A count of bars that scales something else is a plain number, so that a sum over `n` bars divided by `n` is a mean. */
function product(left: UnitFact, right: UnitFact, power: 1 | -1): UnitFact {
  if (left === "any" || right === "any") return "any";
  const unit = timesUnit(left, right, power);
  const counts = sameUnit(unit, bars);
  return unit.bars === 0 || counts ? unit : { ...unit, bars: 0 };
}

/** The common unit of two values; reports when there is none. A plain literal counts bars where bars are meant. */
function unify(
  parts: readonly [Expression, Expression],
  [a, b]: readonly [UnitFact, UnitFact],
  verb: "adds" | "subtracts" | "divides" | "compares" | "crosses",
  tools: Tools,
  whole: Operator,
): UnitFact | undefined {
  if (!parts.every((part) => tools.isNumber(part))) return "any";
  const common = commonUnit(parts, [a, b]);
  if (common !== undefined) return common;
  reportUnits(parts, [a, b], verb, whole, tools.program, tools.report);
  return undefined;
}

function commonUnit(
  [first, second]: readonly [Expression, Expression],
  [a, b]: readonly [UnitFact, UnitFact],
): UnitFact | undefined {
  if (a === "any") return b;
  if (b === "any" || sameUnit(a, b)) return a;
  if (sameUnit(a, bars) && sameUnit(b, ratio) && isPlainLiteral(second)) return bars;
  if (sameUnit(b, bars) && sameUnit(a, ratio) && isPlainLiteral(first)) return bars;
  return undefined;
}

function isPlainLiteral(expression: Expression): boolean {
  if (expression.kind === "negation") return isPlainLiteral(expression.operand);
  return expression.kind === "number" && expression.suffix === undefined;
}

function joinUnits(
  parts: readonly [Expression, Expression],
  [a, b]: readonly [UnitFact, UnitFact],
  { program, isNumber, isUnknown, report }: Tools,
): UnitFact {
  if (parts.some((part) => isUnknown(part))) return "any";
  const common = commonUnit(parts, [a, b]);
  if (common !== undefined) return common;
  if (!parts.every((part) => isNumber(part))) return "any";
  const [first, second] = [describeUnit(a), describeUnit(b)];
  const words = [textAt(program.source, parts[0].span), textAt(program.source, parts[1].span)] as const;
  report(
    branchesDiffer({
      span: parts[1].span,
      holes: { first, second, words },
      related: [{ span: parts[0].span, message: first }],
    }),
  );
  return "any";
}

function operationUnits(call: OperationCall, units: readonly UnitFact[], tools: Tools): readonly UnitFact[] {
  const { operation, inputs } = call;
  const letters = new Map<string, { readonly unit: UnitFact; readonly expression: Expression }>();
  let sound = true;
  operation.inputs.forEach((input, index) => {
    const expression = inputs[index];
    const unit = units[index] ?? "any";
    if (expression === undefined || input.type !== "number") return;
    sound = checkInput(input, unit, expression, letters, call, tools) && sound;
  });
  const byName = new Map<string, UnitFact>();
  operation.inputs.forEach((input, index) => byName.set(input.name, units[index] ?? "any"));
  for (const [letter, { unit }] of letters) if (!byName.has(letter)) byName.set(letter, unit);
  for (const column of operation.bar) {
    if (!byName.has(column)) byName.set(column, columnUnit(column));
  }
  operation.inputs.forEach((input) => {
    const group = typeof input.unit === "string" ? letters.get(input.unit) : undefined;
    if (group && byName.get(input.name) === "any") byName.set(input.name, group.unit);
  });
  return operation.outputs.map((output) => (sound ? outputUnit(output, byName) : "any"));
}

function checkInput(
  input: Input,
  unit: UnitFact,
  expression: Expression,
  letters: Map<string, { readonly unit: UnitFact; readonly expression: Expression }>,
  call: OperationCall,
  { program, isNumber, report }: Tools,
): boolean {
  if (input.unit === "any" || !isNumber(expression)) return true;
  if (typeof input.unit === "string") {
    const first = letters.get(input.unit);
    if (first === undefined || first.unit === "any") {
      letters.set(input.unit, { unit, expression });
      return true;
    }
    const common = commonUnit([first.expression, expression], [first.unit, unit]);
    if (common !== undefined) return true;
    reportUnits([first.expression, expression], [first.unit, unit], "compares", undefined, program, report);
    return false;
  }
  if (fitsDemand(unit, input.unit)) return true;
  const what = `\`${input.name}\` of \`${call.operation.name}\``;
  reportDemandedUnit({ expression, what, unit: input.unit }, unit, program, report);
  return false;
}

function outputUnit(output: Output, inputs: ReadonlyMap<string, UnitFact>): UnitFact {
  if (output.type !== "number") return "any";
  if (!("powers" in output.unit)) return output.unit;
  let unit: Unit = output.unit.times ?? ratio;
  for (const [name, power] of Object.entries(output.unit.powers)) {
    const factor = inputs.get(name) ?? "any";
    if (factor === "any") return "any";
    unit = timesUnit(unit, factor, power);
  }
  return unit;
}
