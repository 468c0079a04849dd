import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const alwaysTrue = defineDiagnostic<{
  readonly text: string;
  readonly always: boolean;
  readonly reason: string;
}>({
  code: "SAGE2107",
  severity: "warning",
  summary: "always true or false",
  message: ({ text, always }) => `\`${text}\` is ${always ? "always" : "never"} true`,
  label: ({ reason }) => reason,
  note: "harmless only as a switch that is meant to stay as it is",
  explanation:
    "The compiler knows the range of each value: `rsi` runs from 0 to 100, `atr` is never negative, a parameter stays in its " +
    "range. Where two ranges do not meet, a comparison has the same answer on every bar.",
  bad: example(`
let strength = rsi(close, 14)
enter long when strength crosses above 30
exit  long when [[strength > 120]] or close < ema(close, 48)`),
  good: example(`
let strength = rsi(close, 14)
enter long when strength crosses above 30
exit  long when strength > 70 or close < ema(close, 48)`),
});
