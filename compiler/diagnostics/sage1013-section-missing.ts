import { defineDiagnostic } from "../../lang/diagnostics/define.js";

export const sectionMissing = defineDiagnostic<{
  readonly what: string;
  readonly of: string;
  readonly example: string;
  /** What it is needed for, where that is not the length of a bar. */
  readonly why?: string;
}>({
  code: "SAGE1013",
  severity: "error",
  summary: "section missing",
  message: ({ what, of }) => `${of} has no \`${what}\``,
  label: ({ what }) => `no \`${what}\` here`,
  why: ({ why = "lengths in bars, warm-up and yearly figures all depend on how long a bar is" }) => why,
  help: ({ example }) => [`\`${example}\``],
  explanation:
    "Every strategy says in `market` how long its bars are (`timeframe: 1h`) and, unless it is meant for any market, " +
    "which symbol it trades. A day as a number of bars, the warm-up in days and every annualised figure follow from it. A model " +
    "says what it sees (`features`), what it is to foresee (`target`), how it learns (`algorithm`) and from what (`train`).",
  bad: `sage 1

strategy [[example]] {
  enter long when close crosses above ema(close, 48)
  exit  long when close crosses below ema(close, 48)

  size 25% of equity
  costs {
    fee: 0.04%
  }
}
`,
  good: `sage 1

strategy example {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  enter long when close crosses above ema(close, 48)
  exit  long when close crosses below ema(close, 48)

  size 25% of equity
  costs {
    fee: 0.04%
  }
}
`,
});
