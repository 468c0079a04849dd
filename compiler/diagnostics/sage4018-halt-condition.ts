import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const haltCondition = defineDiagnostic<{
  /** The condition as it is written. */
  readonly text: string;
}>({
  code: "SAGE4018",
  severity: "error",
  summary: "a halt on something else than losses",
  message: () => "a halt watches the account: `drawdown`, `daily_loss`, `losing_streak`",
  label: "not a limit of losses",
  why: "a halt is the last line of defence, and holds whatever the rules of the strategy say",
  help: () => [
    "a limit: `halt when drawdown > 15% or losing_streak >= 4 for 7d`",
    "for the market, a rule: `exit all when volume < 10`, and `and volume >= 10` in the entries",
  ],
  explanation:
    "`halt when` takes one of `drawdown`, `daily_loss` and `losing_streak` with `>` or `>=` and a limit that is fixed before the run, or several " +
    "of them joined by `or`. When the market itself is the reason to stay out, the rules say so.",
  bad: example(`
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)
halt when [[close < ema(close, 200)]] for 7d`),
  good: example(`
let calm = close >= ema(close, 200)
enter long when close crosses above ema(close, 48) and calm
exit  long when close crosses below ema(close, 48)
halt when drawdown > 15% for 7d`),
});
