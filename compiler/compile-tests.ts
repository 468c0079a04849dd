import type { Diagnostic } from "../lang/diagnostics/diagnostic.js";
import type { Source, Span } from "../lang/source.js";
import { check, type CheckResult } from "./check.js";
import { compileChecked } from "./compile.js";
import { unknownName } from "./diagnostics/sage2001-unknown-name.js";
import type { StrategyTest } from "./graph/test.js";
import type { CheckedTest } from "./studies/checked.js";

/** A test that cannot be run, because of what the diagnostics say. */
export interface BrokenTest {
  readonly title: string;
  readonly strategy: string;
  readonly span: Span;
}

export interface CompileTestsResult {
  /** The tests that can be run, in source order. */
  readonly tests: readonly StrategyTest[];
  readonly broken: readonly BrokenTest[];
  /** Everything found in the file, in source order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The `test` blocks of a file, each with the strategy compiled for its own parameter values. Never throws. */
export function compileTests(source: Source, checked: CheckResult = check(source)): CompileTestsResult {
  const tests: StrategyTest[] = [];
  const broken: BrokenTest[] = [];
  const diagnostics = [...checked.diagnostics];
  for (const test of checked.tests) {
    const compiled = compileTest(test, source, diagnostics);
    if (compiled === undefined) broken.push(brokenOf(test));
    else tests.push(compiled);
  }
  return { tests, broken, diagnostics };
}

const brokenOf = ({ title, declaration: { of, span } }: CheckedTest): BrokenTest => ({
  title,
  strategy: of.text,
  span,
});

function compileTest(test: CheckedTest, source: Source, diagnostics: Diagnostic[]): StrategyTest | undefined {
  const { strategy, title, declaration, values, start, bars, beside, expectations } = test;
  if (!test.sound || strategy === undefined) return undefined;
  const { graph, fault } = compileChecked(strategy, source, { keepNames: true });
  if (fault !== undefined) diagnostics.push(fault);
  if (graph === null) return undefined;
  const names = new Set(graph.names.map((each) => each.name));
  const missing = expectations.find((each) => each.kind === "value" && !names.has(each.name));
  if (missing?.kind === "value") {
    const holes = { kind: "name", name: missing.name, suggestion: undefined } as const;
    diagnostics.push(unknownName({ span: missing.span, holes }));
    return undefined;
  }
  return {
    title,
    strategy: strategy.name,
    span: declaration.span,
    graph,
    values: Object.fromEntries(values),
    start,
    bars,
    beside,
    expectations,
  };
}
