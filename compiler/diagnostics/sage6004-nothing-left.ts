import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const nothingLeft = defineDiagnostic<{ readonly reason: "none" | "default"; readonly text: string }>({
  code: "SAGE6004",
  severity: "error",
  summary: "constraints leave nothing",
  message: ({ reason, text }) =>
    reason === "none" ? "no parameter values fulfil the requirements" : `the defaults break \`${text}\``,
  label: ({ reason }) => (reason === "none" ? "nothing is left" : "not true for the values after `=`"),
  why: ({ reason }) =>
    reason === "none" ? "there would be nothing to run" : "the run without a search would break its own rule",
  explanation:
    "`require` excludes combinations of parameters. At least one combination must remain, and the one of the defaults has to be among them.",
  bad: example(`
param fast = 12 bars in 5..40
param slow = 48 bars in 30..60
require [[fast > slow + 40]]
enter long when ema(close, fast) crosses above ema(close, slow)
exit  long when ema(close, fast) crosses below ema(close, slow)`),
  good: example(`
param fast = 12 bars in 5..40
param slow = 48 bars in 30..60
require fast < slow
enter long when ema(close, fast) crosses above ema(close, slow)
exit  long when ema(close, fast) crosses below ema(close, slow)`),
});
