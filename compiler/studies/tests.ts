import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Source, Span } from "../../lang/source.js";
import type { Expect, Expression, File, Test } from "../../lang/tree.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import type { CheckedStrategy } from "../checked.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { shortSeries } from "../diagnostics/sage7003-short-series.js";
import { checksNothing } from "../diagnostics/sage7006-checks-nothing.js";
import { valuesFail } from "../diagnostics/sage7007-values-fail.js";
import type { Facts } from "../passes/facts.js";
import type { Pass, Reporter } from "../passes/pass.js";
import type { CheckAgain, CheckedTest } from "./checked.js";
import { readExpectations, reportValueType } from "./expectations.js";
import { readGiven, strategyNamed } from "./given.js";
import { readRows, type TestData } from "./rows.js";

/** Checks every `test` of a file: names, values, rows, expectations, and that the strategy can decide on its bars. */
export function checkTests(
  file: File,
  source: Source,
  strategies: readonly CheckedStrategy[],
  again: CheckAgain,
): Pass<readonly CheckedTest[]> {
  const diagnostics: Diagnostic[] = [];
  const out = file.declarations.flatMap((each) =>
    each.kind === "test" ? [checkTest(each, source, strategies, again, diagnostics)] : [],
  );
  return { out, diagnostics };
}

function checkTest(
  test: Test,
  source: Source,
  strategies: readonly CheckedStrategy[],
  again: CheckAgain,
  diagnostics: Diagnostic[],
): CheckedTest {
  const before = diagnostics.length;
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const isRead = !test.steps.some((each) => each.kind === "damaged");
  const strategy = strategyNamed(test.of, strategies, report);
  const data = readRows(test, strategy?.sound === true ? strategy : undefined, report);
  const written = test.steps.filter((each) => each.kind === "expect");
  const expectations = readExpectations(written, isRead ? data.count : undefined, source, report);
  if (written.length === 0 && isRead) {
    const span = { start: test.span.start, end: test.span.start + "test".length };
    report(checksNothing({ span, holes: { title: test.title.value } }));
  }
  const given = test.steps.flatMap((each) => (each.kind === "with" ? each.values : []));
  // What is wrong with the strategy may be why a name of it is not known here.
  const sound = strategy?.sound === true ? strategy : undefined;
  const values = sound ? readGiven(given, sound, "the test", report) : new Map<string, number>();
  if (sound !== undefined) checkNames(written, sound, report);
  const place = test.steps.find((each) => each.kind === "with")?.span ?? test.of.span;
  const fixed = sound && checkFixed(sound, values, place, again, report);
  const errors = diagnostics.slice(before).some((each) => each.severity === "error");
  if (fixed !== undefined && isRead && !errors) checkLength(fixed, data, test, report);
  return {
    title: test.title.value,
    declaration: test,
    sound: isRead && !errors && fixed?.sound === true,
    strategy: fixed,
    values,
    start: data.start,
    bars: data.bars,
    beside: data.beside,
    expectations,
  };
}

function checkFixed(
  strategy: CheckedStrategy,
  values: ReadonlyMap<string, number>,
  place: Span,
  again: CheckAgain,
  report: Reporter,
): CheckedStrategy | undefined {
  if (values.size === 0) {
    const defaults = new Map(strategy.parameters.map((each) => [each.name, each.value]));
    return again(strategy, defaults).strategy;
  }
  const all = new Map(strategy.parameters.map((each) => [each.name, values.get(each.name) ?? each.value]));
  const { strategy: fixed, errors } = again(strategy, all);
  const [first] = errors;
  if (first === undefined) return fixed;
  const broken = strategy.requirements.find(({ condition }) => condition.span.start === first.span.start);
  report(
    valuesFail({
      span: place,
      holes: {
        strategy: strategy.name,
        found: first.message,
        ...(broken !== undefined && { requirement: broken.text }),
      },
      related: [{ span: first.span, message: "here" }],
    }),
  );
  return undefined;
}

function checkLength(strategy: CheckedStrategy, data: TestData, test: Test, report: Reporter): void {
  const { first } = strategy.warmup;
  if (data.count > first || data.leader === undefined) return;
  const holes = { strategy: test.of.text, bars: data.count, first };
  report(shortSeries({ span: data.leader.span, holes }));
}

/** The names whose values a test expects: those of the strategy's `let`s and `state`s, and their fields. */
function checkNames(written: readonly Expect[], strategy: CheckedStrategy, report: Reporter): void {
  const known = new Map([...strategy.lets, ...strategy.states].map(({ name, value }) => [name, value]));
  const others = new Set(
    strategy.declaration.members.flatMap((each) =>
      each.kind === "frame" || each.kind === "feed" || each.kind === "model" ? [each.name.text] : [],
    ),
  );
  for (const expected of written) {
    if (expected.what.kind !== "value") continue;
    const { name, value } = expected.what;
    const head = headOf(name);
    if (head === undefined || others.has(head.text)) continue;
    const declared = known.get(head.text);
    if (declared === undefined) reportName(head, [...known.keys(), ...others], report);
    else if (name.kind === "name") {
      const facts = strategy.facts.get(declared);
      if (facts !== undefined) checkType(expected, facts, value, head.text, report);
    }
  }
}

function headOf(expression: Expression): { readonly text: string; readonly span: Span } | undefined {
  if (expression.kind === "name") return expression;
  if (expression.kind === "field") return headOf(expression.object);
  return expression.kind === "history" ? headOf(expression.series) : undefined;
}

function checkType(
  expected: Expect,
  { type }: Facts,
  value: Expression,
  name: string,
  report: Reporter,
): void {
  if (value.kind === "missing" || (type !== "truth" && type !== "number")) return;
  if ((type === "truth") !== (value.kind === "truth"))
    reportValueType(expected, type === "truth", name, report);
}

function reportName(
  { text, span }: { readonly text: string; readonly span: Span },
  known: readonly string[],
  report: Reporter,
): void {
  const suggestion = suggest(text, known);
  report(
    unknownName({
      span,
      holes: { kind: "name", name: text, suggestion, known: known.length <= 6 ? known : [] },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}
