import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Expression } from "../../lang/tree.js";
import type { OperationParameter } from "../checked.js";
import { findLabel } from "../models/labels.js";
import { mayBeMissing } from "../diagnostics/sage2106-may-be-missing.js";
import { analyse, dependents, Fields, type Analysis, type FactsOf, type Operator } from "./analysis.js";
import { children } from "./children.js";
import type { KnownAt } from "./facts.js";
import type { Pass, Reporter } from "./pass.js";
import { textAt, type Program } from "./program.js";
import type { Ranges } from "./ranges.js";
import { isSeries, type Stages } from "./stages.js";

/** When a value is known, how far it looks ahead, and whether it can be absent. */
export interface When {
  readonly knownAt: KnownAt;
  readonly reach: number;
  readonly optional: boolean;
}

export interface Whens {
  readonly facts: FactsOf<When>;
  readonly single: (expression: Expression) => When;
}

const atOpen: When = { knownAt: "open", reach: 0, optional: false };
const unknown: When = { ...atOpen };

/** Finds when each value is known and whether it may be missing; what decides about orders may not. */
export function findWhen(program: Program, ranges: Ranges, stages: Stages): Pass<Whens> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const out = analyse(program, whenAnalysis(program, ranges, stages), report);
  for (const demand of program.demands) {
    const found = out.facts.get(demand.expression);
    if (demand.optional || found === undefined || found instanceof Fields || !found.optional) continue;
    const { expression, what, type } = demand;
    const instead = type === "truth" ? "false" : "0";
    const simple = ["name", "call", "field", "history", "previous"].includes(expression.kind);
    const written = textAt(program.source, expression.span);
    const text = simple ? written : `(${written})`;
    report(
      mayBeMissing({
        span: expression.span,
        holes: { what, instead, text },
        fixes: [
          {
            title: `Write \`?? ${instead}\``,
            edits: [{ span: expression.span, text: `${text} ?? ${instead}` }],
          },
        ],
      }),
    );
  }
  return { out, diagnostics };
}

function latest(parts: readonly When[]): When {
  return {
    knownAt: parts.some((part) => part.knownAt === "close") ? "close" : "open",
    reach: Math.max(0, ...parts.map((part) => part.reach)),
    optional: parts.some((part) => part.optional),
  };
}

const asksForMissing = (expression: Expression): boolean =>
  expression.kind === "binary" &&
  (expression.operator === "==" || expression.operator === "!=") &&
  (expression.left.kind === "missing" || expression.right.kind === "missing");

function whenAnalysis(program: Program, ranges: Ranges, stages: Stages): Analysis<When> {
  const insideStates = new Set<Expression>();
  for (const state of program.allStates) {
    for (const expression of dependents(state, program.resolution).expressions) insideStates.add(expression);
  }
  return {
    unknown,
    leaf: (expression, symbol) => {
      if (expression.kind === "missing") return { ...atOpen, optional: true };
      if (symbol?.kind === "given") return { ...atOpen, knownAt: "close", optional: symbol.optional };
      if (symbol?.kind === "fed") {
        const { feed, column } = symbol;
        return { ...atOpen, knownAt: "close", optional: feed.stale !== null && column !== "age" };
      }
      if (symbol?.kind !== "bar") return atOpen;
      const opening = symbol.column === "open" || symbol.column === "time";
      return { ...atOpen, knownAt: opening ? "open" : "close" };
    },
    operator: (expression, operands, _, of) => {
      const when = operatorWhen(expression, operands, { program, ranges, insideStates, of });
      // `x == na` is refused for what it is.
      return asksForMissing(expression) ? { ...when, optional: false } : when;
    },
    prediction: () => ({ ...atOpen, knownAt: "close" }),
    operation: ({ operation, parameters }, inputs) => {
      const whole = latest(inputs);
      const label = findLabel(operation.name);
      const bar = operation.bar.some((column) => column !== "open" && column !== "time");
      const when: When = {
        ...whole,
        knownAt: bar ? "close" : whole.knownAt,
        reach: whole.reach + (label?.reach(parameters.map((each) => longest(each, ranges))) ?? 0),
        optional: (whole.optional && operation.name !== "is_missing") || label?.drops === true,
      };
      return operation.outputs.map(() => when);
    },
    previous: (_, start, value) => {
      const assumed = { ...atOpen, optional: start.optional };
      const settled = value(assumed);
      return { ...assumed, optional: start.optional || settled.optional };
    },
    state: (_, __, value) => value,
    held: ({ value }, inside) => (isSeries(value, stages) ? { ...inside, knownAt: "close" } : inside),
  };
}

