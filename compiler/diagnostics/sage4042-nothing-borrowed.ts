import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, rules } from "./example.js";

export const nothingBorrowed = defineDiagnostic<{ readonly type: string }>({
  code: "SAGE4042",
  severity: "error",
  summary: "interest where nothing is lent",
  message: ({ type }) => `nothing is borrowed on a ${type} market`,
  label: "interest on what nobody lends",
  why: "the run would charge for a loan that does not exist; a perpetual pays or earns funding",
  help: () => ["what a perpetual costs to hold: `funding: data`, or `funding: 0.01% every 8h`"],
  explanation:
    "Interest is paid on a spot market: on the money that leverage borrows, and on units that are borrowed to be sold short. Perpetuals and " +
    "futures are contracts: margin is put up, and nothing is lent.",
  bad: example(rules, {
    rest: "size 25% of equity\ncosts {\n  fee: 0.04%\n  [[borrow]]: 5% per year\n}",
  }).replace("timeframe: 1h", "timeframe: 1h\n    type: perpetual"),
  good: example(rules, {
    rest: "size 25% of equity\ncosts {\n  fee: 0.04%\n  funding: 0.01% every 8h\n}",
  }).replace("timeframe: 1h", "timeframe: 1h\n    type: perpetual"),
});
