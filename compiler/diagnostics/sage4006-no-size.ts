import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const noSize = defineDiagnostic({
  code: "SAGE4006",
  severity: "error",
  summary: "no size",
  message: "this strategy does not say how much to trade",
  label: "no `size`",
  why: "size decides about profit and ruin more than any rule",
  help: () => ["a share: `size 25% of equity`", "by risk: `size risk 1% of equity` with a stop"],
  explanation:
    "`size 25% of equity` buys for a quarter of the account, `size risk 1% of equity` so much that the stop costs one percent, " +
    "`size fixed 1000 of quote` the same money and `size fixed 1 of base` the same amount each time.",
  bad: example(
    `
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`,
    { rest: "costs {\n  fee: 0.04%\n}" },
  ).replace("example {", "[[example]] {"),
  good: example(`
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`),
});
