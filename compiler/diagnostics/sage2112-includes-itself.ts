import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const includesItself = defineDiagnostic<{
  readonly text: string;
  readonly always: boolean;
  /** The extreme over a window, as written. */
  readonly window: string;
}>({
  code: "SAGE2112",
  severity: "warning",
  summary: "compared with what includes it",
  message: ({ text, always }) =>
    text.length > 50
      ? `this comparison is ${always ? "always" : "never"} true`
      : `\`${text}\` is ${always ? "always" : "never"} true`,
  label: () => "the last bar of this window is the bar itself",
  why: "a value cannot pass the extreme of bars that it belongs to: the rule would never fire, or always",
  note: "harmless only as a switch that is meant to stay as it is",
  help: ({ window }) => [`the bars before this one: \`${window}[1]\``],
  explanation:
    "`highest(high, 20)` is the highest of the last 20 bars, this one included, so no close is ever above it. A breakout compares with the " +
    "bars before: `close > highest(high, 20)[1]`.",
  bad: example(`
enter long when close > [[highest(high, 20 bars)]]
exit  long when close < ema(close, 48)`),
  good: example(`
enter long when close > highest(high, 20 bars)[1]
exit  long when close < ema(close, 48)`),
});
