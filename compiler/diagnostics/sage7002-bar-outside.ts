import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { closes, testExample } from "./test-example.js";

export const barOutside = defineDiagnostic<{ readonly bar: string; readonly last: number }>({
  code: "SAGE7002",
  severity: "error",
  summary: "bar outside the data",
  message: ({ bar, last }) => `there is no bar ${bar}: the test has bars 0 to ${last}`,
  label: "not among the bars",
  why: "bars are counted from 0, so the last of six is bar 5",
  explanation:
    "An expectation names the bar at whose close it is decided. Bars are counted from 0 in the order of the rows.",
  bad: testExample(`
${closes}
expect no exit long [[at bar 6]]`),
  good: testExample(`
${closes}
expect no exit long at bar 5`),
});
