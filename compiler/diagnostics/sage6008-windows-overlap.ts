import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { experimentExample } from "./study-example.js";

export const windowsOverlap = defineDiagnostic<{ readonly step: string; readonly test: string }>({
  code: "SAGE6008",
  severity: "error",
  summary: "walk-forward windows overlap",
  message: ({ step, test }) => `test windows of ${test} every ${step} overlap`,
  label: ({ test }) => `shorter than the test window of ${test}`,
  why: "the same days would be judged more than once, and count more often in the result",
  help: ({ test }) => [`\`step: ${test}\`, or leave it out: the windows then follow each other`],
  explanation:
    "Walk-forward validation chooses parameters on a training window and judges them on the test window behind it; then both move on by " +
    "`step`. The test windows together are the result as it would have been lived, so each day may be in one of them only.",
  bad: experimentExample(`
optimise: sharpe
validate {
train: 1y
test: 90d
step: [[30d]]
}`),
  good: experimentExample(`
optimise: sharpe
validate {
train: 1y
test: 90d
}`),
});
