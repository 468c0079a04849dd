import { defineDiagnostic } from "../define.js";

export const bareFraction = defineDiagnostic<{ readonly instead: string }>({
  code: "SAGE1026",
  severity: "error",
  summary: "fraction without its zero",
  message: "a fraction begins with a digit",
  label: ({ instead }) => `\`${instead}\``,
  why: "a lone point is easily overlooked, and `.5` read as 5 is ten times too much",
  help: ({ instead }) => [`write \`${instead}\``],
  explanation:
    "Numbers begin with a digit: `0.5`, not `.5`. Long ones may have `_` between digits: `1_000_000`.",
  bad: `sage 1

strategy demo {
  let middle = [[.5]] * (high + low)
}
`,
  good: `sage 1

strategy demo {
  let middle = 0.5 * (high + low)
}
`,
});
