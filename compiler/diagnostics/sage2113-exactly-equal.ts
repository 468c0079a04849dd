import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const exactlyEqual = defineDiagnostic<{
  readonly left: string;
  readonly right: string;
  readonly isEqual: boolean;
}>({
  code: "SAGE2113",
  severity: "warning",
  summary: "hardly ever exactly equal",
  message: ({ isEqual }) =>
    isEqual ? "an average is hardly ever exactly a price" : "an average is nearly always another number",
  label: ({ isEqual }) => (isEqual ? "true on almost no bar" : "true on almost every bar"),
  why: "averages have many digits, so that the last one decides: the rule fires by chance, if at all",
  note: "harmless where two series are compared that are meant to be the same",
  help: ({ left, right }) => [`where they meet: \`${left} crosses above ${right}\``],
  explanation:
    "`==` asks for the same number to the last digit. Prices step in ticks, but averages of them do not. Where two lines meet is a cross; " +
    "near each other is a distance: `abs(close - average) < 0.1 * atr(14)`.",
  bad: example(`
let calm = ema(close, 48)
enter long when [[close == calm]]
exit  long when close < calm`),
  good: example(`
let calm = ema(close, 48)
enter long when close crosses above calm
exit  long when close < calm`),
});
