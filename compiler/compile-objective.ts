import type { Diagnostic } from "../lang/diagnostics/diagnostic.js";
import { parseExpression } from "../lang/parse.js";
import { createSource } from "../lang/source.js";
import type { Expression } from "../lang/tree.js";
import type { ExperimentPlan, MetricConstraint } from "./graph/experiment.js";
import { metricAlone, readConstraint, readMetrics } from "./studies/metric-expressions.js";

/** What is to be optimised, from text as after `optimise:` (`sharpe - max_drawdown`). */
export function compileObjective(text: string): {
  /** Null after an error. */
  readonly objective: ExperimentPlan["objective"] | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { expression, diagnostics } = read(text);
  if (expression === undefined) return { objective: null, diagnostics };
  const found: Diagnostic[] = [];
  const value = readMetrics(expression, (each) => found.push(each));
  if (value === undefined) return { objective: null, diagnostics: found };
  const direction = metricAlone(expression)?.better === "less" ? "minimise" : "maximise";
  return { objective: { text, value, direction }, diagnostics: found };
}

/** A constraint, from text as among `constraints` (`max_drawdown < 20%`). */
export function compileConstraint(text: string): {
  /** Null after an error. */
  readonly constraint: MetricConstraint | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { expression, diagnostics } = read(text);
  if (expression === undefined) return { constraint: null, diagnostics };
  const found: Diagnostic[] = [];
  const source = createSource("constraint", text);
  const constraint = readConstraint(expression, source, (each) => found.push(each));
  return { constraint: constraint ?? null, diagnostics: found };
}

function read(text: string): {
  readonly expression: Expression | undefined;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { expression, diagnostics } = parseExpression(createSource("metrics", text));
  return { expression: diagnostics.length > 0 ? undefined : expression, diagnostics };
}
