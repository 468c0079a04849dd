import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { portfolioExample } from "./study-example.js";

export const valueOutside = defineDiagnostic<{
  readonly name: string;
  readonly value: string;
  readonly low: string;
  readonly high: string;
  readonly near: string;
}>({
  code: "SAGE6016",
  severity: "error",
  summary: "value outside its range",
  message: ({ name, low, high }) => `\`${name}\` runs from ${low} to ${high}`,
  label: ({ value }) => `${value} is outside`,
  why: "warm-up and memory are planned for the range, and nothing outside it was ever tried",
  help: ({ near }) => [`\`${near}\`, or a wider range in the strategy`],
  explanation: "The values that a portfolio gives to a strategy lie in the ranges of its parameters.",
  bad: portfolioExample(`
example {
with {
fast: [[50 bars]]
}
}`),
  good: portfolioExample(`
example {
with {
fast: 10 bars
}
}`),
});
