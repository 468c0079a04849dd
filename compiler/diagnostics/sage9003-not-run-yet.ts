import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const notRunYet = defineDiagnostic<{ readonly what: string }>({
  code: "SAGE9003",
  severity: "info",
  summary: "not run yet",
  message: ({ what }) => `${what} are not run yet`,
  label: "read, but skipped",
  note: "harmless: the strategies of the file run as they are",
  explanation:
    "The language is larger than what this version runs. This part of the file has no influence on a backtest and is skipped for now.",
  bad: `${example(`
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`)}
[[portfolio]] desk {
  bankroll: 10_000
}
`,
  good: example(`
enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`),
});
