import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const entrySide = defineDiagnostic<{
  readonly type: "limit" | "stop";
  readonly side: string;
  readonly where: "above" | "below";
  readonly reason: string;
  readonly mended: string | undefined;
}>({
  code: "SAGE4016",
  severity: "warning",
  summary: "entry on the wrong side of the price",
  message: ({ type, side, where }) =>
    `this ${type} to go ${side} is never ${where === "above" ? "below" : "above"} the close`,
  label: ({ reason }) => (reason === "" ? "reached already when it is placed" : reason),
  why: "the price is there already, so the order is done at the next open like one at the market",
  note: "harmless if the level is only meant as the worst price to pay",
  help: ({ mended }) => (mended === undefined ? ["`enter … when …` at the next open"] : [`\`${mended}\``]),
  explanation:
    "A limit waits for a better price: below the close for a long, above it for a short. A stop entry waits for a move: above the close for " +
    "a long, below it for a short. The compiler proves from the ranges of the values involved that this one does not wait.",
  bad: example(`
enter long when close crosses above ema(close, 48) limit at [[close * 1.01]] for 3 bars
exit  long when close crosses below ema(close, 48)`),
  good: example(`
enter long when close crosses above ema(close, 48) limit at close * 0.99 for 3 bars
exit  long when close crosses below ema(close, 48)`),
});
