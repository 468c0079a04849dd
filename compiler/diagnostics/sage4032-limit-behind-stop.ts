import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const limitBehindStop = defineDiagnostic<{ readonly side: "long" | "short"; readonly reason: string }>(
  {
    code: "SAGE4032",
    severity: "warning",
    summary: "a limit that the stop has passed already",
    message: ({ side }) =>
      `the limit is always ${side === "long" ? "below" : "above"} the stop that it belongs to`,
    label: ({ reason }) => (reason === "" ? "not reached when the stop is" : reason),
    why: "when the stop is reached nothing is bought at so good a price: the order waits for the move to turn back",
    note: "harmless if the breakout is to be entered on the way back",
    help: ({ side }) => [
      side === "long"
        ? "the worst price to pay, above the stop: `stop at high limit high * 1.002`"
        : "the worst price to take, below the stop: `stop at low limit low * 0.998`",
    ],
    explanation:
      "`stop at P limit L` becomes a limit at L once the price reaches P. For a long L is usually a little above P, so that the order fills at " +
      "once but never above L. The compiler proves from the ranges of the values that this limit lies on the other side.",
    bad: example(`
enter long when close crosses above ema(close, 48) stop at close * 1.02 limit [[close * 1.01]] for 3 bars
exit  long when close crosses below ema(close, 48)`),
    good: example(`
enter long when close crosses above ema(close, 48) stop at close * 1.02 limit close * 1.03 for 3 bars
exit  long when close crosses below ema(close, 48)`),
  },
);
