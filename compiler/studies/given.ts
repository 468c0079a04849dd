import type { Span } from "../../lang/source.js";
import type { Expression, Identifier } from "../../lang/tree.js";
import { givenTwice } from "../../lang/diagnostics/codes/sage1012-given-twice.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import type { CheckedParameter, CheckedStrategy } from "../checked.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { fixedValue } from "../diagnostics/sage2110-fixed-value.js";
import { formatValue } from "../passes/format.js";
import { kindWords, readLiteral, valueFor } from "../passes/parameters.js";
import type { Reporter } from "../passes/pass.js";

/** `fast = 2 bars` of a test, `fast: 2 bars` of a portfolio. */
export interface GivenValue {
  readonly name: Identifier;
  readonly value: Expression;
  readonly span: Span;
}

/** The strategy that a test, experiment or portfolio names; reports a name that none has. */
export function strategyNamed(
  name: Identifier,
  strategies: readonly CheckedStrategy[],
  report: Reporter,
): CheckedStrategy | undefined {
  const found = strategies.find((each) => each.name === name.text);
  if (found !== undefined || name.text === "") return found;
  const known = strategies.map((each) => each.name);
  const only = known.length === 1 ? known[0] : undefined;
  const suggestion = suggest(name.text, known) ?? only;
  report(
    unknownName({
      span: name.span,
      holes: { kind: "strategy", name: name.text, suggestion, known },
      fixes: suggestion
        ? [{ title: `Write \`${suggestion}\``, edits: [{ span: name.span, text: suggestion }] }]
        : [],
    }),
  );
  return undefined;
}

/** Values for parameters by name, in the parameters' own units; what is wrong with one is reported and left out. */
export function readGiven(
  given: readonly GivenValue[],
  strategy: CheckedStrategy,
  of: string,
  report: Reporter,
): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  const seen = new Map<string, Span>();
  for (const { name, value } of given) {
    const earlier = seen.get(name.text);
    if (earlier !== undefined) {
      const related = [{ span: earlier, message: "first given here" }];
      report(givenTwice({ span: name.span, holes: { what: name.text, of }, related }));
      continue;
    }
    seen.set(name.text, name.span);
    const parameter = strategy.parameters.find((each) => each.name === name.text);
    if (parameter === undefined) reportParameter(name, strategy, report);
    else {
      const read = readValue(parameter, value, report);
      if (read !== undefined) values.set(parameter.name, read);
    }
  }
  return values;
}

export function reportParameter(
  { text, span }: Identifier,
  strategy: CheckedStrategy,
  report: Reporter,
): void {
  const known = strategy.parameters.map((each) => each.name);
  const suggestion = suggest(text, known);
  report(
    unknownName({
      span,
      holes: { kind: "parameter", name: text, suggestion, of: strategy.name, known },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

function readValue(
  parameter: CheckedParameter,
  expression: Expression,
  report: Reporter,
): number | undefined {
  if (expression.kind === "damaged") return undefined;
  const { span } = expression;
  const literal = readLiteral(expression);
  if (literal === undefined) {
    report(fixedValue({ span, holes: { what: `\`${parameter.name}\``, stage: "literal" } }));
    return undefined;
  }
  const value = valueFor(parameter, literal);
  const whole = parameter.kind === "bars" || parameter.kind === "ticks";
  if (value !== undefined && (!whole || Number.isInteger(value))) return value;
  const example = formatValue(parameter.value, parameter.kind);
  const what = value === undefined ? kindWords[literal.kind] : "a part of one";
  report(
    typeDiffers({
      span,
      holes: {
        message: `\`${parameter.name}\` takes ${kindWords[parameter.kind]}, not ${what}`,
        label: what,
        help: [`for example \`${example}\``],
      },
    }),
  );
  return undefined;
}
