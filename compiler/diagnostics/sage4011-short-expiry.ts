import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const shortExpiry = defineDiagnostic<{
  /** "`expire`", "the cooldown", "the validity", … */
  readonly what: string;
  readonly expiry: string;
  readonly bar: string;
}>({
  code: "SAGE4011",
  severity: "warning",
  summary: "time shorter than one bar",
  message: ({ what, expiry, bar }) =>
    what === "`expire`"
      ? `expires after ${expiry}, but a bar lasts ${bar}`
      : `${what} is ${expiry}, but a bar lasts ${bar}`,
  label: "counts as one bar",
  note: "harmless if one bar is meant",
  help: ({ what, bar }) => [what === "`expire`" ? `\`expire ${bar}\`` : `\`${bar}\``],
  explanation:
    "Time is counted in bars of the strategy's timeframe; nothing begins or ends between two of them by time: an expiry, a pause and an order's validity are one bar at least.",
  bad: example(`
enter long when close crosses above ema(close, 48) {
  expire [[30m]]
}`),
  good: example(`
enter long when close crosses above ema(close, 48) {
  expire 1h
}`),
});
