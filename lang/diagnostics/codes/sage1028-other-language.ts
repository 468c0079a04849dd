import { defineDiagnostic } from "../define.js";

export const otherLanguage = defineDiagnostic<{
  /** As people call it: Pine, Python. */
  readonly language: string;
  /** What to do with such a text. */
  readonly way: string;
}>({
  code: "SAGE1028",
  severity: "error",
  summary: "another language",
  message: ({ language }) => `this is ${language}, not a \`.sage\` strategy`,
  label: ({ language }) => `${language} begins here`,
  why: "nothing of it can be tested or traded as it stands",
  help: ({ way }) => [way],
  explanation:
    "The text is written in another language, so it is told once and not line by line. Pine scripts are translated by " +
    "`sage import pine script.pine`, which also lists what it could not translate and why. From Python, MQL and others: " +
    "`sage new my_strategy` writes a file to start from; indicators have the same names, and a rule is one line: " +
    "`enter long when …`.",
  bad: `sage 1

[[strategy("Cross", overlay=true)]]
fast = ta.ema(close, 12)
if ta.crossover(close, fast)
    strategy.entry("Long", strategy.long)
`,
  good: `sage 1

strategy demo {
  let fast = ema(close, 12)
  enter long when close crosses above fast
}
`,
});
