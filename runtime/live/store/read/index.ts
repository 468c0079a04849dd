export { readEquity, type EquityPoint } from "./equity.js";
export { readEvents, type EventFilter } from "./events.js";
export type { Page, PageRequest, RecordFilter } from "./page.js";
export {
  readDays,
  readPerformance,
  readPortfolio,
  readPortfolioHistory,
  type DayTotals,
  type PortfolioPoint,
  type PortfolioTotals,
  type TradeTotals,
} from "./portfolio.js";
export {
  readAlerts,
  readFills,
  readOrders,
  readPositions,
  readSignals,
  readTrades,
  type StoredAlert,
  type StoredFill,
  type StoredOrder,
  type StoredPosition,
  type StoredSignal,
  type StoredTrade,
} from "./records.js";
export {
  readBars,
  readBarVersions,
  readLedger,
  readStepAt,
  readSteps,
  type StepRange,
  type StoredLedger,
  type StoredStep,
} from "./steps.js";
export {
  readArenas,
  readStrategyList,
  type StoredArena,
  type StoredStrategy,
  type StrategyFilter,
} from "./strategies.js";
export { readTrade, readTradeList, tradeSorts, type TradeListRequest, type TradeSort } from "./trade-list.js";
