import { defineDiagnostic } from "../define.js";

export const reservedName = defineDiagnostic<{
  readonly name: string;
  /** Whether the word is kept for a later edition, as against used by this one. */
  readonly later: boolean;
  readonly suggestion: string | undefined;
}>({
  code: "SAGE2003",
  severity: "error",
  summary: "name reserved",
  message: ({ name, later }) =>
    later ? `\`${name}\` is kept for a later edition` : `\`${name}\` is a word of the language, not a name`,
  label: ({ suggestion }) => (suggestion === undefined ? "" : `for example \`${suggestion}\``),
  why: ({ later }) =>
    later
      ? "the file would change its meaning when the edition does"
      : "the word already means something here",
  help: ({ suggestion }) => [
    suggestion === undefined ? "choose another name" : `choose another name, such as \`${suggestion}\``,
  ],
  explanation:
    "Words that build statements and conditions (`when`, `let`, `and`, `if`, `true`, `prev` …) cannot be names. `universe`, `rank`, " +
    "`match`, `phase` and `import` are kept for later editions: nothing is declared under them, though the function `rank` may be called.",
  bad: `sage 1

strategy demo {
  let [[phase]] = close > open
}
`,
  good: `sage 1

strategy demo {
  let my_phase = close > open
}
`,
});
