export type { ExplainedAnswer, ModelAnswer } from "./answers.js";
export { explainShape, shapeOf, type Decision, type DecisionShape, type TracedValues } from "./decision.js";
export { traceBars, type TracedBars } from "./trace.js";
export {
  explainBar,
  explainSignal,
  explainSignalCalmly,
  explainTrade,
  explainTradeCalmly,
  type BarExplanation,
  type DecisionContext,
  type ExplainContext,
  type RuleAtBar,
  type RuleOutcome,
  type SignalExplanation,
  type TradeExplanation,
} from "./explanation.js";
export type { LevelAtSignal } from "./levels.js";
export { firstFalse, type BarVerdict } from "./verdict.js";
export {
  decisionsForReport,
  type ReportDecisions,
  type ReportShape,
  type ShapeValues,
} from "./for-report.js";
export {
  explainMemberBar,
  explainMemberSignal,
  explainMemberTrade,
  tradeOfWhole,
  type HeldElsewhere,
  type LimitAtWork,
  type MemberExplanation,
  type PortfolioContext,
} from "./portfolio.js";
export { portfolioDecisions, type PortfolioDecisions } from "./portfolio-for-report.js";
export { refusalsOf, type Refusal } from "./refusals.js";
