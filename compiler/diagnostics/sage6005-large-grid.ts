import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const largeGrid = defineDiagnostic<{ readonly cells: string; readonly widest: string }>({
  code: "SAGE6005",
  severity: "warning",
  summary: "grid too large",
  message: ({ cells }) => `the parameters make ${cells} combinations`,
  label: ({ widest }) => `\`${widest}\` has the most values`,
  why: "with that many trials the best one is good by luck alone",
  note: "harmless for samplers that try only some of them",
  help: () => ["a wider `step`, or fewer parameters"],
  explanation:
    "A search over more than a million combinations takes long, and its winner says little: the more is tried, the better the best looks " +
    "by chance. Wider steps seldom miss anything, since good regions are broad.",
  bad: example(`
param fast = 12 bars in 2..400
param slow = 48 bars in 2..400
param [[calm]] = 480 bars in 400..1400
enter long when ema(close, fast) crosses above ema(close, slow) and close > sma(close, calm)
exit  long when ema(close, fast) crosses below ema(close, slow)`),
  good: example(`
param fast = 12 bars in 2..40 step 2
param slow = 40 bars in 20..400 step 20
param calm = 480 bars in 400..1400 step 20
enter long when ema(close, fast) crosses above ema(close, slow) and close > sma(close, calm)
exit  long when ema(close, fast) crosses below ema(close, slow)`),
});
