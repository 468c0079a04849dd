import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

const helps = {
  literal: "a number, percentage or duration such as `12 bars`, or a `const` of one",
  constant: "a literal, a `const`, or arithmetic of those",
  parameter: "a literal, a `param`, or arithmetic of those",
} as const;

export const fixedValue = defineDiagnostic<{
  readonly what: string;
  /** literal: only a written value will do; constant: no parameters; parameter: nothing that changes from bar to bar. */
  readonly stage: "literal" | "constant" | "parameter";
}>({
  code: "SAGE2110",
  severity: "error",
  summary: "must be fixed before the run",
  message: ({ what, stage }) =>
    stage === "literal" ? `${what} needs plain values` : `${what} must be fixed before the run`,
  label: ({ stage }) => {
    if (stage === "literal") return "not a plain value";
    return stage === "constant" ? "not a constant" : "changes from bar to bar";
  },
  why: "warm-up, memory and the search space are known before a bar is run, and depend on it",
  help: ({ stage }) => [helps[stage]],
  explanation:
    "Lengths, costs and the other settings of a run are fixed before its first bar. They are literals, `param`s, `const`s and " +
    "arithmetic of those; a series, which has another value on each bar, cannot take their place.",
  bad: example(`
let span = atr(14) / close * 1000
let calm = ema(close, [[span]])
enter long when close crosses above calm
exit  long when close crosses below calm`),
  good: example(`
param span = 48 bars
let calm = ema(close, span)
enter long when close crosses above calm
exit  long when close crosses below calm`),
});
