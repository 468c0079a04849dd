import { defineDiagnostic } from "../define.js";

export const tooManyMistakes = defineDiagnostic<{ readonly limit: number }>({
  code: "SAGE1021",
  severity: "error",
  summary: "too many mistakes",
  message: ({ limit }) => `reading stops here after ${limit} mistakes`,
  label: "the rest was not read",
  help: () => ["mend the first ones and try again; is this a `.sage` file?"],
  explanation:
    "After a hundred mistakes the rest of a file is not looked at: most likely it is no `.sage` file, or not text at all.",
  bad: `sage 1

strategy demo {
${"  let = 1\n".repeat(100)}  [[let]] = 1
}
`,
  good: `sage 1

strategy demo {
  let one = 1
}
`,
});
