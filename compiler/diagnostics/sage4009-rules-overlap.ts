import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const rulesOverlap = defineDiagnostic<{ readonly first: string; readonly second: string }>({
  code: "SAGE4009",
  severity: "warning",
  summary: "two rules fire together",
  message: ({ first, second }) => `\`${first}\` and \`${second}\` fire together`,
  label: "one of the conditions contains the other",
  note: "harmless only if the first rule is meant to win each time",
  help: () => ["add what tells them apart to one of the conditions"],
  explanation:
    "When a rule's condition implies that of another which wants the opposite, both fire on the same bar; the one that stands first wins, " +
    "and the other never acts alone.",
  bad: example(
    `
let calm = ema(close, 48)
enter long  when close > calm
enter short when [[close > calm and volume > 0]]
exit  all   when close crosses below calm`,
  ).replace("timeframe: 1h", "timeframe: 1h\n    type: perpetual"),
  good: example(
    `
let calm = ema(close, 48)
enter long  when close > calm
enter short when close < calm
exit  all   when close crosses below calm`,
  ).replace("timeframe: 1h", "timeframe: 1h\n    type: perpetual"),
});
