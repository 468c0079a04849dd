import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const futureValue = defineDiagnostic<{
  readonly text: string;
  readonly bars: number | undefined;
  /** Names and functions on the way to what looks ahead. */
  readonly via: readonly string[];
  readonly past: string | undefined;
}>({
  code: "SAGE3001",
  severity: "error",
  summary: "future value outside a target",
  message: ({ text, bars }) =>
    bars === undefined
      ? `\`${text}\` is a price of the future`
      : `\`${text}\` is ${bars} ${bars === 1 ? "bar" : "bars"} in the future`,
  label: ({ bars }) =>
    bars === undefined ? "not known yet" : `not known until ${bars} ${bars === 1 ? "bar" : "bars"} later`,
  why: "a rule that knows the future wins every backtest and cannot be traded",
  note: ({ via }) =>
    via.length === 0 ? undefined : `through ${via.map((name) => `\`${name}\``).join(", then ")}`,
  help: ({ past }) => (past === undefined ? [] : [`use what has happened: \`${past}\``]),
  explanation:
    "`ahead(x, n)` is the value n bars later. It has one use: as the target that a model learns to predict. A rule, a size or a " +
    "feature can only use what has happened. Names and functions that lead to the future are followed however long the way is.",
  bad: example(`
enter long when [[ahead(close, 3)]] > close
exit  long when close < ema(close, 48)`),
  good: example(`
enter long when close[3] > close
exit  long when close < ema(close, 48)`),
});
