import { defineDiagnostic } from "../define.js";

export const badDuration = defineDiagnostic<{
  readonly written: string;
  readonly suggestion: string | undefined;
}>({
  code: "SAGE1010",
  severity: "error",
  summary: "bad duration",
  message: ({ written }) => `\`${written}\` is neither a number nor a length of time`,
  label: ({ suggestion }) => (suggestion === undefined ? "" : `did you mean \`${suggestion}\`?`),
  why: "a wrong unit moves every decision by bars or days",
  help: ({ suggestion }) => [
    suggestion === undefined
      ? "units of time are s, m, h, d, w, mo and y: `15m`, `4h`, `2d`"
      : `write \`${suggestion}\``,
  ],
  explanation:
    "Lengths of time are a number with s (seconds), m (minutes), h (hours), d (days), w (weeks), mo (30 days) or y (365 days) right after " +
    "it: `90s`, `15m`, `4h`, `2d`, `1w`, `6mo`, `2y`. Counts of bars have a space: `12 bars`.",
  bad: `sage 1

strategy demo {
  market {
    symbol: BTCUSDT
    timeframe: [[15min]]
  }
}
`,
  good: `sage 1

strategy demo {
  market {
    symbol: BTCUSDT
    timeframe: 15m
  }
}
`,
});
