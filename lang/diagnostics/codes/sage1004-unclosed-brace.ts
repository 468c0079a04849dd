import { defineDiagnostic } from "../define.js";

export const unclosedBrace = defineDiagnostic<{
  readonly opener: string;
  readonly closer: string;
  /** What the brace belongs to: "`market`"; undefined for parentheses and brackets. */
  readonly of: string | undefined;
}>({
  code: "SAGE1004",
  severity: "error",
  summary: "unclosed brace",
  message: ({ opener, of }) =>
    of === undefined ? `this \`${opener}\` is never closed` : `the \`${opener}\` of ${of} is never closed`,
  label: ({ closer }) => `its \`${closer}\` is missing`,
  why: "what follows would be read as part of it",
  help: ({ closer }) => [`add \`${closer}\` where it ends`],
  explanation:
    "Every `{`, `(` and `[` needs its partner. The mark shows the one that was opened and never closed, because that is where the " +
    "mistake is, however far below the reader noticed it.",
  bad: `sage 1

strategy demo {
  market [[{]]
    symbol: BTCUSDT
    timeframe: 1h

  let calm = ema(close, 48)
}
`,
  good: `sage 1

strategy demo {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let calm = ema(close, 48)
}
`,
});
