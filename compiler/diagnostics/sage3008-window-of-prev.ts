import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const windowOfPrevious = defineDiagnostic<{
  /** The operation as it is written: `ema`. */
  readonly operation: string;
  /** The state that is computed. */
  readonly state: string;
  /** Whether it is an average, which can be written out. */
  readonly average: boolean;
}>({
  code: "SAGE3008",
  severity: "error",
  summary: "a window over `prev`",
  message: ({ operation }) => `\`${operation}\` cannot run over what is made from \`prev\``,
  label: "remembers bars of its own",
  why: "a state carries one value from bar to bar; a window inside it would remember values that the state itself has not settled yet",
  help: ({ operation, state, average }) => [
    `outside the state, over its name: \`let smooth = ${operation}(${state}, …)\``,
    ...(average ? ["inside, an average written out: `prev + (x - prev) / 5`"] : []),
  ],
  explanation:
    "Inside a `state`, what depends on `prev` is arithmetic, comparisons, `if`, `??`, `min`, `max`, `clamp`, `log`, `exp` and their like, " +
    "`crosses`, and `prev[n]`. Averages and windows keep a history of their own: run them over what does not depend on `prev`, or over the " +
    "finished state.",
  bad: example(`
state level from na = if close > prev then [[ema(prev, 5)]] else close
enter long when close crosses above level
exit  long when close crosses below level`),
  good: example(`
state level from na = if close > prev then prev else close
let smooth = ema(level, 5)
enter long when close crosses above smooth
exit  long when close crosses below smooth`),
});
