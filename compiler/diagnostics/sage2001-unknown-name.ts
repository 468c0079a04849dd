import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const unknownName = defineDiagnostic<{
  readonly kind:
    | "name"
    | "function"
    | "setting"
    | "word"
    | "type"
    | "field"
    | "strategy"
    | "parameter"
    | "row"
    | "metric"
    | "class";
  readonly name: string;
  readonly suggestion: string | undefined;
  /** The section or function it was looked for in. */
  readonly of?: string | undefined;
  /** All that would have been right, when they are few. */
  readonly known?: readonly string[];
  /** How what it means elsewhere is written here. */
  readonly way?: string | undefined;
  /** Where the name does have a meaning. */
  readonly only?: string;
}>({
  code: "SAGE2001",
  severity: "error",
  summary: "no such name",
  message: ({ kind, name, of, only }) => {
    if (kind === "word") return `\`${name}\` means nothing here`;
    if (only !== undefined) return `\`${name}\` has a meaning only ${only}`;
    const place = of === undefined ? "" : ` in \`${of}\``;
    return `there is no ${kind === "name" ? "" : `${kind} `}\`${name}\`${place}`;
  },
  label: ({ suggestion }) =>
    suggestion === undefined ? "not known here" : `did you mean \`${suggestion}\`?`,
  help: ({ suggestion, known = [], way }) => {
    if (way !== undefined) return [way];
    if (suggestion !== undefined) return [`\`${suggestion}\``];
    return known.length === 0 ? [] : [`one of ${known.map((word) => `\`${word}\``).join(", ")}`];
  },
  explanation:
    "Names are those of your own `param`, `let`, `state`, `fn` and `const`, the columns of the bar (`open`, `high`, `low`, " +
    "`close`, `volume`, `time`) and the functions of the reference. A suggestion is shown when a known name of the same " +
    "kind is at most two letters away.",
  bad: example(`
let calm = ema(close, 48)
enter long when close crosses above [[clam]]
exit  long when close crosses below calm`),
  good: example(`
let calm = ema(close, 48)
enter long when close crosses above calm
exit  long when close crosses below calm`),
});
