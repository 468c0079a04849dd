import { defineDiagnostic } from "../define.js";

export const missingOperator = defineDiagnostic<{
  readonly first: string;
  readonly second: string;
  /** What the second one is meant to be, where that is clear. */
  readonly instead?: string | undefined;
  readonly way?: string | undefined;
}>({
  code: "SAGE1027",
  severity: "error",
  summary: "two values side by side",
  message: ({ first, second }) => `nothing joins ${first} and ${second}`,
  label: ({ instead }) => (instead === undefined ? "a second value" : `did you mean \`${instead}\`?`),
  why: "it is not clear what to do with the two",
  help: ({ instead, way }) => [
    way ??
      (instead === undefined ? undefined : `write \`${instead}\``) ??
      "put an operator between them (`and`, `or`, `+`, `*`), or begin a new statement on its own line",
  ],
  explanation:
    "Two values side by side need an operator: `a and b`, `a * b`. Each statement begins with its own word; see SAGE1005.",
  bad: `sage 1

strategy demo {
  enter long when close > open [[volume]] > 0
}
`,
  good: `sage 1

strategy demo {
  enter long when close > open and volume > 0
}
`,
});
