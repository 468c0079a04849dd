import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const unused = defineDiagnostic<{ readonly kind: string; readonly name: string }>({
  code: "SAGE2004",
  severity: "warning",
  summary: "unused",
  message: ({ kind, name }) => `the ${kind} \`${name}\` is never used`,
  label: ({ kind }) => (kind === "module" ? "nothing is taken from it" : "nothing reads it"),
  note: "harmless; it costs nothing to run, but a reader will look for what it decides",
  help: ({ kind, name }) =>
    kind === "module"
      ? ["remove the line"]
      : [`remove it, show it with \`plot ${name}\`, or call it \`_${name}\``],
  explanation:
    "A value that no rule, size or plot reads does not change a single trade. Often it is left over, or a rule reads another " +
    "name by mistake. Names that begin with `_` are not reported.",
  bad: example(`
let [[quick]] = ema(close, 12)
let calm  = ema(close, 48)
enter long when close crosses above calm
exit  long when close crosses below calm`),
  good: example(`
let quick = ema(close, 12)
let calm  = ema(close, 48)
enter long when quick crosses above calm
exit  long when quick crosses below calm`),
});
