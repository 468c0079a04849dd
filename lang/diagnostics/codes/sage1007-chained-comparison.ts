import { defineDiagnostic } from "../define.js";

export const chainedComparison = defineDiagnostic<{
  readonly left: string;
  readonly right: string;
}>({
  code: "SAGE1007",
  severity: "error",
  summary: "chained comparison",
  message: "two comparisons in a row",
  label: "a second comparison",
  why: "the second would compare a yes or no with a value",
  help: ({ left, right }) => [`\`${left} and ${right}\``],
  explanation:
    "`30 < x < 70` compares `30 < x`, which is yes or no, with 70. Write both comparisons and join them with `and`, " +
    "or ask for a range: `x in 30..70`, both ends included.",
  bad: `sage 1

strategy demo {
  let strength = rsi(close, 14)
  enter long when 30 < strength [[<]] 70
}
`,
  good: `sage 1

strategy demo {
  let strength = rsi(close, 14)
  enter long when 30 < strength and strength < 70
}
`,
});
