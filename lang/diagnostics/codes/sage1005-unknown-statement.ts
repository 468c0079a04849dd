import { defineDiagnostic } from "../define.js";

export const unknownStatement = defineDiagnostic<{
  readonly shown: string;
  /** Where it stands: "a strategy", "a file". */
  readonly place: string;
  readonly suggestion: string | undefined;
  /** How it is written here, where it is another form and not only another word. */
  readonly way?: string | undefined;
  /** The words that may begin a statement there. */
  readonly known: string;
}>({
  code: "SAGE1005",
  severity: "error",
  summary: "unknown statement",
  message: ({ shown, place }) =>
    shown === "`?`"
      ? "a choice is written in words, not with `?`"
      : `${shown} begins no statement of ${place}`,
  label: ({ suggestion }) => (suggestion === undefined ? "" : `did you mean \`${suggestion}\`?`),
  why: "a line that is not understood would silently not be traded",
  help: ({ shown, suggestion, way, known }) => [
    way ??
      (shown === "`?`"
        ? "a choice is written `if condition then a else b`"
        : suggestion === undefined
          ? `a statement begins with ${known}`
          : `write \`${suggestion}\``),
  ],
  explanation:
    "Every statement begins with a word that says what it is: `let`, `param`, `enter`, `exit`, `size` and so on. " +
    "A name alone is no statement; to give a value a name write `let name = …`.",
  bad: `sage 1

strategy demo {
  [[lte]] calm = ema(close, 48)
}
`,
  good: `sage 1

strategy demo {
  let calm = ema(close, 48)
}
`,
});
