import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const unusedAllowance = defineDiagnostic<{
  readonly code: string;
  readonly reason: "none" | "silences nothing" | "error";
}>({
  code: "SAGE2009",
  severity: "warning",
  summary: "unused allowance",
  message: ({ code, reason }) => {
    if (reason === "none") return `the allowance of ${code} gives no reason`;
    if (reason === "error") return `${code} is an error and cannot be allowed`;
    return `nothing to allow: the next statement does not give ${code}`;
  },
  label: ({ reason }) => (reason === "none" ? "why is it meant?" : "has no effect"),
  note: "harmless, but the next reader will believe it",
  help: ({ code, reason }) =>
    reason === "none" ? [`\`// sage-allow ${code}: what makes it right here\``] : ["remove the comment"],
  explanation:
    "`// sage-allow CODE: reason` silences one warning or info of the statement below it. The reason is required, because " +
    "whoever reads the strategy next has to know why it was meant. Errors cannot be silenced.",
  bad: example(`
[[// sage-allow SAGE3203: counts since launch]]
let calm = ema(close, 48)
enter long when close crosses above calm
exit  long when close crosses below calm`),
  good: example(`
let calm = ema(close, 48)
enter long when close crosses above calm
exit  long when close crosses below calm`),
});
