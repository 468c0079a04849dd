import { defineDiagnostic } from "../define.js";

export const foreignName = defineDiagnostic<{
  readonly written: string;
  readonly suggestion: string | undefined;
}>({
  code: "SAGE1017",
  severity: "error",
  summary: "a name with other letters",
  message: ({ written }) => `\`${written}\` has letters that names cannot have`,
  label: ({ suggestion }) => (suggestion === undefined ? "" : `\`${suggestion}\``),
  why: "letters that look alike but differ would make two names look like one",
  help: ({ suggestion }) => [
    suggestion === undefined ? "names have a-z, A-Z, digits and _" : `write \`${suggestion}\``,
  ],
  explanation:
    "A name begins with a letter a-z, A-Z or _, and goes on with these and digits. Texts and comments may hold any letters.",
  bad: `sage 1

strategy demo {
  let [[länge]] = 4
}
`,
  good: `sage 1

strategy demo {
  let lange = 4
}
`,
});
