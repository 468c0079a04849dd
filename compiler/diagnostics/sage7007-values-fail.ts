import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { closes, testExample } from "./test-example.js";

export const valuesFail = defineDiagnostic<{
  readonly strategy: string;
  /** The requirement that they break; undefined: something else that the checker found with them. */
  readonly requirement?: string;
  readonly found: string;
}>({
  code: "SAGE7007",
  severity: "error",
  summary: "values that cannot be run",
  message: ({ strategy, requirement }) =>
    requirement === undefined
      ? `\`${strategy}\` cannot run with these values`
      : "these values break a `require` of the strategy",
  label: ({ found }) => found,
  why: "no run and no search would ever use them",
  help: ({ requirement }) => (requirement === undefined ? [] : [`values for which \`${requirement}\` holds`]),
  explanation:
    "Values outside a parameter's range are fine in a test, where short lengths keep the series small. But the strategy must be possible " +
    "with them: every `require` holds, and each function can compute with its arguments.",
  bad: testExample(`
[[with fast = 0 bars]]
${closes}
expect enter long at bar 4`),
  good: testExample(`
with fast = 2 bars
${closes}
expect enter long at bar 4`),
});
