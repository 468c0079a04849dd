import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const zeroFee = defineDiagnostic({
  code: "SAGE4013",
  severity: "warning",
  summary: "zero fee",
  message: "every trade is free of fees",
  label: "no fee",
  why: "a strategy that trades often lives or dies by it",
  note: "harmless for a comparison, or on a venue that really takes nothing",
  help: () => ["`fee: 0.1%` is what most spot exchanges take"],
  explanation:
    "With a fee of zero the figures show what the rules would earn on a venue that charges nothing.",
  bad: example(
    `
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`,
    { rest: "size 25% of equity\ncosts {\n  fee: [[0%]]\n}" },
  ),
  good: example(
    `
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`,
    { rest: "size 25% of equity\ncosts {\n  fee: 0.1%\n}" },
  ),
});
