import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const percentSlip = defineDiagnostic<{
  readonly message: string;
  readonly meant: string;
  readonly note: string;
}>({
  code: "SAGE2108",
  severity: "warning",
  summary: "percent slip",
  message: ({ message }) => message,
  label: ({ meant }) => `did you mean ${meant}?`,
  note: ({ note }) => note,
  explanation:
    "Some values run from 0 to 100 (`rsi`, `stochastic`, `adx`), others from 0 to 1 (ranks, shares). A number of the other scale " +
    "still compiles, but the comparison then has the same answer on nearly every bar. The same slip in a fee is expensive: " +
    "`fee: 0.04` is four percent, `fee: 0.04%` what an exchange takes.",
  bad: example(`
let strength = rsi(close, 14)
enter long when strength crosses above 30
exit  long when strength > [[0.7]]`),
  good: example(`
let strength = rsi(close, 14)
enter long when strength crosses above 30
exit  long when strength > 70`),
});
