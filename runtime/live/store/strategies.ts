import { createHash } from "node:crypto";
import { arenaId } from "./arenas.js";
import type { Query } from "./database.js";
import { numbersFromText, numbersToText } from "./exact.js";
import { groupRows } from "./group-rows.js";
import type { StrategyRecord } from "./live-store.js";
import type { RowOf, Tables } from "./tables.js";
import { marketKey, type Market } from "../market.js";

export type WantedStrategy = Omit<
  StrategyRecord,
  "id" | "isActive" | "createdAt" | "warmupFrom" | "tradedFrom"
>;

/** Names what a ledger belongs to: where any of it differs, another ledger begins. The file's path is none of it. */
function identityOf(wanted: WantedStrategy): string {
  const { name, graphHash, market, parameters, capital, models, portfolio } = wanted;
  const sorted = Object.fromEntries(Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const parts = [
    name,
    graphHash,
    marketKey(market),
    numbersToText(sorted),
    capital,
    models.map((model) => [model.name, model.id]),
    portfolio,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Finds or makes the record; it becomes the active one among those of its name on its market. */
export async function findOrMakeStrategy(
  query: Query,
  wanted: WantedStrategy,
  now: number,
): Promise<StrategyRecord> {
  const identity = identityOf(wanted);
  const arena = await arenaId(query, wanted.market);
  const found = await query
    .selectFrom("strategies")
    .select("id")
    .where("identity", "=", identity)
    .executeTakeFirst();
  const id = found?.id ?? (await makeStrategy(query, wanted, identity, arena, now));
  await query
    .updateTable("strategies")
    .set({ is_active: 0 })
    .where("name", "=", wanted.name)
    .where("arena_id", "=", arena)
    .where("id", "!=", id)
    .execute();
  await query
    .updateTable("strategies")
    .set({ is_active: 1, path: wanted.path })
    .where("id", "=", id)
    .execute();
  await keepModels(query, id, wanted.models, now);
  const [record] = await readStrategies(query, [id]);
  if (record === undefined) throw new Error(`strategy ${id} was not made`);
  return record;
}

async function makeStrategy(
  query: Query,
  wanted: WantedStrategy,
  identity: string,
  arena: number,
  now: number,
): Promise<number> {
  const { version } = await query
    .selectFrom("strategies")
    .select(({ fn }) => fn.max("version").as("version"))
    .where("name", "=", wanted.name)
    .where("arena_id", "=", arena)
    .executeTakeFirstOrThrow();
  const made = await query
    .insertInto("strategies")
    .values({
      identity,
      name: wanted.name,
      version: (version ?? 0) + 1,
      graph_hash: wanted.graphHash,
      arena_id: arena,
      parameters: numbersToText(wanted.parameters),
      capital: wanted.capital,
      path: wanted.path,
      portfolio: wanted.portfolio,
      is_active: 1,
      created_at: now,
      warmup_from: null,
      traded_from: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return made.id;
}

/** How a model was chosen may change while it stays the same model. */
async function keepModels(
  query: Query,
  strategy: number,
  models: StrategyRecord["models"],
  now: number,
): Promise<void> {
  for (const [place, { name, id, chosen }] of models.entries()) {
    await query
      .insertInto("models")
      .values({ id, first_used_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await query
      .insertInto("strategy_models")
      .values({ strategy_id: strategy, place, name, model_id: id, chosen })
      .onConflict((conflict) => conflict.columns(["strategy_id", "place"]).doUpdateSet({ chosen }))
      .execute();
  }
}

/** Rows of strategies with the names of their markets. */
export function selectStrategies(query: Query) {
  return query
    .selectFrom("strategies")
    .innerJoin("arenas", "arenas.id", "strategies.arena_id")
    .innerJoin("exchanges", "exchanges.id", "arenas.exchange_id")
    .innerJoin("market_types", "market_types.id", "arenas.market_type_id")
    .selectAll("strategies")
    .select([
      "exchanges.name as exchange",
      "arenas.symbol as symbol",
      "market_types.name as market_type",
      "arenas.interval_ms as interval_ms",
    ]);
}

export async function readStrategies(
  query: Query,
  ids: readonly number[],
): Promise<readonly StrategyRecord[]> {
  const rows = await selectStrategies(query)
    .where("strategies.id", "in", ids)
    .orderBy("strategies.id")
    .execute();
  return withModels(query, rows);
}

interface MarketColumns {
  readonly exchange: string;
  readonly symbol: string;
  readonly market_type: string;
  readonly interval_ms: number;
}

export async function withModels(
  query: Query,
  rows: readonly (RowOf<"strategies"> & MarketColumns)[],
): Promise<readonly StrategyRecord[]> {
  if (rows.length === 0) return [];
  const models = await query
    .selectFrom("strategy_models")
    .selectAll()
    .where(
      "strategy_id",
      "in",
      rows.map(({ id }) => id),
    )
    .orderBy("place")
    .execute();
  const modelsOf = groupRows(models, ({ strategy_id }) => strategy_id);
  return rows.map((row) => strategyOf(row, modelsOf.get(row.id) ?? []));
}

function strategyOf(
  row: RowOf<"strategies"> & MarketColumns,
  models: readonly Tables["strategy_models"][],
): StrategyRecord {
  return {
    id: row.id,
    name: row.name,
    graphHash: row.graph_hash,
    market: marketOf(row),
    parameters: numbersFromText(row.parameters),
    capital: row.capital,
    models: models.map(({ name, model_id, chosen }) => ({ name, id: model_id, chosen })),
    path: row.path,
    portfolio: row.portfolio,
    isActive: row.is_active === 1,
    createdAt: row.created_at,
    warmupFrom: row.warmup_from,
    tradedFrom: row.traded_from,
  };
}

export function marketOf({ exchange, symbol, market_type, interval_ms }: MarketColumns): Market {
  const marketType = market_type === "perpetual" || market_type === "future" ? market_type : "spot";
  return { exchange, symbol, marketType, interval: interval_ms };
}
