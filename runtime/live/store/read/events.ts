import type { StoreDatabase } from "../database.js";
import type { LiveNote } from "../live-store.js";
import { marketOf } from "../strategies.js";
import { keyset, limitOf, pageOf, type Page, type PageRequest, type RecordFilter } from "./page.js";

export interface EventFilter extends RecordFilter {
  readonly event?: string | undefined;
  readonly severity?: LiveNote["severity"] | undefined;
}

const keys = {
  columns: ["event_log.time", "event_log.id"],
  time: "event_log.time",
  strategy: "event_log.strategy_id",
};

export async function readEvents(
  database: StoreDatabase,
  filter: EventFilter = {},
  page: PageRequest = {},
): Promise<Page<LiveNote>> {
  const { where, orderBy } = keyset(keys, filter, page);
  const limit = limitOf(page);
  return database.transact("read", async (query) => {
    let select = query
      .selectFrom("event_log")
      .leftJoin("arenas", "arenas.id", "event_log.arena_id")
      .leftJoin("exchanges", "exchanges.id", "arenas.exchange_id")
      .leftJoin("market_types", "market_types.id", "arenas.market_type_id")
      .selectAll("event_log")
      .select(["exchanges.name as exchange", "arenas.symbol", "arenas.interval_ms"])
      .select("market_types.name as market_type")
      .where(where);
    if (filter.event !== undefined) select = select.where("event_log.event", "=", filter.event);
    if (filter.severity !== undefined) select = select.where("event_log.severity", "=", filter.severity);
    const rows = await select
      .orderBy(orderBy)
      .limit(limit + 1)
      .execute();
    return pageOf(
      rows,
      limit,
      (row) => [row.time, row.id],
      ({ id, time, event, severity, strategy_id, message, data, ...row }) => {
        const { exchange, symbol, market_type, interval_ms } = row;
        const isKnown = exchange !== null && symbol !== null && market_type !== null && interval_ms !== null;
        return {
          id,
          time,
          event,
          severity,
          strategy: strategy_id,
          market: isKnown ? marketOf({ exchange, symbol, market_type, interval_ms }) : null,
          message,
          data: dataOf(data),
        };
      },
    );
  });
}

function dataOf(text: string): LiveNote["data"] {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? { ...value } : {};
}
