import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const startDependent = defineDiagnostic<{
  readonly name: string;
  readonly help: string;
}>({
  code: "SAGE3203",
  severity: "warning",
  summary: "start-dependent state",
  message: ({ name }) => `\`${name}\` depends on the day the data starts`,
  label: "nothing is ever forgotten",
  why: "backtest and live start on different days, so they will disagree",
  help: ({ help }) => [help],
  explanation:
    "A `state` that only adds up carries its first bar for ever. The compiler accepts a state as forgetting when its last value " +
    "shrinks on every bar (`0.9 * prev + …`), or when a branch sets it anew without `prev`. Otherwise use a window such as " +
    "`sum(volume, 96)`, or allow it with a reason.",
  bad: example(`
state [[total]] from quantity(0) = prev + volume
enter long when total > 2 * total[24]
exit  long when close < ema(close, 48)`),
  good: example(`
let total = sum(volume, 96)
enter long when total > 2 * total[24]
exit  long when close < ema(close, 48)`),
});
