import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const argumentCount = defineDiagnostic<{
  readonly message: string;
  readonly label: string;
  readonly signature: string;
}>({
  code: "SAGE2008",
  severity: "error",
  summary: "wrong number of arguments",
  message: ({ message }) => message,
  label: ({ label }) => label,
  help: ({ signature }) => [`\`${signature}\``],
  explanation:
    "Every argument without a default has to be given, and none twice. In the help line a `?` marks what may be left out.",
  bad: example(`
let calm = [[ema(close)]]
enter long when close crosses above calm
exit  long when close crosses below calm`),
  good: example(`
let calm = ema(close, 48)
enter long when close crosses above calm
exit  long when close crosses below calm`),
});
