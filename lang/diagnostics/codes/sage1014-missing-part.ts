import { defineDiagnostic } from "../define.js";

export const missingPart = defineDiagnostic<{
  /** What is missing, as it is said: "`then`", "a name". */
  readonly missing: string;
  /** What it follows: "`calm`"; undefined at the beginning of a file. */
  readonly after: string | undefined;
  readonly hint: string | undefined;
}>({
  code: "SAGE1014",
  severity: "error",
  summary: "a word or sign is missing",
  message: ({ missing, after }) => `${missing} is missing${after === undefined ? "" : ` after ${after}`}`,
  label: ({ missing }) => `${missing} belongs here`,
  help: ({ hint, missing }) => [hint ?? `write ${missing} here`],
  explanation:
    "The statement has a word or sign at this place that is not there. The help line shows the shape of the whole statement.",
  bad: `sage 1

strategy demo {
  let level = if close > open then low[[]] high
}
`,
  good: `sage 1

strategy demo {
  let level = if close > open then low else high
}
`,
});
