import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const notACondition = defineDiagnostic<{
  readonly what: string;
  readonly found: string;
  readonly help: readonly string[];
}>({
  code: "SAGE2102",
  severity: "error",
  summary: "condition is not yes/no",
  message: ({ what, found }) => `${what} is ${found}, not yes or no`,
  label: ({ found }) => found,
  why: "there is no rule for which numbers would count as yes",
  help: ({ help }) => help,
  explanation:
    "A rule fires when a condition holds. A number alone is no condition: compare it with something, as in `change > 0`.",
  bad: example(`
enter long when [[momentum(close, 12)]]
exit  long when close < ema(close, 48)`),
  good: example(`
enter long when momentum(close, 12) > 0
exit  long when close < ema(close, 48)`),
});
