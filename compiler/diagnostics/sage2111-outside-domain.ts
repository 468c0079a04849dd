import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const outsideDomain = defineDiagnostic<{
  readonly what: string;
  readonly found: string;
  readonly allowed: string;
  readonly why?: string;
}>({
  code: "SAGE2111",
  severity: "error",
  summary: "outside the function's domain",
  message: ({ what, allowed }) => `${what} must be ${allowed}`,
  label: ({ found }) => found,
  why: ({ why }) => why ?? "there is no result for such a value, so nothing could be decided by it",
  explanation:
    "Each length and number has bounds in the reference: a moving average needs at least one bar, a share lies between 0 and 1. " +
    "For a `param` the whole range must lie inside, because a search will go there.",
  bad: example(`
param length = 5 bars in 0..20
let calm = ema(close, [[length]])
enter long when close crosses above calm
exit  long when close crosses below calm`),
  good: example(`
param length = 5 bars in 1..20
let calm = ema(close, length)
enter long when close crosses above calm
exit  long when close crosses below calm`),
});
