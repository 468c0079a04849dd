import { z } from "@hono/zod-openapi";

/** A number in quote currency or base units; null where it has none. */
export const figure = z.number().nullable();
/** Epoch milliseconds UTC. */
export const time = z.int();
const id = z.int();
const text = z.string();
const side = z.enum(["long", "short"]);

export const marketSchema = z
  .object({
    exchange: text,
    symbol: text,
    market_type: z.enum(["spot", "perpetual", "future"]),
    interval: z.int().openapi({ description: "milliseconds between two bars" }),
  })
  .openapi("Market");

export const strategySchema = z
  .object({
    id,
    strategy_name: text,
    version: z.int(),
    graph_hash: text,
    arena_id: id,
    market: marketSchema,
    parameters: z.record(z.string(), z.number()),
    models: z.array(z.object({ name: text, id: text, chosen: z.enum(["champion", "pinned"]) })),
    portfolio: text.nullable(),
    is_active: z.boolean(),
    initial_bankroll: z.number(),
    current_bankroll: figure,
    created_at: time,
    warmup_from: time.nullable(),
    traded_from: time.nullable(),
    last_bar: time.nullable(),
    bars: z.int(),
    position: figure,
    unrealized_pnl: figure,
    is_running: z.boolean().openapi({ description: "whether a process holds its ledger" }),
  })
  .openapi("Strategy");

export const arenaSchema = z
  .object({
    id,
    key: text,
    market: marketSchema,
    base: text,
    quote: text.nullable(),
    strategies: z.array(id),
    strategy_count: z.int(),
    last_bar: time.nullable(),
  })
  .openapi("Arena");

export const tradeSchema = z
  .object({
    id,
    strategy_id: id,
    position_id: id,
    signal_id: id.nullable(),
    side,
    quantity: figure,
    entry_time: time,
    entry_price: figure,
    exit_time: time,
    exit_price: figure,
    profit: figure,
    gross_profit: figure,
    fees: figure,
    slippage: figure,
    funding: figure,
    return: figure,
    bars: z.int(),
    mae: figure,
    mfe: figure,
    entry_reason: text,
    exit_reason: text,
    entry_bar: z.int(),
    exit_bar: z.int(),
    borrow: figure,
    stop: figure,
    take: figure,
    liquidation_price: figure,
  })
  .openapi("Trade");

export const fillSchema = z
  .object({
    id,
    strategy_id: id,
    order_id: id,
    position_id: id.nullable(),
    signal_id: id.nullable(),
    trade_type: z.enum(["open_long", "open_short", "close_long", "close_short"]),
    size: z.number(),
    price: z.number(),
    fees: z.number(),
    slippage: z.number(),
    timestamp: time,
  })
  .openapi("Fill");

export const orderSchema = z
  .object({
    id,
    strategy_id: id,
    signal_id: id.nullable(),
    timestamp: time,
    side: z.enum(["buy", "sell"]),
    kind: text,
    size: figure,
    status: z.enum(["filled", "partly_filled", "rejected", "cancelled", "expired"]),
    price: figure,
    fees: figure,
    slippage: figure,
    reason: text,
  })
  .openapi("Order");

export const positionSchema = z
  .object({
    id,
    strategy_id: id,
    status: z.enum(["open", "closed"]),
    side,
    size: figure,
    closed_size: figure,
    entry_price: figure,
    entry_timestamp: time,
    stop: figure,
    takes: z.array(figure),
    liquidation_price: figure,
    unrealized_pnl: figure,
    realized_pnl: figure,
    fees: figure,
    slippage: figure,
    funding: figure,
    exit_timestamp: time.nullable(),
    exit_price: figure,
    exit_reason: text.nullable(),
    duration_minutes: figure,
  })
  .openapi("Position");

export const signalSchema = z
  .object({
    id,
    strategy_id: id,
    timestamp: time,
    action: z.enum(["enter", "exit"]),
    side,
    rule: z.int(),
    was_executed: z.boolean(),
    rejection_reason: text.nullable(),
    order_id: id.nullable(),
    price_at_signal: figure,
  })
  .openapi("Signal");

export const eventSchema = z
  .object({
    id,
    timestamp: time,
    event: text,
    severity: z.enum(["info", "warning", "error"]),
    strategy_id: id.nullable(),
    market: text.nullable(),
    message: text,
    data: z.record(z.string(), z.unknown()),
  })
  .openapi("Event");

export const alertSchema = z.object({ id, strategy_id: id, timestamp: time, message: text }).openapi("Alert");

export const candleSchema = z
  .object({
    time,
    open: figure,
    high: figure,
    low: figure,
    close: figure,
    volume: figure,
  })
  .openapi("Candle");
