import { defineDiagnostic } from "../define.js";

export const tooDeep = defineDiagnostic<{ readonly limit: number }>({
  code: "SAGE1015",
  severity: "error",
  summary: "nested too deeply",
  message: ({ limit }) => `more than ${limit} levels inside each other`,
  label: "too deep from here on",
  why: "nobody could read it, and it would need unbounded memory",
  help: () => ["give the inner part a name with `let` and use the name"],
  explanation:
    "Expressions and settings may lie at most some hundred levels inside each other, so that reading a file always ends quickly. " +
    "No strategy written by hand comes near; a generated one should name its parts.",
  bad: `sage 1

strategy demo {
  let deep = ${"(".repeat(98)}[[(]]close${")".repeat(99)}
}
`,
  good: `sage 1

strategy demo {
  let deep = ((close))
}
`,
});
