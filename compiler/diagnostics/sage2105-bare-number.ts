import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const bareNumber = defineDiagnostic<{
  readonly message: string;
  readonly label: string;
  readonly help: readonly string[];
}>({
  code: "SAGE2105",
  severity: "error",
  summary: "bare number where a price is needed",
  message: ({ message }) => message,
  label: ({ label }) => label,
  why: "a plain number says nothing about the symbol, and is wrong as soon as the price moves on",
  help: ({ help }) => help,
  explanation:
    "Where a price is needed, a plain number is not accepted. Relate it to a price (`entry * (1 - 2%)`, `2 * atr(14)`), or say " +
    "that an absolute level is meant with `price(50000)`; likewise `quantity(2)` and `money(100)`.",
  bad: example(`
enter long when close crosses above ema(close, 48) {
  stop [[2%]]
}`),
  good: example(`
enter long when close crosses above ema(close, 48) {
  stop entry * (1 - 2%)
}`),
});
