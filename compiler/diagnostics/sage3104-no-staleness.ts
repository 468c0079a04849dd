import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const noStaleness = defineDiagnostic<{ readonly name: string; readonly setting: string }>({
  code: "SAGE3104",
  severity: "warning",
  summary: "no limit of age",
  message: ({ name }) => `\`${name}\` may be of any age`,
  label: () => "kept for ever when nothing new comes",
  why: "a market that is closed or a file that has ended would go on deciding with its last value",
  note: "harmless where the last value is meant to count until the next one, however late that is",
  help: ({ setting }) => [
    `\`${setting}\`: older than that it is missing, and \`??\` says what counts instead`,
  ],
  explanation:
    "The last known value of another market or of a file is kept until the next one. With `stale:` it is missing (`na`) when it is older than " +
    "the limit, and the compiler asks what shall count instead: `(eth.close > calm) ?? false`.",
  bad: example(`
feed [[eth]] {
  symbol: "ETH/USDT"
}
enter long when (eth.close > close[24]) ?? false
exit  long when close < ema(close, 48)`),
  good: example(`
feed eth {
  symbol: "ETH/USDT"
  stale: 3 bars
}
enter long when (eth.close > close[24]) ?? false
exit  long when close < ema(close, 48)`),
});
