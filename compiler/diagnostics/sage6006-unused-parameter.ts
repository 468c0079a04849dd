import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const unusedParameter = defineDiagnostic<{ readonly name: string }>({
  code: "SAGE6006",
  severity: "warning",
  summary: "unused parameter",
  message: ({ name }) => `the parameter \`${name}\` changes nothing`,
  label: "nothing reads it",
  why: "a search would run every combination once for each of its values",
  note: "harmless while nothing is searched",
  help: () => ["use it, or remove it"],
  explanation:
    "A parameter that no rule depends on multiplies the work of a search and the number of trials, and changes no trade.",
  bad: example(`
param [[length]] = 20 bars in 5..40
enter long when close crosses above ema(close, 20)
exit  long when close crosses below ema(close, 20)`),
  good: example(`
param length = 20 bars in 5..40
enter long when close crosses above ema(close, length)
exit  long when close crosses below ema(close, length)`),
});
