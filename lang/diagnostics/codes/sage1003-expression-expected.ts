import { defineDiagnostic } from "../define.js";

export const expressionExpected = defineDiagnostic<{
  /** What stands before the hole: "`=`"; undefined at the beginning. */
  readonly after: string | undefined;
  readonly hint: string | undefined;
}>({
  code: "SAGE1003",
  severity: "error",
  summary: "expression expected",
  message: ({ after }) =>
    after === undefined ? "a value is missing here" : `a value is missing after ${after}`,
  label: "a value belongs here",
  why: "the rule cannot be worked out without it",
  help: ({ hint }) => [hint ?? "write a series, a number or a calculation, such as `ema(close, 20)`"],
  explanation:
    "Where a value is needed, write a series (`close`), a number with its unit (`12 bars`, `4h`, `25%`), a call (`ema(close, 20)`), " +
    "a choice (`if rising then high else low`) or a calculation of these. An operator needs a value on both of its sides.",
  bad: `sage 1

strategy demo {
  let stretch = close -[[]]
  let calm = ema(close, 48)
}
`,
  good: `sage 1

strategy demo {
  let stretch = close - open
  let calm = ema(close, 48)
}
`,
});
