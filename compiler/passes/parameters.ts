import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { BinaryOperator, Expression, Parameter } from "../../lang/tree.js";
import type { CheckedParameter } from "../checked.js";
import { fixedValue } from "../diagnostics/sage2110-fixed-value.js";
import { unitsDiffer } from "../diagnostics/sage2104-units-differ.js";
import { defaultOutside } from "../diagnostics/sage6001-default-outside.js";
import { emptyRange } from "../diagnostics/sage6002-empty-range.js";
import { stepMisses } from "../diagnostics/sage6003-step-misses.js";
import { formatValue } from "./format.js";
import type { Pass, Reporter } from "./pass.js";
import type { FileScope } from "./scope.js";

type Kind = CheckedParameter["kind"];

/** A literal with its kind; `scale` is what a plain number is multiplied by to be of that kind. */
export interface Literal {
  readonly kind: Kind;
  readonly value: number;
  readonly scale: number;
  /** Digits after the point, as written. */
  readonly decimals: number;
}

/** What a name of a constant stands for, and where the names in that are looked up. */
export type Constants = (
  expression: Expression,
) => { readonly value: Expression; readonly constants: Constants } | undefined;

/** The constants of a file and of its modules. `use` is told what is read. */
export function constantsOf(scope: FileScope, use: (declaration: object) => void): Constants {
  return (expression) => {
    if (expression.kind === "name") {
      const constant = scope.constants.get(expression.text);
      if (constant === undefined) return undefined;
      use(constant);
      return { value: constant.value, constants: constantsOf(scope, use) };
    }
    if (expression.kind !== "field" || expression.object.kind !== "name") return undefined;
    const imported = scope.modules.get(expression.object.text);
    const constant = imported?.module?.scope.constants.get(expression.field.text);
    if (!imported?.module || constant === undefined) return undefined;
    use(imported.use);
    return { value: constant.value, constants: constantsOf(imported.module.scope, () => {}) };
  };
}

/** Reads the `param`s: default, range and step, which take the default's unit. */
export function readParameters(
  members: readonly Parameter[],
  constants: Constants,
): Pass<readonly CheckedParameter[]> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const out = members.map((member, index) => readParameter(member, index, constants, report));
  return { out, diagnostics };
}

function readParameter(
  declaration: Parameter,
  index: number,
  constants: Constants,
  report: Reporter,
): CheckedParameter {
  const name = declaration.name.text;
  const given = [declaration.value, declaration.range?.low, declaration.range?.high, declaration.step];
  const literals = given.map((expression) => expression && readLiteral(expression, constants));
  given.forEach((expression, position) => {
    if (expression === undefined || literals[position] !== undefined || expression.kind === "damaged") return;
    report(fixedValue({ span: expression.span, holes: { what: `\`${name}\``, stage: "literal" } }));
  });
  const [value] = literals;
  if (value === undefined || given.some((expression, at) => expression && !literals[at])) {
    return single(declaration, index, literals[0]);
  }
  const leader = literals.find((literal) => literal && literal.kind !== "number") ?? value;
  const odd = literals.findIndex(
    (literal) => literal && literal.kind !== "number" && literal.kind !== leader.kind,
  );
  const oddOne = given[odd];
  if (oddOne !== undefined) {
    report(
      unitsDiffer({
        span: oddOne.span,
        holes: {
          message: `\`${name}\` mixes ${kindWords[leader.kind]} and ${kindWords[literals[odd]?.kind ?? "number"]}`,
          label: kindWords[literals[odd]?.kind ?? "number"],
          help: [],
        },
        related: [{ span: declaration.value.span, message: kindWords[value.kind] }],
      }),
    );
    return single(declaration, index, value);
  }
  const [scaled = 0, low, high, step] = literals.map((literal) => literal && inUnit(literal, leader));
  const numbers: Numbers = { value: scaled, low: low ?? scaled, high: high ?? scaled, step };
  return checkedRange(declaration, index, leader.kind, numbers, literals, report);
}

