import type { z } from "@hono/zod-openapi";
import type { LiveBar } from "../live/bar.js";
import { marketKey, type Market } from "../live/market.js";
import type { LiveNote } from "../live/store/live-store.js";
import type {
  StoredAlert,
  StoredArena,
  StoredFill,
  StoredOrder,
  StoredPosition,
  StoredSignal,
  StoredStrategy,
  StoredTrade,
} from "../live/store/read/index.js";
import type * as schemas from "./schemas/records.js";

type View<Name extends keyof typeof schemas> = z.input<(typeof schemas)[Name]>;

export const marketView = ({ exchange, symbol, marketType, interval }: Market): View<"marketSchema"> => ({
  exchange,
  symbol,
  market_type: marketType,
  interval,
});

export const strategyView = (strategy: StoredStrategy): View<"strategySchema"> => ({
  id: strategy.id,
  strategy_name: strategy.name,
  version: strategy.version,
  graph_hash: strategy.graphHash,
  arena_id: strategy.arena,
  market: marketView(strategy.market),
  parameters: { ...strategy.parameters },
  models: strategy.models.map((model) => ({ ...model })),
  portfolio: strategy.portfolio,
  is_active: strategy.isActive,
  initial_bankroll: strategy.capital,
  current_bankroll: strategy.standing === null ? strategy.capital : strategy.standing.equity,
  created_at: strategy.createdAt,
  warmup_from: strategy.warmupFrom,
  traded_from: strategy.tradedFrom,
  last_bar: strategy.standing?.time ?? null,
  bars: strategy.standing === null ? 0 : strategy.standing.number + 1,
  position: strategy.standing?.position ?? 0,
  unrealized_pnl: strategy.standing?.unrealised ?? 0,
  is_running: strategy.writer !== null,
});

export const arenaView = (arena: StoredArena): View<"arenaSchema"> => ({
  id: arena.id,
  key: arena.key,
  market: marketView(arena.market),
  base: arena.base,
  quote: arena.quote,
  strategies: [...arena.strategies],
  strategy_count: arena.strategies.length,
  last_bar: arena.lastBar,
});

export const tradeView = (trade: StoredTrade): View<"tradeSchema"> => ({
  id: trade.id,
  strategy_id: trade.strategy,
  position_id: trade.position,
  signal_id: trade.signal,
  side: trade.side,
  quantity: trade.quantity,
  entry_time: trade.entryTime,
  entry_price: trade.entryPrice,
  exit_time: trade.exitTime,
  exit_price: trade.exitPrice,
  profit: trade.profit,
  gross_profit: trade.grossProfit,
  fees: trade.fees,
  slippage: trade.slippage,
  funding: trade.funding,
  return: trade.return,
  bars: trade.bars,
  mae: trade.mae,
  mfe: trade.mfe,
  entry_reason: trade.entryReason,
  exit_reason: trade.exitReason,
  entry_bar: trade.entryBar,
  exit_bar: trade.exitBar,
  borrow: trade.borrow,
  stop: trade.stop,
  take: trade.take,
  liquidation_price: trade.liquidationPrice,
});

export const fillView = (fill: StoredFill): View<"fillSchema"> => ({
  id: fill.id,
  strategy_id: fill.strategy,
  order_id: fill.order,
  position_id: fill.position,
  signal_id: fill.signal,
  trade_type: fill.type,
  size: fill.quantity,
  price: fill.price,
  fees: fill.fee,
  slippage: fill.slippage,
  timestamp: fill.time,
});

export const orderView = (order: StoredOrder): View<"orderSchema"> => ({
  id: order.id,
  strategy_id: order.strategy,
  signal_id: order.signal,
  timestamp: order.time,
  side: order.side,
  kind: order.kind,
  size: order.quantity,
  status: order.status,
  price: order.price,
  fees: order.fee,
  slippage: order.slippage,
  reason: order.reason,
});

const millisecondsPerMinute = 60_000;

export const positionView = (position: StoredPosition): View<"positionSchema"> => ({
  id: position.position,
  strategy_id: position.strategy,
  status: position.status,
  side: position.side,
  size: position.quantity,
  closed_size: position.closedQuantity,
  entry_price: position.entryPrice,
  entry_timestamp: position.entryTime,
  stop: position.stop,
  takes: [...position.takes],
  liquidation_price: position.liquidationPrice,
  unrealized_pnl: position.status === "open" ? position.unrealised : 0,
  realized_pnl: position.profit,
  fees: position.fees,
  slippage: position.slippage,
  funding: position.funding,
  exit_timestamp: position.exitTime,
  exit_price: position.exitPrice,
  exit_reason: position.exitReason,
  duration_minutes:
    position.status === "closed" && position.exitTime !== null
      ? (position.exitTime - position.entryTime) / millisecondsPerMinute
      : null,
});

export const signalView = (signal: StoredSignal): View<"signalSchema"> => ({
  id: signal.id,
  strategy_id: signal.strategy,
  timestamp: signal.time,
  action: signal.action,
  side: signal.side,
  rule: signal.rule,
  was_executed: signal.outcome === "order",
  rejection_reason: signal.outcome === "order" ? null : signal.reason,
  order_id: signal.order,
  price_at_signal: signal.price,
});

export const alertView = (alert: StoredAlert): View<"alertSchema"> => ({
  id: alert.id,
  strategy_id: alert.strategy,
  timestamp: alert.time,
  message: alert.message,
});

export const eventView = (note: LiveNote): View<"eventSchema"> => ({
  id: note.id,
  timestamp: note.time,
  event: note.event,
  severity: note.severity,
  strategy_id: note.strategy,
  market: note.market === null ? null : marketKey(note.market),
  message: note.message,
  data: { ...note.data },
});

export const candleView = ({ time, open, high, low, close, volume }: LiveBar): View<"candleSchema"> => ({
  time,
  open,
  high,
  low,
  close,
  volume,
});
