import { defineDiagnostic } from "../define.js";

export const listNeedsBrackets = defineDiagnostic<{
  /** `0.1%` where `0,1%` was written. */
  readonly decimal?: string;
}>({
  code: "SAGE1024",
  severity: "error",
  summary: "list needs brackets",
  message: ({ decimal }) =>
    decimal === undefined ? "a list of values stands in brackets" : "decimals are written with a point",
  label: ({ decimal }) => (decimal === undefined ? "a second value" : `\`${decimal}\``),
  why: ({ decimal }) =>
    decimal === undefined
      ? "a comma ends a setting, so what follows it would be lost"
      : "a comma ends a value, so what follows it would be lost",
  help: ({ decimal }) => [decimal === undefined ? "write `[first, second]`" : `write \`${decimal}\``],
  explanation: "A setting with several values is a list: `symbols: [BTCUSDT, ETHUSDT]`.",
  bad: `sage 1

portfolio desk {
  strategies: trend[[,]] reversion
}
`,
  good: `sage 1

portfolio desk {
  strategies: [trend, reversion]
}
`,
});
