import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Expression } from "../../lang/tree.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { branchesDiffer } from "../diagnostics/sage2103-branches-differ.js";
import { notACondition } from "../diagnostics/sage2102-not-a-condition.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { analyse, Fields, type Analysis, type FactsOf, type Operator } from "./analysis.js";
import type { Pass, Reporter } from "./pass.js";
import { textAt, type Demand, type Program } from "./program.js";
import { suggest } from "../../lang/diagnostics/suggest.js";

/** "missing" is `na`, which fits everything and becomes what it meets; "unknown" stays unknown. */
export type Type = "number" | "truth" | "category" | "text" | "missing" | "unknown";

export interface Types {
  readonly facts: FactsOf<Type>;
  readonly single: (expression: Expression) => Type;
}

const words: Readonly<Record<Type, string>> = {
  number: "a number",
  truth: "a condition",
  category: "a category",
  text: "a text",
  missing: "`na`",
  unknown: "anything",
};

/** Finds what kind of value each expression is: number, condition, category, record. */
export function findTypes(program: Program): Pass<Types> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const analysis = typeAnalysis(program);
  const out = analyse(program, analysis, report);
  for (const demand of program.demands) checkDemand(demand, out, program, report);
  return { out, diagnostics };
}

function typeAnalysis(program: Program): Analysis<Type> {
  const text = (expression: Expression) => textAt(program.source, expression.span);
  return {
    unknown: "unknown",
    leaf: leafType,
    operator: (expression, operands, report) =>
      expression.kind === "call" && program.resolution.get(expression)?.kind === "ahead"
        ? (operands[0] ?? "unknown")
        : operatorType(expression, operands, text, report),
    operation: ({ operation, inputs }, types, _, __, report) => {
      const sound = operation.inputs.map((input, index) => {
        const expression = inputs[index];
        const type = types[index] ?? "unknown";
        if (expression === undefined || fits(type, input.type)) return true;
        const what = `\`${input.name}\` of \`${operation.name}\``;
        if (input.type === "truth") reportCondition(what, type, expression, text(expression), report);
        else reportType(`${what} must be ${words[input.type]}`, type, expression, report);
        return false;
      });
      const outputs = operation.outputs.map((output) => output.type);
      const poisoned = types.includes("unknown") || sound.includes(false);
      return poisoned ? outputs.map(() => "unknown") : outputs;
    },
    prediction: ({ output }) => (output === "class" ? "category" : "number"),
    previous: (_, start, value) => {
      if (start !== "missing") return start;
      const found = value("missing");
      return found === "missing" ? "number" : found;
    },
    state: (state, start, value, report) => {
      if (fits(start, value)) return value === "missing" ? start : value;
      reportBranches([state.start, state.value], [start, value], text, report);
      return "unknown";
    },
    record: (expression, fields, report) => reportRecord(expression, fields, text(expression), report),
    field: (expression, fields, report) => reportField(expression, fields, text, report),
  };
}

function leafType(
  expression: Parameters<Analysis<Type>["leaf"]>[0],
  symbol: Parameters<Analysis<Type>["leaf"]>[1],
): Type {
  switch (expression.kind) {
    case "text":
      return "text";
    case "truth":
      return "truth";
    case "missing":
      return "missing";
    case "damaged":
      return "unknown";
    default:
      if (symbol?.kind === "choice") return "category";
      if (symbol?.kind === "given") return symbol.type.type === "any" ? "unknown" : symbol.type.type;
      // A parameter whose value could not be read.
      if (symbol?.kind === "parameter" && Number.isNaN(symbol.parameter.value)) return "unknown";
      return symbol?.kind === "parameter" && symbol.parameter.kind === "truth" ? "truth" : "number";
  }
}

const isOpen = (type: Type): boolean => type === "unknown" || type === "missing";

const fits = (found: Type, wanted: Type): boolean => found === wanted || isOpen(found) || isOpen(wanted);

function operatorType(
  expression: Operator,
  types: readonly Type[],
  text: (expression: Expression) => string,
  report: Reporter,
): Type {
  const all = (wanted: Type, parts: readonly Expression[], what: string, result: Type): Type => {
    const sound = parts.map((part, index) => {
      const type = types[index] ?? "unknown";
      if (fits(type, wanted)) return true;
      if (wanted === "truth") reportCondition(`\`${text(part)}\``, type, part, text(part), report);
      else reportType(`${what} needs ${words[wanted]}`, type, part, report);
      return false;
    });
    const poisoned = result === "number" && types.includes("unknown");
    return poisoned || sound.includes(false) ? "unknown" : result;
  };
  const [first = "unknown", second = "unknown", third = "unknown"] = types;
  switch (expression.kind) {
    case "history": {
      if (fits(second, "number")) return first;
      reportType("the number of bars ago must be a number", second, expression.offset, report);
      return first;
    }
    case "negation":
      return all("number", [expression.operand], "`-`", "number");
    case "not":
      return all("truth", [expression.operand], "`not`", "truth");
    case "crosses":
      return all("number", [expression.left, expression.right], "`crosses`", "truth");
    case "within":
      return all("number", [expression.value, expression.low, expression.high], "`in`", "truth");
    case "conditional": {
      if (!fits(first, "truth")) {
        const { condition } = expression;
        reportCondition("the condition", first, condition, text(condition), report);
      }
      return join([expression.then, expression.otherwise], [second, third], text, report);
    }
    case "call":
      return "number";
    default:
      return binaryType(expression, first, second, { all, text, report });
  }
}

