import { defineDiagnostic } from "../define.js";

export const misplacedStatement = defineDiagnostic<{
  readonly word: string;
  readonly place: string;
  /** Where it belongs: "a strategy", "the braces of an `enter`". */
  readonly belongs: string;
  readonly help: string | undefined;
}>({
  code: "SAGE1023",
  severity: "error",
  summary: "statement in the wrong place",
  message: ({ word, place }) => `\`${word}\` cannot stand in ${place}`,
  label: ({ belongs }) => `belongs in ${belongs}`,
  why: "here it would have no effect",
  help: ({ belongs, help }) => [help ?? `move it into ${belongs}`],
  explanation:
    "Each statement has its place: rules, sizes and sections stand in a `strategy`; `stop`, `take`, `trail` and `expire` in the braces of " +
    "an `enter`; `features`, `target`, `algorithm` and `train` in a `model`; `let` and `state` in a strategy, a frame or a function.",
  bad: `sage 1

strategy demo {
  [[stop]] entry - 2 * atr(14)
}
`,
  good: `sage 1

strategy demo {
  enter long when close > open {
    stop entry - 2 * atr(14)
  }
}
`,
});
