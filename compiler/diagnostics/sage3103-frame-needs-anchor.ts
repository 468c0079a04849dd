import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

const either = (choices: readonly string[]): string =>
  choices.map((each) => `\`every ${each}\``).join(" or ");

export const frameNeedsAnchor = defineDiagnostic<{
  readonly frame: string;
  readonly better: readonly string[];
}>({
  code: "SAGE3103",
  severity: "error",
  summary: "frame without a fixed beginning",
  message: ({ frame }) => `where do bars of ${frame} begin?`,
  label: "begins at another hour of the day or week each time",
  why: "two charts that begin to count at different moments show different bars, and other trades",
  help: ({ better }) => (better.length === 0 ? [] : [either(better)]),
  explanation:
    "Bars of a length that divides a day begin at midnight UTC; bars of a day begin there too, and bars of a week begin on Monday. Any other " +
    "length has no natural beginning: seven-hour bars begin at 00:00 on one day and at 04:00 on the next, and every program counts them from " +
    "another moment. Months and years have no fixed length.",
  bad: example(`
frame slow every [[7h]] {
  let trend = ema(close, 50)
}
enter long when close crosses above slow.trend
exit  long when close crosses below slow.trend`),
  good: example(`
frame slow every 8h {
  let trend = ema(close, 50)
}
enter long when close crosses above slow.trend
exit  long when close crosses below slow.trend`),
});
