import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { closes, testExample } from "./test-example.js";

export const contradiction = defineDiagnostic<{ readonly text: string; readonly earlier: string }>({
  code: "SAGE7005",
  severity: "error",
  summary: "expectations contradict",
  message: ({ text, earlier }) => `\`${text}\` rules out \`${earlier}\``,
  label: "cannot both be",
  why: "the test would fail whatever the strategy does",
  help: () => ["keep the one that is meant"],
  explanation:
    "Two expectations of one test exclude each other: the same thing is expected and not expected at one bar, nothing is expected where " +
    "something is, or one name has two values.",
  bad: testExample(`
${closes}
expect enter long at bar 4
[[expect no enter long]]`),
  good: testExample(`
${closes}
expect enter long at bar 4
expect no enter short`),
});
