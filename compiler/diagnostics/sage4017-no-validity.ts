import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const noValidity = defineDiagnostic<{ readonly type: string }>({
  code: "SAGE4017",
  severity: "warning",
  summary: "entry that waits without end",
  message: ({ type }) => `this ${type} entry waits until it fills, however long that takes`,
  label: "for how many bars?",
  why: "the price may come back months later, when nothing of the reason to enter is left",
  note: "harmless where a newer signal replaces it soon enough",
  help: ({ type }) => [`\`${type} at … for 3 bars\``],
  explanation:
    "A limit or stop entry rests until it fills, until a newer signal replaces it, until an `exit` rule of its side or a halt withdraws it, " +
    "or until its time is over. `for 3 bars` is that time: it may fill in the three bars after the signal.",
  bad: example(`
enter long when close crosses above ema(close, 48) [[limit]] at close * 0.99
exit  long when close crosses below ema(close, 48)`),
  good: example(`
enter long when close crosses above ema(close, 48) limit at close * 0.99 for 3 bars
exit  long when close crosses below ema(close, 48)`),
});
