import { defineDiagnostic } from "../define.js";

export const listNeedsBrackets = defineDiagnostic({
  code: "SAGE1024",
  severity: "error",
  summary: "list needs brackets",
  message: "a list of values stands in brackets",
  label: "a second value",
  why: "a comma ends a setting, so the second value would be lost",
  help: () => ["write `[first, second]`"],
  explanation: "A setting with several values is a list: `symbols: [BTCUSDT, ETHUSDT]`.",
  bad: `sage 1

portfolio desk {
  strategies: trend[[,]] reversion
}
`,
  good: `sage 1

portfolio desk {
  strategies: [trend, reversion]
}
`,
});
