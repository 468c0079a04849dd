import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const moduleNotFound = defineDiagnostic<{
  readonly message: string;
  readonly suggestion: string | undefined;
  /** What there is. */
  readonly known: readonly string[];
  readonly help?: string;
}>({
  code: "SAGE2005",
  severity: "error",
  summary: "module not found",
  message: ({ message }) => message,
  label: ({ suggestion }) =>
    suggestion === undefined ? "cannot be used" : `did you mean \`${suggestion}\`?`,
  why: "nothing is known of what the strategy takes from there, so nothing can be tested or traded",
  help: ({ suggestion, known, help }) => {
    if (help !== undefined) return [help];
    if (suggestion !== undefined) return [`\`${suggestion}\``];
    return known.length === 0 ? [] : [`there is ${known.map((name) => `\`${name}\``).join(", ")}`];
  },
  explanation:
    '`use std.trend` takes a module of the standard library, `use "./mine.sage" as mine` a file of yours. The path of a file is the way ' +
    "from the file that uses it, with `/` between folders. Only files inside the project can be used: the nearest folder above with " +
    "a `.git` or a `package.json`, or the folder in which the command runs. So a strategy never depends on what lies elsewhere on " +
    "one computer. Files are written in UTF-8.",
  bad: example(
    `
enter long when trend.efficiency(close, 20) crosses above 0.5
exit  long when trend.efficiency(close, 20) crosses below 0.3`,
    { before: "use [[std.trand]] as trend" },
  ),
  good: example(
    `
enter long when trend.efficiency(close, 20) crosses above 0.5
exit  long when trend.efficiency(close, 20) crosses below 0.3`,
    { before: "use std.trend" },
  ),
});
