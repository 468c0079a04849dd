import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { closes, testExample } from "./test-example.js";

export const shortSeries = defineDiagnostic<{
  readonly strategy: string;
  readonly bars: number;
  readonly first: number;
}>({
  code: "SAGE7003",
  severity: "warning",
  summary: "series shorter than warm-up",
  message: ({ strategy, bars, first }) =>
    `${bars} bars; the first decision of \`${strategy}\` is at bar ${first}`,
  label: "too short for a decision",
  why: "before its warm-up the strategy cannot enter or leave, whatever the prices do",
  note: "harmless if the test is about what happens before the first decision",
  help: ({ first }) => [`at least ${first + 1} bars, or shorter lengths: \`with fast = 2 bars\``],
  explanation:
    "A strategy decides from the first bar on which all its names have a value. A test sets short lengths with `with`, so that a few bars " +
    "that can be checked by hand are enough.",
  bad: testExample(`
with fast = 30 bars
[[close: 10, 10, 9, 9, 12, 13]]
expect nothing`),
  good: testExample(`
with fast = 2 bars
${closes}
expect enter long at bar 4`),
});
