import { existsSync, renameSync, rmSync } from "node:fs";
import { storeErrorOf } from "./failure.js";
import { StoreError } from "./store-error.js";

/**
 * Writes a whole and consistent copy of a SQLite store while it is in use. The copy is complete before it has its name.
 * A PostgreSQL store is copied with `pg_dump --schema sage_live`.
 * @throws StoreError
 */
export async function backupSqlite(path: string, target: string): Promise<void> {
  if (existsSync(target))
    throw new StoreError("SAGE8523", `There is a file ${target} already.`, "Give the copy another name.");
  const { default: Library } = await import("better-sqlite3");
  const unfinished = `${target}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    const source = new Library(path, { fileMustExist: true, timeout: 5000 });
    try {
      // Whatever the mode of writing, a copy is of one moment.
      source.prepare("vacuum into ?").run(unfinished);
    } finally {
      source.close();
    }
    refuseDamaged(new Library(unfinished, { readonly: true }), target);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw storeErrorOf(error, target, "open");
  }
}

function refuseDamaged(
  copy: { pragma(text: string, options: { simple: true }): unknown; close(): unknown },
  target: string,
): void {
  const said = copy.pragma("quick_check", { simple: true });
  copy.close();
  if (said !== "ok")
    throw new StoreError("SAGE8524", `The copy ${target} is damaged: ${String(said)}.`, "Check the disk.");
}
