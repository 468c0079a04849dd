import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const branchesDiffer = defineDiagnostic<{
  readonly first: string;
  readonly second: string;
  readonly words: readonly [string, string];
}>({
  code: "SAGE2103",
  severity: "error",
  summary: "branches differ",
  message: ({ first, second, words: [a, b] }) => `\`${a}\` gives ${first}, \`${b}\` gives ${second}`,
  label: ({ second }) => second,
  why: "one name would be two kinds of value, depending on the bar",
  explanation:
    "Both branches of `if … then … else …`, and both sides of `??`, are the same kind of value in the same unit. " +
    "`na` and `0` fit everything.",
  bad: example(`
let level = if close > open then low else [[12]]
enter long when close crosses above level
exit  long when close crosses below level`),
  good: example(`
let level = if close > open then low else high
enter long when close crosses above level
exit  long when close crosses below level`),
});
