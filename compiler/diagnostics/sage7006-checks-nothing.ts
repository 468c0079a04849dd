import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { closes, testExample } from "./test-example.js";

export const checksNothing = defineDiagnostic<{ readonly title: string }>({
  code: "SAGE7006",
  severity: "warning",
  summary: "test checks nothing",
  message: () => "this test expects nothing, so it cannot fail",
  label: "no `expect`",
  why: "it would look like a proof and be none",
  note: "harmless while the test is being written",
  help: () => ["`expect enter long at bar 4`, or that no order comes: `expect nothing`"],
  explanation: "A test says with `expect` what must come of its bars.",
  bad: testExample(closes).replace('test "a cross', '[[test]] "a cross'),
  good: testExample(`
${closes}
expect enter long at bar 4`),
});
