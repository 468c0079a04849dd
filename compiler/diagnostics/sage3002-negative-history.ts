import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const negativeHistory = defineDiagnostic<{
  readonly text: string;
  readonly bars: number;
  /** What was meant, and how to say it. */
  readonly meant: string;
  readonly better: string;
}>({
  code: "SAGE3002",
  severity: "error",
  summary: "negative history",
  message: ({ text, bars }) =>
    `\`${text}\` ${bars === 1 ? "is one bar" : `can be ${bars} bars`} in the future`,
  label: "not known yet",
  why: "the backtest would trade on prices that nobody had",
  help: ({ meant, better }) => [`${meant}: \`${better}\``],
  explanation:
    "`close[1]` is the close one bar ago, so `close[-1]` would be the next one. History only looks back; with a `param` as " +
    "offset its whole range must not be negative. What lies ahead is for targets of models only, and is said with `ahead`: " +
    "`ahead(close, 12 bars)`.",
  bad: example(`
enter long when [[close[-1]]] > close
exit  long when close < ema(close, 48)`),
  good: example(`
enter long when close[1] > close
exit  long when close < ema(close, 48)`),
});
