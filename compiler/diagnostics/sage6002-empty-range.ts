import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const emptyRange = defineDiagnostic<{ readonly name: string; readonly reversed: boolean }>({
  code: "SAGE6002",
  severity: "error",
  summary: "empty range",
  message: ({ name, reversed }) =>
    reversed ? `the range of \`${name}\` holds no value` : `the step of \`${name}\` leads nowhere`,
  label: ({ reversed }) => (reversed ? "the first end is the larger one" : "must be above zero"),
  why: "there would be nothing to search",
  explanation: "A range runs from its smaller to its larger end, in steps above zero: `in 5..40 step 5`.",
  bad: example(`
param length = 20 bars in [[40..5]]
enter long when close crosses above ema(close, length)
exit  long when close crosses below ema(close, length)`),
  good: example(`
param length = 20 bars in 5..40
enter long when close crosses above ema(close, length)
exit  long when close crosses below ema(close, length)`),
});
