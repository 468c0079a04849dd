import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const nameTaken = defineDiagnostic<{
  readonly name: string;
  /** What it stands for already, when that is not written in the file. */
  readonly first: string | undefined;
}>({
  code: "SAGE2002",
  severity: "error",
  summary: "name taken",
  message: ({ name, first }) =>
    first === undefined ? `there are two things called \`${name}\`` : `\`${name}\` is already ${first}`,
  label: "needs another name",
  why: "whoever reads the name could not say which of the two is meant",
  explanation:
    "A name stands for one thing in the whole strategy; nothing is ever assigned a second time. To remember a value from " +
    "bar to bar use `state`. Functions live apart: a `let` may be called `momentum` although there is a function `momentum`.",
  bad: example(`
let level = ema(close, 48)
let [[level]] = ema(close, 96)
enter long when close crosses above level
exit  long when close crosses below level`),
  good: example(`
let level = ema(close, 48)
enter long when close crosses above level
exit  long when close crosses below level`),
});
