import { defineDiagnostic } from "../define.js";

export const givenTwice = defineDiagnostic<{ readonly what: string; readonly of: string }>({
  code: "SAGE1012",
  severity: "error",
  summary: "section given twice",
  message: ({ what, of }) => `${of} has \`${what}\` twice`,
  label: "given again here",
  why: "only one of them could count, and which one is anybody's guess",
  help: () => ["keep one and remove the other"],
  explanation:
    "A strategy has at most one of each: `market`, `costs`, `fills`, `risk`, `size`, `cooldown`, `gaps`, `position`; a model at most one of " +
    "`features`, `target`, `algorithm`, `train`. A setting stands once in its section.",
  bad: `sage 1

strategy demo {
  costs {
    fee: 0.04%
  }
  [[costs]] {
    fee: 0.1%
  }
}
`,
  good: `sage 1

strategy demo {
  costs {
    fee: 0.04%
  }
}
`,
});
