import { defineDiagnostic } from "../define.js";

export const badDate = defineDiagnostic<{ readonly written: string }>({
  code: "SAGE1019",
  severity: "error",
  summary: "no such date",
  message: ({ written }) => `the calendar has no ${written}`,
  label: "no such date or time",
  why: "the range of the data would be another than meant",
  help: () => ["dates are year-month-day, times hour:minute in UTC: `2024-02-28T16:00`"],
  explanation: "A date is written `2024-02-28`, a moment `2024-02-28T16:00`, always in UTC.",
  bad: `sage 1

experiment study of demo {
  from: [[2023-02-30]]
}
`,
  good: `sage 1

experiment study of demo {
  from: 2023-02-28
}
`,
});
