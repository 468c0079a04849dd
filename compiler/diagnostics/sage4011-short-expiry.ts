import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const shortExpiry = defineDiagnostic<{ readonly expiry: string; readonly bar: string }>({
  code: "SAGE4011",
  severity: "warning",
  summary: "expiry shorter than one bar",
  message: ({ expiry, bar }) => `expires after ${expiry}, but a bar lasts ${bar}`,
  label: "counts as one bar",
  note: "harmless if one bar is meant",
  help: ({ bar }) => [`\`expire ${bar}\``],
  explanation:
    "Time is counted in bars of the strategy's timeframe; a position cannot be left between two of them by time.",
  bad: example(`
enter long when close crosses above ema(close, 48) {
  expire [[30m]]
}`),
  good: example(`
enter long when close crosses above ema(close, 48) {
  expire 1h
}`),
});
