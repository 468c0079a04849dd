import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const neverEnters = defineDiagnostic<{ readonly reason: string; readonly rule: boolean }>({
  code: "SAGE4001",
  severity: "warning",
  summary: "never enters",
  message: ({ rule }) => (rule ? "this rule can never enter" : "this strategy never enters a position"),
  label: ({ reason }) => reason,
  note: "harmless only while the strategy is being written",
  explanation:
    "Without an `enter` rule, or with one whose parts exclude each other, nothing is ever traded and every figure of the report is zero.",
  bad: example(`
let strength = rsi(close, 14)
enter long when [[strength > 70 and strength < 30]]
exit  long when close < ema(close, 48)`),
  good: example(`
let strength = rsi(close, 14)
enter long when strength > 30 and strength < 70
exit  long when close < ema(close, 48)`),
});
