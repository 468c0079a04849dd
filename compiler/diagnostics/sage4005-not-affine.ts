import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const notAffine = defineDiagnostic<{ readonly what: string }>({
  code: "SAGE4005",
  severity: "error",
  summary: "level cannot be placed at the fill",
  message: ({ what }) => `${what} bends at \`entry\``,
  label: "`entry` may only be scaled and shifted",
  why: "the level is placed the moment the order fills, from values computed the bar before",
  help: () => ["a distance from it: `entry - 2 * atr(14)`", "a share of it: `entry * (1 - 2%)`"],
  explanation:
    "A level is computed at the close as base + slope × entry, and placed at the fill. `entry` may therefore be multiplied by what is " +
    "known and added to what is known, but not stand inside `max`, a comparison or a divisor.",
  bad: example(`
enter long when close crosses above ema(close, 48) {
  stop [[max(entry * (1 - 2%), low)]]
}`),
  good: example(`
enter long when close crosses above ema(close, 48) {
  stop entry * (1 - 2%)
}`),
});