/**
 * A literal as a value of a parameter: a plain number is in the parameter's own unit. Undefined where it is of another
 * kind.
 */
export function valueFor({ kind, declaration }: CheckedParameter, literal: Literal): number | undefined {
  if (literal.kind === kind) return literal.value;
  if (literal.kind !== "number" || kind === "truth") return undefined;
  const { value, range } = declaration;
  const written = [value, range?.low, range?.high].map((each) => each && readLiteral(each));
  return literal.value * (written.find((each) => each?.kind === kind)?.scale ?? 1);
}

/** The parameters; those that are given a value can have no other. */
export function fixParameters(
  parameters: readonly CheckedParameter[],
  values: ReadonlyMap<string, number> | undefined,
): readonly CheckedParameter[] {
  if (values === undefined) return parameters;
  return parameters.map((parameter) => {
    const value = values.get(parameter.name);
    return value === undefined
      ? parameter
      : { ...parameter, value, low: value, high: value, step: 0, count: 1 };
  });
}

/** What values of a kind are called. */
export const kindWords: Readonly<Record<Kind, string>> = {
  bars: "bars",
  number: "a plain number",
  percent: "percent",
  ticks: "ticks",
  duration: "a duration",
  truth: "yes/no",
};

const inUnit = (literal: Literal, leader: Literal): number =>
  literal.kind === leader.kind ? literal.value : literal.value * leader.scale;

interface Numbers {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly step: number | undefined;
}

function checkedRange(
  declaration: Parameter,
  index: number,
  kind: Kind,
  { value, low, high, step: written }: Numbers,
  literals: readonly (Literal | undefined)[],
  report: Reporter,
): CheckedParameter {
  const { range, name } = declaration;
  const show = (number: number) => formatValue(number, kind);
  const fixed = { name: name.text, index, kind, value, declaration };
  if (range === undefined) return { ...fixed, low: value, high: value, step: 0, count: 1 };
  const bad = high < low || (written !== undefined && !(written > 0));
  if (bad) {
    const whole = { start: range.low.span.start, end: range.high.span.end };
    const span = high < low ? whole : (declaration.step?.span ?? range.span);
    const fixes =
      high < low
        ? [
            {
              title: "Exchange the ends",
              edits: [
                { span: range.low.span, text: show(high) },
                { span: range.high.span, text: show(low) },
              ],
            },
          ]
        : [];
    report(emptyRange({ span, holes: { name: name.text, reversed: high < low }, fixes }));
    return { ...fixed, low: value, high: value, step: 0, count: 1 };
  }
  const step = written ?? defaultStep(kind, literals);
  const count = low === high ? 1 : Math.floor((high - low) / step + 1e-9) + 1;
  if (value < low || value > high) {
    const near = value < low ? low : high;
    report(
      defaultOutside({
        span: declaration.value.span,
        holes: { name: name.text, value: show(value), low: show(low), high: show(high), near: show(near) },
        related: [{ span: range.span, message: "the range" }],
        fixes: [
          {
            title: `Start from ${show(near)}`,
            edits: [{ span: declaration.value.span, text: show(near) }],
          },
        ],
      }),
    );
  } else reportMisses(declaration, { value, low, high, step: written }, show, report);
  return { ...fixed, low, high, step: count === 1 ? 0 : step, count };
}

function reportMisses(
  declaration: Parameter,
  { value, low, high, step }: Numbers,
  show: (number: number) => string,
  report: Reporter,
): void {
  if (step === undefined || declaration.step === undefined) return;
  const misses = (point: number) => {
    const steps = (point - low) / step;
    return Math.abs(steps - Math.round(steps)) > 1e-9 * Math.max(1, Math.abs(steps));
  };
  const what = misses(value) ? "default" : misses(high) ? "end" : undefined;
  if (what === undefined) return;
  const point = what === "default" ? value : high;
  const below = low + Math.floor((point - low) / step) * step;
  const [target] = what === "default" ? [declaration.value] : [declaration.range?.high];
  report(
    stepMisses({
      span: declaration.step.span,
      holes: {
        name: declaration.name.text,
        what,
        point: show(point),
        below: show(below),
        above: show(below + step),
      },
      fixes: target
        ? [{ title: `Write ${show(below)}`, edits: [{ span: target.span, text: show(below) }] }]
        : [],
    }),
  );
}

