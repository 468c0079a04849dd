import type { Market } from "../market.js";
import type { Query } from "./database.js";

/** "BTC/USDT:USDT" is BTC for USDT, settled in USDT; what has no such form is a coin's name. */
export function coinsOf(symbol: string): {
  readonly base: string;
  readonly quote: string | null;
  readonly settle: string | null;
} {
  const [pair = symbol, settle] = symbol.split(":");
  const [base, quote] = pair.split("/");
  return { base: base || symbol, quote: quote || null, settle: settle?.split("-")[0] || null };
}

/** Finds or makes the row of a market. */
export async function arenaId(query: Query, market: Market): Promise<number> {
  const found = await findArena(query, market);
  if (found !== undefined) return found;
  const { base, quote, settle } = coinsOf(market.symbol);
  const exchange = await exchangeId(query, market.exchange);
  const type = await marketTypeId(query, market.marketType);
  const base_id = await coinId(query, base);
  const quote_id = quote === null ? null : await coinId(query, quote);
  const settle_id = settle === null ? null : await coinId(query, settle);
  await query
    .insertInto("arenas")
    .values({
      exchange_id: exchange,
      symbol: market.symbol,
      base_id,
      quote_id,
      settle_id,
      market_type_id: type,
      interval_ms: market.interval,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const made = await findArena(query, market);
  if (made === undefined) throw new Error(`the arena of ${market.symbol} was not made`);
  return made;
}

async function findArena(query: Query, market: Market): Promise<number | undefined> {
  const row = await query
    .selectFrom("arenas")
    .innerJoin("exchanges", "exchanges.id", "arenas.exchange_id")
    .innerJoin("market_types", "market_types.id", "arenas.market_type_id")
    .where("exchanges.name", "=", market.exchange)
    .where("arenas.symbol", "=", market.symbol)
    .where("market_types.name", "=", market.marketType)
    .where("arenas.interval_ms", "=", market.interval)
    .select("arenas.id")
    .executeTakeFirst();
  return row?.id;
}

async function exchangeId(query: Query, name: string): Promise<number> {
  const skip = query.insertInto("exchanges").values({ name });
  await skip.onConflict((conflict) => conflict.doNothing()).execute();
  const found = query.selectFrom("exchanges").select("id").where("name", "=", name);
  return (await found.executeTakeFirstOrThrow()).id;
}

async function marketTypeId(query: Query, name: string): Promise<number> {
  const skip = query.insertInto("market_types").values({ name });
  await skip.onConflict((conflict) => conflict.doNothing()).execute();
  const found = query.selectFrom("market_types").select("id").where("name", "=", name);
  return (await found.executeTakeFirstOrThrow()).id;
}

async function coinId(query: Query, symbol: string): Promise<number> {
  const skip = query.insertInto("coins").values({ symbol });
  await skip.onConflict((conflict) => conflict.doNothing()).execute();
  const found = query.selectFrom("coins").select("id").where("symbol", "=", symbol);
  return (await found.executeTakeFirstOrThrow()).id;
}
