import { CompiledQuery, PostgresAdapter, sql, type Insertable, type RawBuilder, type SqlBool } from "kysely";
import type { Query } from "./database.js";
import type { Tables } from "./tables.js";

/** As many values as go into one statement in either database, and not so many that the event loop stands still. */
const mostValues = 6000;
/** Rows of one statement in SQLite: few sizes, so that the same texts come again and are prepared once. */
const pieceSizes = [64, 8, 1];

const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Column<Table extends keyof Tables> = keyof Insertable<Tables[Table]> & string;

/** What becomes of a row whose keys are there already. */
interface Conflict<Table extends keyof Tables> {
  readonly keys: readonly Column<Table>[];
  /** Columns that take the new row's value; the others stay. */
  readonly sets: readonly Column<Table>[];
}

/**
 * Rows that all have the same columns, hundreds at the close of each minute: the statement is written here, because the
 * builder takes several times as long over it as the database.
 */
export async function insertAll<Table extends keyof Tables>(
  query: Query,
  table: Table,
  rows: readonly Insertable<Tables[Table]>[],
  conflict?: Conflict<Table>,
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const isPostgres = query.getExecutor().adapter instanceof PostgresAdapter;
  const ending = conflict === undefined ? "" : conflictText(conflict);
  let values = 0;
  for (const piece of isPostgres ? largePieces(rows, columns.length) : evenPieces(rows)) {
    if (values > mostValues) {
      await othersTurn();
      values = 0;
    }
    values += piece.length * columns.length;
    const places = placesText(piece.length, columns.length, isPostgres);
    const text = `insert into "${table}" (${quoted(columns)}) values ${places}${ending}`;
    const given = piece.flatMap((row) => columns.map((column): unknown => Reflect.get(row, column) ?? null));
    await query.executeQuery(CompiledQuery.raw(text, given));
  }
}

const quoted = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(", ");

function conflictText<Table extends keyof Tables>({ keys, sets }: Conflict<Table>): string {
  const changes = sets.map((column) => `"${column}" = excluded."${column}"`).join(", ");
  return ` on conflict (${quoted(keys)}) do update set ${changes}`;
}

function placesText(rows: number, columns: number, isPostgres: boolean): string {
  const place = (k: number): string => (isPostgres ? `$${k + 1}` : "?");
  const row = (k: number): string =>
    `(${Array.from({ length: columns }, (_, column) => place(k * columns + column)).join(", ")})`;
  return Array.from({ length: rows }, (_, k) => row(k)).join(", ");
}

function* largePieces<Item>(items: readonly Item[], columns: number): Generator<readonly Item[]> {
  const size = Math.max(1, Math.floor(mostValues / columns));
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

function* evenPieces<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  let from = 0;
  for (const size of pieceSizes)
    for (; from + size <= items.length; from += size) yield items.slice(from, from + size);
}

/**
 * Rows of these strategies, found by the other conditions. The plus keeps SQLite from walking through all that a strategy
 * ever did because its table is in that order.
 */
export function amongStrategies(table: keyof Tables, strategies: readonly number[]): RawBuilder<SqlBool> {
  const column = sql.ref(`${table}.strategy_id`);
  return sql<SqlBool>`+${column} in (${sql.join(strategies)})`;
}
