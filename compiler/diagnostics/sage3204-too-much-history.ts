import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const tooMuchHistory = defineDiagnostic<{ readonly bars: string; readonly limit: string }>({
  code: "SAGE3204",
  severity: "error",
  summary: "more history than the limit",
  message: ({ bars }) => `needs ${bars} bars before its first value`,
  label: ({ limit }) => `the limit is ${limit} bars`,
  why: "the history of every series is kept in memory, in every copy of a search",
  help: () => ["a shorter length", "a slower timeframe"],
  explanation:
    "Windows are kept in memory. The limit protects a machine that searches thousands of parameter sets at a time; a slower " +
    "timeframe says the same with fewer bars.",
  bad: example(`
let calm = highest(close, 90000)
enter long when close crosses above [[calm[90000]]]
exit  long when close < ema(close, 48)`),
  good: example(`
let calm = highest(close, 900)
enter long when close crosses above calm[1]
exit  long when close < ema(close, 48)`),
});
