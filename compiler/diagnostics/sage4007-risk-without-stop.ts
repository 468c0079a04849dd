import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const riskWithoutStop = defineDiagnostic<{ readonly side: string; readonly stop: string }>({
  code: "SAGE4007",
  severity: "error",
  summary: "risk size without stop",
  message: ({ side }) => `the size is set by the stop, but this ${side} has none`,
  label: "no stop",
  why: "without a stop there is no distance from which the amount could follow",
  help: ({ stop }) => [`\`${stop}\``, "or a size without a stop: `size 25% of equity`"],
  explanation:
    "`size risk 1% of equity` trades the amount that loses one percent of equity when the stop is hit. Each entry therefore needs a stop.",
  bad: example(
    `
[[enter long]] when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`,
    { rest: "size risk 1% of equity\ncosts {\n  fee: 0.04%\n}" },
  ),
  good: example(
    `
enter long when close crosses above ema(close, 48) {
  stop entry - 2 * atr(14)
}
exit long when close crosses below ema(close, 48)`,
    { rest: "size risk 1% of equity\ncosts {\n  fee: 0.04%\n}" },
  ),
});
