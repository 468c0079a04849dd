import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const heldHistory = defineDiagnostic<{
  /** As written: `h4.rising`. */
  readonly text: string;
  /** "bars of 4h" or "rows of the file", and "15m". */
  readonly slow: string;
  readonly fast: string;
  /** How many of the strategy's bars one value holds for. */
  readonly bars: number;
  readonly help: readonly string[];
}>({
  code: "SAGE3006",
  severity: "error",
  summary: "history of a held value",
  message: ({ slow, fast }) => `${slow} or bars of ${fast} ago?`,
  label: ({ text, bars }) =>
    Number.isFinite(bars)
      ? `\`${text}\` holds one value for ${bars} bars`
      : `\`${text}\` holds one value for many bars`,
  why: "one bar ago is nearly always the same value, and rarely the one that is meant",
  help: ({ help }) => help,
  explanation:
    "Outside its frame, a value changes only when a slower bar is finished and is held until the next one is. Looking back from there counts the " +
    "strategy's own bars, so `h4.rising[1]` would compare a value with itself on all but a few bars. Look back inside the frame, where bars are " +
    "the slower ones.",
  bad: example(`
frame h4 every 4h {
  let rising = close > ema(close, 50)
}
enter long when h4.rising and not [[h4.rising[1]]]
exit  long when not h4.rising`),
  good: example(`
frame h4 every 4h {
  let rising = close > ema(close, 50)
  let rose   = rising and not rising[1]
}
enter long when h4.rose
exit  long when not h4.rising`),
});
