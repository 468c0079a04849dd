import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const notYet = defineDiagnostic<{
  readonly what: string;
  /** What does the job today. */
  readonly today: string;
}>({
  code: "SAGE9002",
  severity: "error",
  summary: "not yet",
  message: ({ what }) => `${what} cannot be run yet`,
  label: "understood, but not run by this version",
  why: "leaving it out silently would run another strategy than the one that is written",
  help: ({ today }) => [`works today: ${today}`],
  explanation:
    "The language is larger than what this version runs. The file is read and its shape is checked, and this message stands for the part " +
    "that is not executed, so that no result can come from half a strategy.",
  bad: example(`
fills {
  [[magnify]]: 1m
}
enter long when close crosses above ema(close, 200)
exit  long when close crosses below ema(close, 200)`),
  good: example(`
let trend = ema(close, 200)
enter long when close crosses above trend
exit  long when close crosses below trend`),
});
