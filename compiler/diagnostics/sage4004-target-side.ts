import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const targetSide = defineDiagnostic<{
  readonly side: string;
  readonly reason: string;
  readonly mended: string | undefined;
}>({
  code: "SAGE4004",
  severity: "error",
  summary: "target on the wrong side",
  message: ({ side }) => `the target of this ${side} is ${side === "long" ? "below" : "above"} its entry`,
  label: ({ side, reason }) =>
    `never ${side === "long" ? "above" : "below"} \`entry\`${reason === "" ? "" : `: ${reason}`}`,
  why: "it would be taken at once, at a loss of two fees, on every trade",
  help: ({ mended }) => (mended === undefined ? [] : [`\`${mended}\``]),
  explanation:
    "The target of a long lies above its entry, that of a short below. The compiler proves from the ranges of the values involved " +
    "that this one never does.",
  bad: example(`
enter long when close crosses above ema(close, 48) {
  stop entry * (1 - 2%)
  take [[entry * (1 - 4%)]]
}`),
  good: example(`
enter long when close crosses above ema(close, 48) {
  stop entry * (1 - 2%)
  take entry * (1 + 4%)
}`),
});
