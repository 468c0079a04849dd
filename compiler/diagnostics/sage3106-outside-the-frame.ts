import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const outsideTheFrame = defineDiagnostic<{
  readonly name: string;
  readonly frame: string;
  /** Length of the frame's bars: "4h". */
  readonly every: string;
  readonly help: readonly string[];
}>({
  code: "SAGE3106",
  severity: "error",
  summary: "a value of the strategy's own bars inside a frame",
  message: ({ name, frame }) => `\`${name}\` does not belong to the bars of \`${frame}\``,
  label: ({ every }) => `changes within a bar of ${every}`,
  why: "a slower bar has one value, and which of this name's values it should take is not said",
  help: ({ help }) => help,
  explanation:
    "Inside a `frame` everything is counted in the slower bars: `close` is their close, `ema(close, 50)` averages fifty of them. Parameters, " +
    "constants and functions may be used as they are; a value of the strategy's own bars may not. Compute it inside the frame from the slower " +
    "bars, or compare outside the frame, where `h4.trend` is what the last finished slower bar left.",
  bad: example(`
let calm = ema(close, 48)
frame h4 every 4h {
  let rising = close > [[calm]]
}
enter long when h4.rising and close > calm
exit  long when close < calm`),
  good: example(`
let calm = ema(close, 48)
frame h4 every 4h {
  let rising = close > ema(close, 48)
}
enter long when h4.rising and close > calm
exit  long when close < calm`),
});
