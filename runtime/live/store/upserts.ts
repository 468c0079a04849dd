import { insertAll } from "./bulk.js";
import type { Query } from "./database.js";
import type { PlannedState } from "./states.js";
import type { StepWriter } from "./step-writer.js";
import type { NewRow } from "./tables.js";

export function upsertPositions(query: Query, rows: readonly NewRow<"positions">[]): Promise<void> {
  return insertAll(query, "positions", rows, {
    keys: ["strategy_id", "number"],
    sets: [
      "status",
      "quantity",
      "closed_quantity",
      "entry_price",
      "entry_time",
      "entry_bar",
      "stop",
      "takes",
      "liquidation_price",
      "unrealised",
      "exit_time",
      "exit_price",
      "exit_reason",
      "profit",
      "gross_profit",
      "fees",
      "slippage",
      "funding",
      "borrow",
      "trades",
      "exact",
    ],
  });
}

export async function upsertStates(query: Query, planned: readonly PlannedState[]): Promise<void> {
  const full = planned.flatMap(({ row, base }) => (base === null ? [] : [row.strategy_id]));
  // A delta against what is replaced would be taken for one against what replaces it.
  if (full.length > 0)
    await query.deleteFrom("states").where("strategy_id", "in", full).where("kind", "=", "delta").execute();
  await insertAll(
    query,
    "states",
    planned.map(({ row }) => row),
    { keys: ["strategy_id", "kind"], sets: ["number", "base", "size", "digest", "content"] },
  );
}

export function upsertStandings(
  query: Query,
  writers: readonly StepWriter[],
  planned: readonly PlannedState[],
): Promise<void> {
  const bases = new Map(planned.map(({ row, base }) => [row.strategy_id, base]));
  const rows = writers.map((writer) => writer.standing(bases.get(writer.strategy) ?? null));
  return insertAll(query, "standings", rows, {
    keys: ["strategy_id"],
    sets: [
      "number",
      "time",
      "orders",
      "fills",
      "trades",
      "signals",
      "alerts",
      "positions",
      "equity",
      "cash",
      "position",
      "unrealised",
      "full_number",
      "full_digest",
    ],
  });
}
