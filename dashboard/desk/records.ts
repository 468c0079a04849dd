import { figure, isFields, listOf, words, wordsOrNull, type Fields } from "./fields.js";
import type { Arena, DeskMarket, DeskStrategy, OpenPosition, Stop, Totals } from "./state.js";

export function readMarket(value: unknown): DeskMarket {
  const market = isFields(value) ? value : {};
  return {
    exchange: words(market["exchange"]),
    symbol: words(market["symbol"]),
    type: words(market["market_type"]),
    interval: figure(market["interval"]) ?? 0,
  };
}

/** What an answer says of a strategy; null where it is not as it must be. */
export function readStrategy(fields: Fields): DeskStrategy | null {
  const { id, strategy_name: name, parameters } = fields;
  if (typeof id !== "number" || typeof name !== "string") return null;
  return {
    id,
    name,
    version: figure(fields["version"]) ?? 1,
    arena: figure(fields["arena_id"]) ?? 0,
    market: readMarket(fields["market"]),
    portfolio: wordsOrNull(fields["portfolio"]),
    isRunning: fields["is_running"] === true,
    capital: figure(fields["initial_bankroll"]) ?? 0,
    equity: figure(fields["current_bankroll"]),
    unrealised: figure(fields["unrealized_pnl"]),
    position: figure(fields["position"]),
    lastBar: figure(fields["last_bar"]),
    bars: figure(fields["bars"]) ?? 0,
    tradedFrom: figure(fields["traded_from"]),
    parameters: Object.fromEntries(
      Object.entries(isFields(parameters) ? parameters : {}).flatMap(([key, value]) =>
        typeof value === "number" ? [[key, value]] : [],
      ),
    ),
    models: listOf(fields["models"], (model) => ({ name: words(model["name"]), id: words(model["id"]) })),
  };
}

export function readArena(fields: Fields): Arena | null {
  const { id, key, strategies } = fields;
  if (typeof id !== "number" || typeof key !== "string") return null;
  return {
    id,
    key,
    market: readMarket(fields["market"]),
    strategies: Array.isArray(strategies) ? strategies.filter((one) => typeof one === "number") : [],
    lastBar: figure(fields["last_bar"]),
  };
}

export function readPosition(fields: Fields): OpenPosition | null {
  const { id, strategy_id: strategy } = fields;
  if (typeof id !== "number" || typeof strategy !== "number") return null;
  const side = fields["side"] === "short" ? "short" : "long";
  const quantity = figure(fields["size"]);
  const entryPrice = figure(fields["entry_price"]);
  const unrealised = figure(fields["unrealized_pnl"]);
  return {
    strategy,
    id,
    side,
    quantity,
    entryPrice,
    price: figure(fields["current_price"]) ?? priceOf(side, quantity, entryPrice, unrealised),
    entryTime: figure(fields["entry_timestamp"]),
    stop: figure(fields["stop"]),
    unrealised,
  };
}

/** The close at which a position is worth what it is said to be: the API tells its open profit, not the price. */
function priceOf(
  side: OpenPosition["side"],
  quantity: number | null,
  entry: number | null,
  unrealised: number | null,
): number | null {
  if (quantity === null || quantity === 0 || entry === null || unrealised === null) return null;
  return entry + (side === "long" ? unrealised : -unrealised) / quantity;
}

export const readTotals = (fields: Fields): Totals => ({
  capital: figure(fields["initial_capital"]),
  equity: figure(fields["total_equity"]),
  profit: figure(fields["total_pnl"]),
  profitPercent: figure(fields["total_pnl_pct"]),
  realised: figure(fields["realized_pnl"]),
  unrealised: figure(fields["unrealized_pnl"]),
  openPositions: figure(fields["open_positions"]),
  tradesToday: figure(fields["trades_today"]),
  fees: figure(fields["total_fees"]),
});

export const readStop = (fields: Fields): Stop => ({
  name: words(fields["name"]),
  closes: fields["closes"] === true,
  by: words(fields["by"]),
  reason: words(fields["reason"]),
  at: figure(fields["at"]) ?? 0,
});
