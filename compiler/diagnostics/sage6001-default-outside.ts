import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const defaultOutside = defineDiagnostic<{
  readonly name: string;
  readonly value: string;
  readonly low: string;
  readonly high: string;
  readonly near: string;
}>({
  code: "SAGE6001",
  severity: "error",
  summary: "default outside range",
  message: ({ name, value, low, high }) => `\`${name}\` starts from ${value}, outside ${low} to ${high}`,
  label: "outside its range",
  why: "the run without a search and the search itself would test different strategies",
  help: ({ near }) => [`start from ${near}, or widen the range`],
  explanation: "The value after `=` is used when nothing is searched. It is one of the values of the range.",
  bad: example(`
param length = [[4 bars]] in 5..40
enter long when close crosses above ema(close, length)
exit  long when close crosses below ema(close, length)`),
  good: example(`
param length = 5 bars in 5..40
enter long when close crosses above ema(close, length)
exit  long when close crosses below ema(close, length)`),
});
