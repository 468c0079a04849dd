import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const noStopToMeasure = defineDiagnostic<{
  /** It stands in the stop. */
  readonly itself: boolean;
}>({
  code: "SAGE4030",
  severity: "error",
  summary: "risk without a stop to measure it",
  message: ({ itself }) =>
    itself
      ? "the stop cannot be made of `risk`, which is the distance to it"
      : "`risk` is the distance to the stop, but this entry has none",
  label: "no stop to measure from",
  why: "what one trade can lose is not known, so nothing can be counted in it",
  help: ({ itself }) =>
    itself
      ? ["a distance of its own: `stop entry - 2 * atr(14 bars)`"]
      : ["a stop above it: `stop entry - 2 * atr(14 bars)`", "or a distance: `2 * atr(14 bars)`"],
  explanation:
    "Inside the braces of an entry `risk` is the distance from the price paid to the entry's first stop: `take entry + 2 * risk` is a target " +
    "at twice what the trade can lose, `stop entry after risk` moves the stop to break-even once that much is gained.",
  bad: example(`
enter long when close crosses above ema(close, 48) {
  take entry + 2 * [[risk]]
}
exit long when close crosses below ema(close, 48)`),
  good: example(`
enter long when close crosses above ema(close, 48) {
  stop entry - 2 * atr(14)
  take entry + 2 * risk
}
exit long when close crosses below ema(close, 48)`),
});
