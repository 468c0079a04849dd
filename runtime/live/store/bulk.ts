import { sql, type Insertable, type RawBuilder, type SqlBool } from "kysely";
import type { Query } from "./database.js";
import type { Tables } from "./tables.js";

/** As many values as go into one statement in either database, and not so many that the event loop stands still. */
const mostValues = 6000;

export function pieces<Item>(items: readonly Item[], columns: number): readonly (readonly Item[])[] {
  const size = Math.max(1, Math.floor(mostValues / columns));
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, k) => items.slice(k * size, (k + 1) * size));
}

const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export async function insertAll<Table extends keyof Tables>(
  query: Query,
  table: Table,
  rows: readonly Insertable<Tables[Table]>[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  for (const [k, piece] of pieces(rows, Object.keys(first).length).entries()) {
    if (k > 0) await othersTurn();
    await query.insertInto(table).values(piece).execute();
  }
}

/**
 * Rows of these strategies, found by the other conditions. The plus keeps SQLite from walking through all that a strategy
 * ever did because its table is in that order.
 */
export function amongStrategies(table: keyof Tables, strategies: readonly number[]): RawBuilder<SqlBool> {
  const column = sql.ref(`${table}.strategy_id`);
  return sql<SqlBool>`+${column} in (${sql.join(strategies)})`;
}
