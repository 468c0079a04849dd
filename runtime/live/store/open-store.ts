import { parseStoreAddress } from "./address.js";
import { applyMigrations } from "./migrate.js";
import { openPostgres } from "./postgres.js";
import { SqlStore } from "./sql-store.js";
import { openSqlite } from "./sqlite.js";

/**
 * Opens the ledger, makes it where there is none, and brings it to this program's form.
 * @param address a file's path (see `defaultStore`), or postgres://user:password@host:5432/database
 * @param now epoch milliseconds, for when strategies were made
 * @throws StoreError
 */
export async function openStore(address: string, now: () => number = Date.now): Promise<SqlStore> {
  const place = parseStoreAddress(address);
  const database =
    place.kind === "sqlite"
      ? await openSqlite(place.path, place.shown)
      : await openPostgres(place.url, place.shown);
  try {
    await applyMigrations(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new SqlStore(database, now);
}
