import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const mayBeMissing = defineDiagnostic<{
  readonly what: string;
  readonly instead: string;
  readonly text: string;
}>({
  code: "SAGE2106",
  severity: "error",
  summary: "may be missing",
  message: ({ what }) => `${what} may be missing`,
  label: "`na` on some bars",
  why: "an order cannot be decided by a value that is not there",
  help: ({ text, instead }) => [`say what holds then: \`${text} ?? ${instead}\``],
  explanation:
    "After its warm-up a value is there on every bar, unless the text says otherwise: a branch that is `na`, or a `state` that " +
    "starts from `na`. Such a value may decide about an order only with a stand-in, as in `level ?? low`.",
  bad: example(`
let high_close = if close > open then close else na
enter long when [[high_close > ema(close, 48)]]
exit  long when close < ema(close, 48)`),
  good: example(`
let high_close = if close > open then close else na
enter long when (high_close > ema(close, 48)) ?? false
exit  long when close < ema(close, 48)`),
});
