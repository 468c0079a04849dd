import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { closes, testExample } from "./test-example.js";

export const impossibleBar = defineDiagnostic<{ readonly bar: number; readonly how: string }>({
  code: "SAGE7004",
  severity: "error",
  summary: "impossible bar",
  message: ({ bar, how }) => `bar ${bar} cannot be: ${how}`,
  label: "no market makes such a bar",
  why: "a stop or limit would be filled at a price that was never traded",
  help: () => ["leave out what does not matter: `high` and `low` then just hold `open` and `close`"],
  explanation:
    "The high of a bar is its highest price and the low its lowest, so that open and close lie between them. Prices are above zero. " +
    "Columns that a test leaves out are filled in: the open is the close before, high and low hold open and close, the volume is 1.",
  bad: testExample(`
${closes}
high: 10, 10, 10, 9, [[11]], 13
expect enter long at bar 4`),
  good: testExample(`
${closes}
high: 10, 10, 10, 9, 12, 13
expect enter long at bar 4`),
});
