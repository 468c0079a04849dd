import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const stopSide = defineDiagnostic<{
  readonly side: string;
  readonly reason: string;
  readonly mended: string | undefined;
}>({
  code: "SAGE4003",
  severity: "error",
  summary: "stop on the wrong side",
  message: ({ side }) => `the stop of this ${side} is ${side === "long" ? "above" : "below"} its entry`,
  label: ({ side, reason }) =>
    `never ${side === "long" ? "below" : "above"} \`entry\`${reason === "" ? "" : `: ${reason}`}`,
  why: "it would be hit at once, on every trade",
  help: ({ mended }) => (mended === undefined ? [] : [`\`${mended}\``]),
  explanation:
    "The stop of a long lies below its entry, that of a short above. The compiler proves from the ranges of the values involved " +
    "that this one never does.",
  bad: example(`
param stop_atr = 2.0 in 1.0..4.0 step 0.5
let reach = atr(14 bars)
enter long when close crosses above ema(close, 48) {
  stop [[entry + stop_atr * reach]]
}`),
  good: example(`
param stop_atr = 2.0 in 1.0..4.0 step 0.5
let reach = atr(14 bars)
enter long when close crosses above ema(close, 48) {
  stop entry - stop_atr * reach
}`),
});
