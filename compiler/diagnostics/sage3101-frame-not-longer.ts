import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const frameNotLonger = defineDiagnostic<{
  readonly frame: string;
  readonly bar: string;
  readonly equal: boolean;
}>({
  code: "SAGE3101",
  severity: "error",
  summary: "frame not longer than the timeframe",
  message: ({ frame, bar }) => `a frame of ${frame} on bars of ${bar}`,
  label: ({ equal }) => (equal ? "the strategy's own bars" : "shorter than the strategy's own bars"),
  why: "slower bars are made by joining the strategy's own; there is nothing to make these from",
  help: ({ frame, bar, equal }) =>
    equal
      ? ["use the names of the strategy itself, without a frame"]
      : [`make \`${frame}\` the \`timeframe\` of the market, and a frame of \`every ${bar}\``],
  explanation:
    "A `frame` joins several bars of the strategy into one slower bar, so that both come from the same prices and a slower bar is never " +
    "read before it is finished. Shorter bars cannot be made of longer ones: run the strategy on the shortest timeframe it looks at.",
  bad: example(`
frame fast every [[15m]] {
  let trend = ema(close, 50)
}
enter long when close crosses above fast.trend
exit  long when close crosses below fast.trend`),
  good: example(`
frame slow every 4h {
  let trend = ema(close, 50)
}
enter long when close crosses above slow.trend
exit  long when close crosses below slow.trend`),
});
