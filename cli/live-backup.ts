import { existsSync, statSync } from "node:fs";
import { dirname, join, parse, resolve } from "node:path";
import { exitCodes, Failure } from "./failure.js";

/**
 * Copies a SQLite ledger; `file` left out: beside it, named by the time.
 * @throws StoreError, Failure where there is no ledger, or another program makes its copies
 */
export async function backUp(
  address: string | undefined,
  file: string | undefined,
  now: Date,
): Promise<{ readonly copy: string; readonly bytes: number }> {
  const { backupSqlite, defaultStore, parseStoreAddress } = await import("../runtime/live/store/index.js");
  const place = parseStoreAddress(address ?? defaultStore);
  if (place.kind === "postgres")
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `${place.shown} is copied by PostgreSQL's own program`,
      `pg_dump --schema sage_live --format custom --file ${file ?? "live.dump"} ${place.shown}`,
    );
  if (!existsSync(place.path))
    throw new Failure(
      exitCodes.problems,
      "SAGE9501",
      `there is no ledger ${place.shown}`,
      "sage live makes one; --store names another",
    );
  const copy = resolve(file ?? join(dirname(place.path), nameAt(parse(place.path).name, now)));
  await backupSqlite(place.path, copy);
  return { copy, bytes: statSync(copy).size };
}

/** "live-2024-03-01T120000.db". */
const nameAt = (name: string, now: Date): string =>
  `${name}-${now.toISOString().slice(0, 19).replaceAll(":", "")}.db`;