interface Tools {
  readonly all: (wanted: Type, parts: readonly Expression[], what: string, result: Type) => Type;
  readonly text: (expression: Expression) => string;
  readonly report: Reporter;
}

function binaryType(
  expression: Extract<Operator, { kind: "binary" }>,
  left: Type,
  right: Type,
  { all, text, report }: Tools,
): Type {
  const parts = [expression.left, expression.right] as const;
  const what = `\`${expression.operator}\``;
  switch (expression.operator) {
    case "and":
    case "or":
      return all("truth", parts, what, "truth");
    case "??":
      return join(parts, [left, right], text, report);
    case "==":
    case "!=": {
      const [missing, other] =
        expression.left.kind === "missing"
          ? [expression.left, expression.right]
          : [expression.right, expression.left];
      if (missing.kind === "missing") {
        reportMissing(expression, missing, other, { text, report });
        return "unknown";
      }
      if (fits(left, right)) return "truth";
      reportType(`compares ${words[left]} with ${words[right]}`, right, expression.right, report);
      return "unknown";
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
      return left === "category" && right === "category" ? "truth" : all("number", parts, what, "truth");
    default:
      return all("number", parts, what, "number");
  }
}

/** `x != na` is itself missing, on every bar. */
function reportMissing(
  { operator, span }: Extract<Operator, { kind: "binary" }>,
  missing: Expression,
  other: Expression,
  { text, report }: Pick<Tools, "text" | "report">,
): void {
  const asked = `${operator === "==" ? "" : "not "}is_missing(${text(other)})`;
  report(
    typeDiffers({
      span: missing.span,
      holes: {
        message: "nothing is equal to the missing value `na`",
        label: "never true, never false",
        help: [`\`${asked}\``],
      },
      fixes: [{ title: `Write \`${asked}\``, edits: [{ span, text: asked }] }],
    }),
  );
}

function join(
  parts: readonly [Expression, Expression],
  [a, b]: readonly [Type, Type],
  text: (expression: Expression) => string,
  report: Reporter,
): Type {
  if (!fits(a, b)) {
    reportBranches(parts, [a, b], text, report);
    return "unknown";
  }
  return isOpen(a) && b !== "missing" ? b : a;
}

function reportBranches(
  [a, b]: readonly [Expression, Expression],
  [first, second]: readonly [Type, Type],
  text: (expression: Expression) => string,
  report: Reporter,
): void {
  report(
    branchesDiffer({
      span: b.span,
      holes: { first: words[first], second: words[second], words: [text(a), text(b)] },
      related: [{ span: a.span, message: words[first] }],
    }),
  );
}

function reportType(message: string, found: Type, expression: Expression, report: Reporter): void {
  report(typeDiffers({ span: expression.span, holes: { message, label: words[found] } }));
}

function reportCondition(
  what: string,
  found: Type,
  expression: Expression,
  text: string,
  report: Reporter,
): void {
  const compared = `${text} > 0`;
  const number = found === "number";
  report(
    notACondition({
      span: expression.span,
      holes: {
        what,
        found: words[found],
        help: number ? [`compare it: \`${compared}\``] : [],
      },
      fixes: number
        ? [{ title: "Compare it with zero", edits: [{ span: expression.span, text: compared }] }]
        : [],
    }),
  );
}

function reportRecord(expression: Expression, fields: Fields<Type>, text: string, report: Reporter): void {
  const names = [...fields.of.keys()];
  const [first = "value"] = names;
  const { end } = expression.span;
  report(
    typeDiffers({
      span: expression.span,
      holes: {
        message: `\`${text}\` is a record; one of its fields is needed`,
        label: `has ${names.map((name) => `\`${name}\``).join(", ")}`,
        help: [`\`${text}.${first}\``],
      },
      fixes: [{ title: `Take \`${first}\``, edits: [{ span: { start: end, end }, text: `.${first}` }] }],
    }),
  );
}

function reportField(
  expression: Expression,
  fields: Fields<Type> | undefined,
  text: (expression: Expression) => string,
  report: Reporter,
): void {
  if (expression.kind !== "field") return;
  const { field, object } = expression;
  if (fields === undefined) {
    const message = `\`${text(object)}\` is one value and has no fields`;
    report(typeDiffers({ span: field.span, holes: { message, label: "nothing to take" } }));
    return;
  }
  const known = [...fields.of.keys()];
  const suggestion = suggest(field.text, known);
  report(
    unknownName({
      span: field.span,
      holes: { kind: "field", name: field.text, suggestion, known, of: text(object) },
      fixes: suggestion
        ? [{ title: `Write \`${suggestion}\``, edits: [{ span: field.span, text: suggestion }] }]
        : [],
    }),
  );
}

function checkDemand(demand: Demand, types: Types, program: Program, report: Reporter): void {
  const { expression, what } = demand;
  const value = types.facts.get(expression);
  const text = textAt(program.source, expression.span);
  if (value instanceof Fields) {
    if (demand.type !== "any" || demand.single === true || what === "a `plot`")
      reportRecord(expression, value, text, report);
    return;
  }
  if (value === undefined || demand.type === "any" || fits(value, demand.type)) return;
  if (demand.type === "truth") reportCondition(what, value, expression, text, report);
  else reportType(`${what} must be ${words[demand.type]}`, value, expression, report);
}
