import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const noWayOut = defineDiagnostic<{ readonly side: string; readonly exit: string }>({
  code: "SAGE4002",
  severity: "error",
  summary: "no way out",
  message: ({ side }) => `a ${side} position is never closed`,
  label: "nothing ever ends what begins here",
  why: "the first entry would be held to the end of the data, and its loss has no bound",
  help: ({ exit }) => [`\`${exit}\``, "or a stop: `stop entry * (1 - 2%)` in the rule's braces"],
  explanation:
    "A position is closed by an `exit` rule of its side, a stop, a target for all of it, a trailing stop, `expire`, or an entry to " +
    "the other side. One of them is needed.",
  bad: example(`
[[enter long]] when close crosses above ema(close, 48)`),
  good: example(`
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`),
});
