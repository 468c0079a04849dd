import { pieces } from "./bulk.js";
import type { Query } from "./database.js";
import type { PlannedState } from "./states.js";
import type { StepWriter } from "./step-writer.js";
import type { NewRow } from "./tables.js";

export async function upsertPositions(query: Query, rows: readonly NewRow<"positions">[]): Promise<void> {
  for (const piece of pieces(rows, 24))
    await query
      .insertInto("positions")
      .values(piece)
      .onConflict((conflict) =>
        conflict.columns(["strategy_id", "number"]).doUpdateSet(({ ref }) => ({
          status: ref("excluded.status"),
          quantity: ref("excluded.quantity"),
          closed_quantity: ref("excluded.closed_quantity"),
          entry_price: ref("excluded.entry_price"),
          entry_time: ref("excluded.entry_time"),
          entry_bar: ref("excluded.entry_bar"),
          stop: ref("excluded.stop"),
          takes: ref("excluded.takes"),
          liquidation_price: ref("excluded.liquidation_price"),
          unrealised: ref("excluded.unrealised"),
          exit_time: ref("excluded.exit_time"),
          exit_price: ref("excluded.exit_price"),
          exit_reason: ref("excluded.exit_reason"),
          profit: ref("excluded.profit"),
          gross_profit: ref("excluded.gross_profit"),
          fees: ref("excluded.fees"),
          slippage: ref("excluded.slippage"),
          funding: ref("excluded.funding"),
          borrow: ref("excluded.borrow"),
          trades: ref("excluded.trades"),
          exact: ref("excluded.exact"),
        })),
      )
      .execute();
}

export async function upsertStates(query: Query, planned: readonly PlannedState[]): Promise<void> {
  const full = planned.flatMap(({ row, base }) => (base === null ? [] : [row.strategy_id]));
  // A delta against what is replaced would be taken for one against what replaces it.
  if (full.length > 0)
    await query.deleteFrom("states").where("strategy_id", "in", full).where("kind", "=", "delta").execute();
  for (const piece of pieces(
    planned.map(({ row }) => row),
    60,
  ))
    await query
      .insertInto("states")
      .values(piece)
      .onConflict((conflict) =>
        conflict.columns(["strategy_id", "kind"]).doUpdateSet(({ ref }) => ({
          number: ref("excluded.number"),
          base: ref("excluded.base"),
          size: ref("excluded.size"),
          digest: ref("excluded.digest"),
          content: ref("excluded.content"),
        })),
      )
      .execute();
}

export async function upsertStandings(
  query: Query,
  writers: readonly StepWriter[],
  planned: readonly PlannedState[],
): Promise<void> {
  const bases = new Map(planned.map(({ row, base }) => [row.strategy_id, base]));
  const rows = writers.map((writer) => writer.standing(bases.get(writer.strategy) ?? null));
  for (const piece of pieces(rows, 15))
    await query
      .insertInto("standings")
      .values(piece)
      .onConflict((conflict) =>
        conflict.column("strategy_id").doUpdateSet(({ ref }) => ({
          number: ref("excluded.number"),
          time: ref("excluded.time"),
          orders: ref("excluded.orders"),
          fills: ref("excluded.fills"),
          trades: ref("excluded.trades"),
          signals: ref("excluded.signals"),
          alerts: ref("excluded.alerts"),
          positions: ref("excluded.positions"),
          equity: ref("excluded.equity"),
          cash: ref("excluded.cash"),
          position: ref("excluded.position"),
          unrealised: ref("excluded.unrealised"),
          full_number: ref("excluded.full_number"),
          full_digest: ref("excluded.full_digest"),
        })),
      )
      .execute();
}
