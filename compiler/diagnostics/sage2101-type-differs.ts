import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const typeDiffers = defineDiagnostic<{
  readonly message: string;
  readonly label: string;
  readonly help?: readonly string[];
}>({
  code: "SAGE2101",
  severity: "error",
  summary: "type differs",
  message: ({ message }) => message,
  label: ({ label }) => label,
  help: ({ help = [] }) => help,
  explanation:
    "There are numbers, conditions (yes or no), categories, and records with several fields such as the result of `macd`. " +
    "Arithmetic takes numbers, `and`, `or`, `not` take conditions; of a record one field is taken with a dot.",
  bad: example(`
let rising = close > close[1]
enter long when [[rising]] + 1 > 1
exit  long when close < ema(close, 48)`),
  good: example(`
let rising = close > close[1]
enter long when rising
exit  long when close < ema(close, 48)`),
});
