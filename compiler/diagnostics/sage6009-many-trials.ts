import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { experimentExample } from "./study-example.js";

export const manyTrials = defineDiagnostic<{
  readonly trials: string;
  readonly years: string;
  /** Yearly Sharpe ratio that the best of as many strategies without any skill is expected to show. */
  readonly luck: string;
}>({
  code: "SAGE6009",
  severity: "warning",
  summary: "trials too many for the sample",
  message: ({ trials, years }) => `${trials} trials are too many for ${years}`,
  label: ({ luck }) => `the best by luck alone has a Sharpe ratio of ${luck}`,
  why: "a choice made on so little data finds what happened, not what works",
  note: "harmless if the choice is judged on other data afterwards, as the result will say",
  help: () => ["longer data, wider steps, or fewer parameters"],
  explanation:
    "Of many strategies without any skill the best one looks good. How good is known: over T years the best of N is expected to show a " +
    "yearly Sharpe ratio of ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))) / √T with γ = 0.5772 (Bailey, Borwein, López de Prado & Zhu 2014). " +
    "This warning comes where that is above 1 and the choice is judged on the same data, or above 3 and it is judged on other data.",
  bad: experimentExample(`
optimise: sharpe
from: 2022-01-01
to: 2023-01-01
[[validate]] {
method: none
}`),
  good: experimentExample(`
optimise: sharpe
from: 2015-01-01
to: 2023-01-01
validate {
method: none
}`),
});
