import { defineDiagnostic } from "../define.js";

export const equalsInCondition = defineDiagnostic({
  code: "SAGE1006",
  severity: "error",
  summary: "`=` in a condition",
  message: "one `=` gives a name; a comparison is written `==`",
  label: "write `==`",
  why: "the condition would not compare anything",
  help: () => ["`==` asks whether two values are equal"],
  explanation:
    "`let a = b` gives the value `b` the name `a`. Whether two values are equal is asked with `==`, whether they differ with `!=`. " +
    "Prices are seldom exactly equal: `a >= b` or `a crosses above b` is often what is meant.",
  bad: `sage 1

strategy demo {
  enter long when day_of_week(time) [[=]] 1
}
`,
  good: `sage 1

strategy demo {
  enter long when day_of_week(time) == 1
}
`,
});
