import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const unitsDiffer = defineDiagnostic<{
  readonly message: string;
  readonly label: string;
  readonly why?: string;
  readonly help: readonly string[];
}>({
  code: "SAGE2104",
  severity: "error",
  summary: "units differ",
  message: ({ message }) => message,
  label: ({ label }) => label,
  why: ({ why }) => why ?? "the result would change its meaning from symbol to symbol",
  help: ({ help }) => help,
  explanation:
    "A price, a quantity, an amount of money, a number of bars and a plain ratio are different things: adding or comparing them " +
    "gives a figure that means nothing, or something else for every symbol. Ratios scale anything: `1.02 * close` is a price. " +
    "An absolute level is written `price(50000)`, and `0` fits every unit.",
  bad: example(`
let trend = ema(close, 50)
enter long when close > [[1.02]] and trend > trend[3]
exit  long when close < trend`),
  good: example(`
let trend = ema(close, 50)
enter long when close > 1.02 * trend and trend > trend[3]
exit  long when close < trend`),
});
