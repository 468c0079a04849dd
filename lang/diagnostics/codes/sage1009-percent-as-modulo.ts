import { defineDiagnostic } from "../define.js";

export const percentAsModulo = defineDiagnostic<{ readonly instead: string }>({
  code: "SAGE1009",
  severity: "error",
  summary: "`%` as modulo",
  message: "`%` is only a percent sign right after a number",
  label: ({ instead }) => `write \`${instead}\``,
  why: "25% is a quarter; the rest of a division is another thing",
  help: ({ instead }) => [`write \`${instead}\``],
  explanation: "`25%` is the fraction 0.25. The remainder of a division is written `a mod b`.",
  bad: `sage 1

strategy demo {
  enter long when hour_of_day(time) [[%]] 4 == 0
}
`,
  good: `sage 1

strategy demo {
  enter long when hour_of_day(time) mod 4 == 0
}
`,
});
