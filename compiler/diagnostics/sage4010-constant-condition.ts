import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const constantCondition = defineDiagnostic<{ readonly always: boolean; readonly rule: string }>({
  code: "SAGE4010",
  severity: "warning",
  summary: "condition constant",
  message: ({ rule, always }) => `this ${rule} rule fires ${always ? "on every bar" : "never"}`,
  label: ({ always }) => `${always ? "always" : "never"} true`,
  note: "harmless only as a benchmark, such as a strategy that is always in the market",
  explanation:
    "The condition does not depend on any bar: it is written as `true` or `false`, or made of values that are fixed before the run.",
  bad: example(`
enter long when close crosses above ema(close, 48)
exit  long when [[true]]`),
  good: example(`
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`),
});
