import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const negativeHistory = defineDiagnostic<{
  readonly text: string;
  readonly bars: number;
  readonly past: string;
}>({
  code: "SAGE3002",
  severity: "error",
  summary: "negative history",
  message: ({ text, bars }) =>
    `\`${text}\` ${bars === 1 ? "is one bar" : `can be ${bars} bars`} in the future`,
  label: "not known yet",
  why: "the backtest would trade on prices that nobody had",
  help: ({ past }) => [`that many bars ago: \`${past}\``],
  explanation:
    "`close[1]` is the close one bar ago, so `close[-1]` would be the next one. History only looks back; with a `param` as " +
    "offset its whole range must not be negative.",
  bad: example(`
enter long when [[close[-1]]] > close
exit  long when close < ema(close, 48)`),
  good: example(`
enter long when close[1] > close
exit  long when close < ema(close, 48)`),
});
