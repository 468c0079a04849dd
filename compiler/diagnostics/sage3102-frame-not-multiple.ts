import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

const either = (choices: readonly string[]): string =>
  choices.map((each) => `\`every ${each}\``).join(" or ");

export const frameNotMultiple = defineDiagnostic<{
  readonly frame: string;
  readonly bar: string;
  readonly better: readonly string[];
}>({
  code: "SAGE3102",
  severity: "error",
  summary: "frame not a whole number of bars",
  message: ({ frame, bar }) => `${frame} is no whole number of bars of ${bar}`,
  label: "would end in the middle of a bar",
  why: "a bar that lies in two slower bars belongs to neither: the slower one would be known before its price was",
  help: ({ better }) => (better.length === 0 ? [] : [either(better)]),
  explanation:
    "A slower bar is made of whole bars of the strategy, so its length is 2, 3, 4 … times the `timeframe` of the market.",
  bad: example(`
frame slow every [[90m]] {
  let trend = ema(close, 50)
}
enter long when close crosses above slow.trend
exit  long when close crosses below slow.trend`),
  good: example(`
frame slow every 2h {
  let trend = ema(close, 50)
}
enter long when close crosses above slow.trend
exit  long when close crosses below slow.trend`),
});
