import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const wholeBars = defineDiagnostic<{
  readonly what: string;
  readonly found: string;
  readonly help: readonly string[];
}>({
  code: "SAGE2109",
  severity: "error",
  summary: "length must be whole bars",
  message: ({ what }) => `${what} must be a whole number of bars`,
  label: ({ found }) => found,
  why: "there is no such thing as half a bar, and rounding silently would change the rule",
  help: ({ help }) => help,
  explanation:
    "Lengths are counted in bars: `14 bars`, a whole number, or a duration that is a whole multiple of the timeframe (`2d`). " +
    "Arithmetic that can give a fraction is rounded where you say so: `round(slow / 2)`.",
  bad: example(`
let calm = ema(close, [[90m]])
enter long when close crosses above calm
exit  long when close crosses below calm`),
  good: example(`
let calm = ema(close, 2h)
enter long when close crosses above calm
exit  long when close crosses below calm`),
});
