import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const stopMovesPast = defineDiagnostic<{ readonly side: "long" | "short"; readonly reason: string }>({
  code: "SAGE4031",
  severity: "error",
  summary: "a stop that moves past the price",
  message: ({ side }) =>
    `this stop moves to a level that the ${side === "long" ? "rise" : "fall"} behind \`after\` has not passed`,
  label: ({ reason }) => (reason === "" ? "never behind the price that moves it" : reason),
  why: "the position would be left at once, at the moment in which it should be made safe",
  help: () => ["to the price paid: `stop entry after risk`", "or a larger distance behind `after`"],
  explanation:
    "`stop LEVEL after DISTANCE` moves the stop to the level once the price has gone the distance in favour of the entry. The level has to " +
    "lie behind that price: below it for a long, above it for a short. The compiler proves from the ranges of the values that it does not.",
  bad: example(`
enter long when close crosses above ema(close, 48) {
  stop entry * 0.98
  stop [[entry * 1.05]] after 2%
}
exit long when close crosses below ema(close, 48)`),
  good: example(`
enter long when close crosses above ema(close, 48) {
  stop entry * 0.98
  stop entry * 1.01 after 2%
}
exit long when close crosses below ema(close, 48)`),
});
