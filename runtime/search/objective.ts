import type { MetricConstraint, MetricExpression } from "../../compiler/graph/experiment.js";

/** A metric of a run by its name; NaN where it has no value. */
export type MetricOf = (name: string) => number;

/** What an expression of metrics comes to; NaN where one of them has no value. */
export function evaluateMetrics(expression: MetricExpression, metric: MetricOf): number {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "metric":
      return expression.sign * metric(expression.metric);
    case "operation": {
      const left = evaluateMetrics(expression.left, metric);
      const right = evaluateMetrics(expression.right, metric);
      const value = apply(expression.operator, left, right);
      return Number.isFinite(value) ? value : Number.NaN;
    }
  }
}

function apply(operator: "+" | "-" | "*" | "/", left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
  }
}

/** Whether a constraint holds; one with a missing side does not. */
export function holds({ comparison, left, right }: MetricConstraint, metric: MetricOf): boolean {
  const a = evaluateMetrics(left, metric);
  const b = evaluateMetrics(right, metric);
  switch (comparison) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

/** Every metric that an expression reads. */
export function metricsIn(expression: MetricExpression): readonly string[] {
  if (expression.kind === "metric") return [expression.metric];
  return expression.kind === "number" ? [] : [...metricsIn(expression.left), ...metricsIn(expression.right)];
}
