import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const wrongArgument = defineDiagnostic<{
  readonly function: string;
  readonly argument: string;
  readonly suggestion: string | undefined;
  readonly known: readonly string[];
  /** The argument whose choice is wrong. */
  readonly of?: string;
}>({
  code: "SAGE2007",
  severity: "error",
  summary: "wrong argument name",
  message: ({ function: name, argument, of }) =>
    of === undefined
      ? `\`${name}\` has no argument \`${argument}\``
      : `\`${of}\` of \`${name}\` cannot be \`${argument}\``,
  label: ({ suggestion }) =>
    suggestion === undefined ? "not known here" : `did you mean \`${suggestion}\`?`,
  help: ({ known, of }) => [
    known.length === 0
      ? "it takes no arguments"
      : `${of === undefined ? "its arguments are" : "one of"} ${known.map((word) => `\`${word}\``).join(", ")}`,
  ],
  explanation:
    "Arguments are given in order, or by name as in `ema(close, length: 12)`. The names are those of the reference page, which " +
    "`sage explain` and the editor show.",
  bad: example(`
let calm = ema(close, [[lenght]]: 48)
enter long when close crosses above calm
exit  long when close crosses below calm`),
  good: example(`
let calm = ema(close, length: 48)
enter long when close crosses above calm
exit  long when close crosses below calm`),
});
