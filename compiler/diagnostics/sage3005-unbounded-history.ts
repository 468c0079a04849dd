import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const unboundedHistory = defineDiagnostic<{
  readonly text: string;
  readonly offset: string;
  /** The bound that is proposed, as it is written. */
  readonly most: string;
}>({
  code: "SAGE3005",
  severity: "error",
  summary: "history offset without a bound",
  message: ({ text }) => `\`${text}\` could look back any number of bars`,
  label: "changes from bar to bar",
  why: "how much history to keep, and when the strategy may start, must be known before the run",
  help: ({ offset, most }) => [
    `a bound: \`clamp(${offset}, 0, ${most})\``,
    "a value since an event: `state held from 0 = if event then close else prev`",
  ],
  explanation:
    "The offset in `x[n]` may be a literal, a `param`, or change from bar to bar within bounds, so that warm-up and memory are known: " +
    "`close[clamp(age, 0, 100)]` looks back 100 bars at most, and needs 100 bars before its first value. To remember a value since an " +
    "event, use a `state` that is set when the event happens.",
  bad: example(`
state age from 0 = if close > open then 0 else prev + 1
enter long when close > [[close[age]]]
exit  long when close < ema(close, 48)`),
  good: example(`
enter long when close > close[24]
exit  long when close < ema(close, 48)`),
});