/** The largest value a parameter of an operation can have; a duration in bars. */
export function longest(parameter: OperationParameter, ranges: Ranges): number {
  if (parameter.kind === "value") return parameter.value;
  return Math.ceil(ranges.single(parameter.expression).high / parameter.divisor);
}

interface Tools {
  readonly program: Program;
  readonly ranges: Ranges;
  readonly insideStates: ReadonlySet<Expression>;
  readonly of: (part: Expression) => When;
}

function operatorWhen(expression: Operator, operands: readonly When[], tools: Tools): When {
  const whole = latest(operands);
  const symbol = tools.program.resolution.get(expression);
  if (symbol?.kind === "ahead") {
    return { ...whole, knownAt: "close", reach: whole.reach + longest(symbol.offset, tools.ranges) };
  }
  if (expression.kind === "history") {
    const [series = unknown, offset = unknown] = operands;
    const bars = tools.ranges.single(expression.offset).low;
    if (!(bars >= 1)) return whole;
    return {
      knownAt: bars > series.reach ? offset.knownAt : whole.knownAt,
      reach: Math.max(offset.reach, series.reach - bars),
      optional: whole.optional,
    };
  }
  if (expression.kind === "binary" && expression.operator === "??") {
    return { ...whole, optional: operands[1]?.optional ?? false };
  }
  if (expression.kind === "conditional") {
    const { condition, then, otherwise } = expression;
    const [test = unknown, first = unknown, second = unknown] = operands;
    const forgiving = tools.insideStates.has(expression);
    const optional =
      (test.optional && !forgiving) ||
      (first.optional && mayMiss(then, presentWhen(condition, true), tools.of)) ||
      (second.optional && mayMiss(otherwise, presentWhen(condition, false), tools.of));
    return { ...whole, optional };
  }
  return whole;
}

const nameOf = (expression: Expression): string | undefined => {
  if (expression.kind === "previous") return "prev";
  if (expression.kind === "field" && expression.field.text === "prev") {
    return expression.object.kind === "name" ? `${expression.object.text}.prev` : undefined;
  }
  return expression.kind === "name" ? expression.text : undefined;
};

/** Names that are certainly there when the condition held (or did not): what it compares, and what it tests. */
function presentWhen(condition: Expression, held: boolean): ReadonlySet<string> {
  const present = new Set<string>();
  const collect = (part: Expression, holds: boolean): void => {
    if (part.kind === "not") collect(part.operand, !holds);
    if (part.kind === "call" && !holds && part.callee.kind === "name" && part.callee.text === "is_missing") {
      const name = part.arguments[0] && nameOf(part.arguments[0].value);
      if (name !== undefined) present.add(name);
    }
    if (part.kind === "binary" && part.operator === (holds ? "and" : "or")) {
      collect(part.left, holds);
      collect(part.right, holds);
    } else if (holds && (part.kind === "binary" || part.kind === "crosses" || part.kind === "within")) {
      if (part.kind === "binary" && ["or", "and", "??"].includes(part.operator)) return;
      for (const child of children(part)) {
        const name = nameOf(child);
        if (name !== undefined) present.add(name);
      }
    }
  };
  collect(condition, held);
  return present;
}

/** Whether an expression can be missing although the names in `present` are there. */
function mayMiss(
  expression: Expression,
  present: ReadonlySet<string>,
  of: (part: Expression) => When,
): boolean {
  if (!of(expression).optional) return false;
  const name = nameOf(expression);
  if (name !== undefined) return !present.has(name);
  const strict =
    expression.kind === "negation" ||
    expression.kind === "not" ||
    expression.kind === "call" ||
    expression.kind === "within" ||
    (expression.kind === "binary" && expression.operator !== "??");
  if (!strict) return true;
  return children(expression).some((child) => mayMiss(child, present, of));
}
