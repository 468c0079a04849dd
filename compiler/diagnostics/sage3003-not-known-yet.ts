import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const notKnownYet = defineDiagnostic<{
  readonly name: string;
  /** In a `trail`, which is a distance and not a level. */
  readonly distance?: boolean | undefined;
}>({
  code: "SAGE3003",
  severity: "error",
  summary: "not yet known at this decision",
  message: ({ name }) => `\`${name}\` is not known yet when this is decided`,
  label: "known only after the fill",
  why: "the decision is taken at the close, and the order is filled at the next open",
  help: ({ distance }) =>
    distance === true
      ? ["a trail is a distance, not a level: `trail 2 * atr(14 bars)`"]
      : [
          "the price of the decision: `close`",
          "levels of the position: `stop entry * (1 - 2%)` in its braces",
        ],
  explanation:
    "`entry` is the price at which the position was filled. It can be used in the `stop` and `take` of an entry, which are placed " +
    "at the fill, but not in the condition that causes it.",
  bad: example(`
enter long when close crosses above ema(close, 48)
exit  long when close < 0.98 * [[entry]]`),
  good: example(`
enter long when close crosses above ema(close, 48) {
  stop 0.98 * entry
}`),
});