function single(declaration: Parameter, index: number, literal: Literal | undefined): CheckedParameter {
  const value = literal?.value ?? Number.NaN;
  const kind = literal?.kind ?? "number";
  return {
    name: declaration.name.text,
    index,
    kind,
    value,
    low: value,
    high: value,
    step: 0,
    count: 1,
    declaration,
  };
}

/** One for whole numbers; one unit of the last digit written anywhere otherwise. */
function defaultStep(kind: Kind, literals: readonly (Literal | undefined)[]): number {
  const decimals = Math.max(0, ...literals.map((literal) => literal?.decimals ?? 0));
  const scale = literals.find((literal) => literal?.kind === kind)?.scale ?? 1;
  return kind === "truth" ? 1 : Number((10 ** -decimals * scale).toPrecision(12));
}

/** A written value with its kind; undefined where it is none. */
export function readLiteral(
  expression: Expression,
  constants: Constants = () => undefined,
  depth = 0,
): Literal | undefined {
  if (depth > depthLimit) return undefined;
  switch (expression.kind) {
    case "name":
    case "field": {
      const constant = constants(expression);
      return constant && readLiteral(constant.value, constant.constants, depth + 1);
    }
    case "binary": {
      const left = readLiteral(expression.left, constants, depth + 1);
      const right = readLiteral(expression.right, constants, depth + 1);
      return left && right && combine(expression.operator, left, right);
    }
    case "number": {
      const kind = expression.suffix ?? "number";
      return { kind, value: expression.value, scale: 1, decimals: decimalsOf(expression.text) };
    }
    case "percent":
      return { kind: "percent", value: expression.value, scale: 0.01, decimals: decimalsOf(expression.text) };
    case "duration": {
      const amount = Number.parseFloat(expression.text);
      const scale = amount > 0 ? expression.milliseconds / amount : 1;
      const decimals = decimalsOf(expression.text);
      return { kind: "duration", value: expression.milliseconds, scale, decimals };
    }
    case "truth":
      return { kind: "truth", value: expression.value ? 1 : 0, scale: 1, decimals: 0 };
    case "negation": {
      const literal = readLiteral(expression.operand, constants, depth + 1);
      return literal && literal.kind !== "truth" ? { ...literal, value: -literal.value } : undefined;
    }
    default:
      return undefined;
  }
}

/** Constants within constants; those that go round in a circle are reported elsewhere. */
const depthLimit = 50;

/** Arithmetic of values that are written: sums of one kind, and multiples and parts of it. */
function combine(operator: BinaryOperator, left: Literal, right: Literal): Literal | undefined {
  if (left.kind === "truth" || right.kind === "truth") return undefined;
  const made = (value: number, { kind, scale }: Literal): Literal => {
    const decimals = decimalsOf(String(Number((value / scale).toPrecision(12))));
    return { kind, value, scale, decimals };
  };
  if (operator === "+" || operator === "-") {
    if (left.kind !== right.kind) return undefined;
    return made(operator === "+" ? left.value + right.value : left.value - right.value, left);
  }
  if (operator === "*") {
    if (left.kind === "number") return made(left.value * right.value, right);
    return right.kind === "number" ? made(left.value * right.value, left) : undefined;
  }
  return operator === "/" && right.kind === "number" ? made(left.value / right.value, left) : undefined;
}

const decimalsOf = (text: string): number => (/\.(\d+)/.exec(text)?.[1] ?? "").length;
