import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const noCosts = defineDiagnostic({
  code: "SAGE4012",
  severity: "error",
  summary: "no costs",
  message: "this strategy trades for free",
  label: "no `costs`",
  why: "most strategies that look good for free lose after fees and slippage",
  help: () => ["`costs { fee: 0.1%  slippage: 0.02% }`"],
  explanation:
    "Fees and slippage are part of the strategy, because its rules only make sense against them. To see what it would be without, " +
    "write `fee: 0%`, which is a warning.",
  bad: example(
    `
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`,
    { rest: "size 25% of equity" },
  ).replace("example {", "[[example]] {"),
  good: example(`
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`),
});
