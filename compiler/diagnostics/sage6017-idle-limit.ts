import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { portfolioExample } from "./study-example.js";

export const idleLimit = defineDiagnostic<{ readonly name: string; readonly other: string }>({
  code: "SAGE6017",
  severity: "warning",
  summary: "limit that is never reached",
  message: ({ name, other }) => `\`${name}\` is above \`${other}\` and never reached`,
  label: ({ other }) => `\`${other}\` is reached first`,
  note: "harmless: the tighter limit holds",
  help: ({ other }) => [`less than \`${other}\`, or leave it out`],
  explanation:
    "A part is never larger than the whole: what one market or one strategy may hold, and the net of long and short, lie below the gross " +
    "exposure of the portfolio; a day's loss stops trading before the drawdown does only if it is smaller.",
  bad: portfolioExample(`
example {
share: 100%
}
limits {
exposure: 100%
per_market: [[150%]]
}`),
  good: portfolioExample(`
example {
share: 100%
}
limits {
exposure: 150%
per_market: 100%
}`),
});
