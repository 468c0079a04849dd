import type { Expression } from "../../lang/tree.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import { percentSlip } from "../diagnostics/sage2108-percent-slip.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { unknownObjective } from "../diagnostics/sage6007-unknown-objective.js";
import type { MetricConstraint, MetricExpression } from "../graph/experiment.js";
import { metricWords, type MetricWord } from "../graph/metric.js";
import type { Source } from "../../lang/source.js";
import type { Reporter } from "../passes/pass.js";
import { textAt } from "../passes/program.js";

/** Names that people use for a metric that is called otherwise here. */
const otherNames: Readonly<Record<string, string>> = {
  return: "total_return",
  returns: "total_return",
  profit: "net_profit",
  drawdown: "max_drawdown",
  maximum_drawdown: "max_drawdown",
  trade_count: "trades",
  number_of_trades: "trades",
  sharpe_ratio: "sharpe",
  sortino_ratio: "sortino",
  calmar_ratio: "calmar",
  omega_ratio: "omega",
  winrate: "win_rate",
  var: "value_at_risk_95",
  cvar: "expected_shortfall_95",
  expected_shortfall: "expected_shortfall_95",
  ulcer: "ulcer_index",
};

/** A number made of metrics; reports what is none. */
export function readMetrics(expression: Expression, report: Reporter): MetricExpression | undefined {
  switch (expression.kind) {
    case "name": {
      const found = metricWords.find((each) => each.word === expression.text);
      if (found !== undefined) return { kind: "metric", metric: found.metric, sign: found.sign };
      reportUnknown(expression, report);
      return undefined;
    }
    case "number":
    case "percent":
      return { kind: "number", value: expression.value };
    case "negation": {
      const operand = readMetrics(expression.operand, report);
      if (operand === undefined) return undefined;
      return operand.kind === "number"
        ? { kind: "number", value: -operand.value }
        : { kind: "operation", operator: "-", left: { kind: "number", value: 0 }, right: operand };
    }
    case "binary": {
      const { operator } = expression;
      if (operator !== "+" && operator !== "-" && operator !== "*" && operator !== "/") break;
      const left = readMetrics(expression.left, report);
      const right = readMetrics(expression.right, report);
      return left && right && { kind: "operation", operator, left, right };
    }
    case "damaged":
      return undefined;
    default:
  }
  report(
    typeDiffers({
      span: expression.span,
      holes: {
        message: "a search is judged by the metrics of its runs",
        label: "not a metric",
        help: ["`sharpe`, or arithmetic of metrics: `sharpe - 2 * max_drawdown`"],
      },
    }),
  );
  return undefined;
}

function reportUnknown({ text, span }: Extract<Expression, { kind: "name" }>, report: Reporter): void {
  const known = metricWords.map((each) => each.word);
  const suggestion = otherNames[text.toLowerCase()] ?? suggest(text, known);
  report(
    unknownObjective({
      span,
      holes: { name: text, suggestion },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

/** The metric that an expression is, where it is nothing but one. */
export function metricAlone(expression: Expression): MetricWord | undefined {
  return expression.kind === "name" ? metricWords.find((each) => each.word === expression.text) : undefined;
}

/** `max_drawdown < 20%`, `trades > 100`. */
export function readConstraint(
  expression: Expression,
  source: Source,
  report: Reporter,
): MetricConstraint | undefined {
  if (expression.kind === "damaged") return undefined;
  const comparison = expression.kind === "binary" ? comparisonOf(expression.operator) : undefined;
  if (expression.kind !== "binary" || comparison === undefined) {
    report(
      typeDiffers({
        span: expression.span,
        holes: {
          message: "a constraint compares a metric with a number",
          label: "not a comparison",
          help: ["`max_drawdown < 20%`, `trades >= 100`"],
        },
      }),
    );
    return undefined;
  }
  const left = readMetrics(expression.left, report);
  const right = readMetrics(expression.right, report);
  reportSlip(expression.left, expression.right, report);
  reportSlip(expression.right, expression.left, report);
  const text = textAt(source, expression.span);
  return left && right && { text, span: expression.span, comparison, left, right };
}

function comparisonOf(operator: string): MetricConstraint["comparison"] | undefined {
  return (["<", "<=", ">", ">="] as const).find((each) => each === operator);
}

/** `max_drawdown < 20`: a metric that is a fraction is never 20. */
function reportSlip(metric: Expression, number: Expression, report: Reporter): void {
  const found = metricAlone(metric);
  if (found?.unit !== "fraction" || number.kind !== "number" || number.value <= 1) return;
  const text = `${number.text}%`;
  report(
    percentSlip({
      span: number.span,
      holes: {
        message: `\`${found.word}\` is a share: \`${number.text}\` is ${number.value * 100} %`,
        meant: text,
        note: "harmless only if every result may pass, or none",
      },
      fixes: [{ title: `Write \`${text}\``, edits: [{ span: number.span, text }] }],
    }),
  );
}
