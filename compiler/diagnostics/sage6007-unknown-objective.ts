import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { experimentExample } from "./study-example.js";

export const unknownObjective = defineDiagnostic<{
  readonly name: string;
  readonly suggestion: string | undefined;
  /** A metric of which neither more nor less is better. */
  readonly isNeutral?: boolean;
}>({
  code: "SAGE6007",
  severity: "error",
  summary: "unknown objective",
  message: ({ name, isNeutral }) =>
    isNeutral === true
      ? `\`${name}\` does not say which strategy is better`
      : `there is no metric \`${name}\``,
  label: ({ suggestion, isNeutral }) => {
    if (isNeutral === true) return "neither more nor less of it is better";
    return suggestion === undefined ? "not a metric of a run" : `did you mean \`${suggestion}\`?`;
  },
  why: ({ isNeutral }) => (isNeutral === true ? "the search would not know what to look for" : undefined),
  help: ({ suggestion, isNeutral }) => {
    if (isNeutral === true)
      return ["`optimise: sharpe`, and this as a constraint: `constraints: [trades > 100]`"];
    return suggestion === undefined
      ? ["`sharpe`, `calmar`, `total_return`: all are in docs/metrics.md"]
      : [`\`${suggestion}\``];
  },
  explanation:
    "A search optimises a metric of its runs, or arithmetic of metrics, and may constrain others. They are the metrics of " +
    "docs/metrics.md, written in small letters with underscores: `total_return`, `profit_factor`. Losses count by their size, so that " +
    "`max_drawdown < 20%` means what it says.",
  bad: experimentExample("optimise: [[sharp]]"),
  good: experimentExample("optimise: sharpe"),
});
