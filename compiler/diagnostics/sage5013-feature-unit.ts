import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, model, modelRules } from "./example.js";

export const featureUnit = defineDiagnostic<{
  readonly feature: string;
  readonly unit: string;
  readonly better: string;
}>({
  code: "SAGE5013",
  severity: "warning",
  summary: "feature carries a unit",
  message: ({ feature, unit }) => `the feature \`${feature}\` is ${unit}, which drifts`,
  label: ({ unit }) => unit,
  why: "a model learns the levels of its years; at tomorrow's level, or on another market, it knows nothing",
  note: "harmless only if the values keep their level for good",
  help: ({ better }) => [`relative: \`${better}\``],
  explanation:
    "A price of 20,000 means one thing in one year and another in the next. Features that are ratios (`close / close[24] - 1`), distances " +
    "in average ranges, or scores (`zscore`) mean the same in every year and on every market.",
  bad: example(`
${model("calm = [[ema(close, 50 bars)]]")}
${modelRules}`),
  good: example(`
${model("calm = ema(close, 50 bars) / close")}
${modelRules}`),
});
