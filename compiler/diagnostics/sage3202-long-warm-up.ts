import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const longWarmUp = defineDiagnostic<{
  readonly first: string;
  readonly settled: string;
  readonly dominatedBy: string;
}>({
  code: "SAGE3202",
  severity: "info",
  summary: "what dominates warm-up",
  message: ({ settled }) => `settled only after ${settled}`,
  label: ({ dominatedBy }) => `set by \`${dominatedBy}\``,
  why: "until then the day the data starts still changes decisions",
  note: ({ first }) =>
    `decisions begin after ${first}; harmless with enough data before the first trade that counts`,
  explanation:
    "An average that never quite forgets needs far more bars than its length until the first bar no longer matters (its weight is " +
    "below one in a million). NailSage knows the figure for every name; `sage check --explain` lists them. This note appears when " +
    "it is more than 5,000 bars.",
  bad: example(`
let calm = ema(close, 1500)
enter long when close crosses above [[calm]]
exit  long when close crosses below calm`),
  good: example(`
let calm = sma(close, 1500)
enter long when close crosses above calm
exit  long when close crosses below calm`),
});
