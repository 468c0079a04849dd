import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const stepMisses = defineDiagnostic<{
  readonly name: string;
  readonly what: string;
  readonly point: string;
  readonly below: string;
  readonly above: string;
}>({
  code: "SAGE6003",
  severity: "warning",
  summary: "step misses default or end",
  message: ({ name, what, point }) => `the steps of \`${name}\` miss its ${what} ${point}`,
  label: ({ below, above }) => `goes to ${below}, then ${above}`,
  note: ({ what }) =>
    what === "end"
      ? "harmless if the last value need not be tried"
      : "harmless if the default need not be among the values that are tried",
  explanation: "Values are tried from the low end in steps. One that the steps jump over is never tried.",
  bad: example(`
param length = 15 bars in 5..40 step [[10]]
enter long when close crosses above ema(close, length)
exit  long when close crosses below ema(close, length)`),
  good: example(`
param length = 20 bars in 10..40 step 10
enter long when close crosses above ema(close, length)
exit  long when close crosses below ema(close, length)`),
});
