export { barsNeeded, explainColumn, type Decision, type ValueAt } from "./decision.js";
export { traceBars } from "./trace.js";
export {
  explainBar,
  explainTrade,
  type BarExplanation,
  type ExplainContext,
  type RuleAtBar,
  type TradeExplanation,
} from "./explanation.js";
