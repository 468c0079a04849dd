import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, rules } from "./example.js";

export const notFiner = defineDiagnostic<{ readonly finer: string; readonly timeframe: string }>({
  code: "SAGE4043",
  severity: "error",
  summary: "finer bars that are not finer",
  message: ({ finer, timeframe }) => `bars of ${timeframe} are not made of bars of ${finer}`,
  label: ({ timeframe }) => `not a part of ${timeframe}`,
  why: "only bars that fit into the strategy's own can say in which order its prices came",
  help: () => ["`magnify: 1m`"],
  explanation:
    "`magnify` names the length of bars of the same market, shorter than `timeframe` and a whole part of it. They are given with `--magnify FILE`, " +
    "and only decide in which order stops, targets and resting entries are reached inside a bar.",
  bad: example(`
${rules}
fills {
  magnify: [[4h]]
}`),
  good: example(`
${rules}
fills {
  magnify: 1m
}`),
});
