import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const accountInRule = defineDiagnostic<{ readonly name: string; readonly instead: string }>({
  code: "SAGE3007",
  severity: "error",
  summary: "the account read by a value",
  message: ({ name }) => `\`${name}\` is a number of the account, not of the market`,
  label: "values and rules read the market only",
  why: "a signal that follows its own results changes with the capital and the first day, so backtest and live part",
  help: ({ instead }) => [instead],
  explanation:
    "`equity`, `drawdown`, `daily_loss` and `losing_streak` belong to the account. They have their own places: `size 25% of equity` " +
    "and `halt when drawdown > 15% for 7d`. Values, conditions and levels are computed from the market alone, so that they are the " +
    "same whatever was traded before.",
  bad: example(`
enter long when close crosses above ema(close, 48) and [[drawdown]] < 10%
exit  long when close crosses below ema(close, 48)`),
  good: example(`
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)
halt when drawdown > 10% for 7d`),
});
