import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, rules } from "./example.js";

export const noFunding = defineDiagnostic<{ readonly type: string }>({
  code: "SAGE4044",
  severity: "error",
  summary: "funding on a market that has none",
  message: ({ type }) => `a ${type} market has no funding`,
  label: "paid on perpetuals only",
  why: "the run would charge for something that the exchange does not",
  help: () => [
    "`type: perpetual` in `market`",
    "what borrowing costs on a spot market: `borrow: 5% per year`",
  ],
  explanation:
    "Funding keeps a perpetual's price at that of what it stands for: those who are long pay those who are short, or the other way round, at fixed " +
    "times. Spot markets and futures with an end have none.",
  bad: example(rules, { rest: "size 25% of equity\ncosts {\n  fee: 0.04%\n  [[funding]]: data\n}" }),
  good: example(rules, { rest: "size 25% of equity\ncosts {\n  fee: 0.04%\n  funding: data\n}" }).replace(
    "timeframe: 1h",
    "timeframe: 1h\n    type: perpetual",
  ),
});
