import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { experimentExample } from "./study-example.js";

export const nothingSearched = defineDiagnostic<{
  readonly strategy: string;
  /** A parameter that has one value only; undefined: none has more. */
  readonly name: string | undefined;
}>({
  code: "SAGE6014",
  severity: "error",
  summary: "nothing to search",
  message: ({ strategy, name }) =>
    name === undefined
      ? `no parameter of \`${strategy}\` has a range to search`
      : `\`${name}\` has one value only`,
  label: "nothing to try here",
  why: "the experiment would be a single run",
  help: () => ["give it a range: `param fast = 12 bars in 5..40`"],
  explanation: "An experiment tries the values of parameters. Only a `param` with a range has more than one.",
  bad: experimentExample("search: [fast, [[calm]], slow]\noptimise: sharpe")
    .replace("param fast", "param calm = 10 bars\n  param fast")
    .replace("ema(close, slow)\n  exit", "ema(close, slow) and close > sma(close, calm)\n  exit"),
  good: experimentExample("search: [fast]\noptimise: sharpe"),
});
