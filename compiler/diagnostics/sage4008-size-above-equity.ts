import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const sizeAboveEquity = defineDiagnostic<{ readonly size: string; readonly leverage: string }>({
  code: "SAGE4008",
  severity: "warning",
  summary: "size above equity without leverage",
  message: ({ size, leverage }) => `the size is up to ${size} of equity, leverage is ${leverage}`,
  label: "more than there is",
  note: "harmless: the order is cut to what leverage allows, but then this figure does not say what is traded",
  help: () => ["`size 25% of equity`", "borrow for it: `fills { leverage: 2 }`"],
  explanation:
    "Without leverage an order cannot be worth more than the account. `fills { leverage: 2 }` allows twice of it, on markets that lend.",
  bad: example(
    `
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`,
    { rest: "size [[150%]] of equity\ncosts {\n  fee: 0.04%\n}" },
  ),
  good: example(
    `
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`,
    { rest: "size 95% of equity\ncosts {\n  fee: 0.04%\n}" },
  ),
});
