import { defineDiagnostic } from "../define.js";

export const unknownEscape = defineDiagnostic<{ readonly written: string }>({
  code: "SAGE1025",
  severity: "error",
  summary: "unknown escape in a text",
  message: ({ written }) => `\`${written}\` means nothing in a text`,
  label: "a backslash of its own is written twice",
  help: ({ written }) => [`for the backslash itself write \`\\${written}\``],
  explanation:
    'In a text `\\"` is a quote, `\\\\` a backslash, `\\n` a line break and `\\t` a tab. Paths are written with `/` on every system.',
  bad: `sage 1

strategy demo {
  feed fear from "data[[\\f]]ear.csv" {
    column: value
  }
}
`,
  good: `sage 1

strategy demo {
  feed fear from "data/fear.csv" {
    column: value
  }
}
`,
});
