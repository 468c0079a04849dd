import { metricGroup } from "./definition.js";

export const activityMetrics = metricGroup("Activity and costs", [
  {
    name: "exposure",
    title: "Time in the market",
    unit: "fraction",
    formula: "bars with a position at the close / bars",
    meaning: "",
    sample: "marks",
    missing: "there are no bars",
  },
  {
    name: "turnover",
    title: "Turnover",
    unit: "ratio",
    formula: "Σ quantity · (entry price + exit price) / mean equity",
    meaning: "How many times the account was traded, both sides counted, over the whole run.",
    sample: "trades",
    missing: "there are no bars",
  },
  {
    name: "fees",
    title: "Fees",
    unit: "money",
    formula: "Σ fees",
    meaning: "Already in every profit.",
    sample: "trades",
  },
  {
    name: "slippage",
    title: "Slippage and spread",
    unit: "money",
    formula: "Σ |fill price − reference price| · quantity",
    meaning: "Already in the prices, so in every profit; reported, not charged again.",
    sample: "trades",
  },
  {
    name: "funding",
    title: "Funding",
    unit: "money",
    formula: "Σ funding paid",
    meaning: "Positive: paid; negative: received.",
    sample: "trades",
  },
]);
