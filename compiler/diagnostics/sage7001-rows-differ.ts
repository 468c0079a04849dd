import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { closes, testExample } from "./test-example.js";

export const rowsDiffer = defineDiagnostic<{
  readonly row: string;
  readonly count: number;
  readonly other: string;
  readonly otherCount: number;
}>({
  code: "SAGE7001",
  severity: "error",
  summary: "rows of different length",
  message: ({ row, count, other, otherCount }) =>
    `\`${row}\` has ${count} values, \`${other}\` has ${otherCount}`,
  label: ({ count, otherCount }) =>
    count < otherCount ? `${otherCount - count} too few` : `${count - otherCount} too many`,
  why: "each bar of the test takes one value of every row",
  explanation:
    "The rows of a test are the columns of its bars: the first value of each row belongs to bar 0, the second to bar 1, and so on.",
  bad: testExample(`
${closes}
[[volume: 5, 5, 5]]
expect enter long at bar 4`),
  good: testExample(`
${closes}
volume: 5, 5, 5, 5, 5, 5
expect enter long at bar 4`),
});
