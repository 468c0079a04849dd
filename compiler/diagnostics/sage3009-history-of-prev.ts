import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const historyOfPrevious = defineDiagnostic<{
  /** As written: `prev[100]`. */
  readonly text: string;
  readonly longest: number;
  /** What is wrong with the offset. */
  readonly found: string;
}>({
  code: "SAGE3009",
  severity: "error",
  summary: "history of `prev`",
  message: ({ longest }) => `a state remembers at most ${longest} bars of itself`,
  label: ({ found }) => found,
  why: "each remembered bar is carried along with the state on every bar, so their number must be small and fixed",
  help: ({ longest }) => [
    `a fixed number up to ${longest}: \`prev[1]\``,
    "outside the state, history of its name has no such limit: `level[500]`",
  ],
  explanation:
    "`prev[n]` inside a `state` is the state's own value `n` bars before the last one. The offset is a number in the text. A longer look back, or " +
    "one that is a `param` or changes, is possible outside, where the name of the state is a series like any other.",
  bad: example(`
state level from na = if close > (prev ?? close) then [[prev[100]]] ?? close else close
enter long when close crosses above level
exit  long when close crosses below level`),
  good: example(`
state level from na = if close > (prev ?? close) then prev[10] ?? close else close
enter long when close crosses above level
exit  long when close crosses below level[100]`),
});
