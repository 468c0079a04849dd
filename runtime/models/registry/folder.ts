import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { discardTemporary, reserveTemporary, writeWhole } from "../../data/atomic-file.js";
import { fromWriteError } from "../../data/data-error.js";
import { makeFolder } from "../../data/make-folder.js";
import { isAlive } from "./lock.js";

/**
 * Makes a folder with its files so that it is there whole or not at all, also when the power goes: files and folder
 * are on the disk before it gets its name.
 * @returns false where a folder of that name is there already
 * @throws DataError SAGE8103, SAGE8114 when the system refuses; nothing is left behind then
 */
export function writeFolder(path: string, files: ReadonlyMap<string, Uint8Array>): boolean {
  let temporary: string | null = null;
  try {
    makeFolder(dirname(path));
    temporary = reserveTemporary(path);
    mkdirSync(temporary);
    for (const [name, bytes] of files) writeDurably(join(temporary, name), bytes);
    flushFolder(temporary);
    renameSync(temporary, path);
    flushFolder(dirname(path));
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw fromWriteError(error, path);
  } finally {
    if (temporary !== null) discardTemporary(temporary);
  }
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const descriptor = openSync(path, "wx");
  try {
    writeWhole(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Has the names in a folder written to the disk. Some systems do not open folders; there the names are safe already. */
function flushFolder(path: string): void {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, "r");
    fsyncSync(descriptor);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes(code)) throw error;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Removes a folder in one step: it loses its name first. */
export function removeFolder(path: string): void {
  const away = reserveTemporary(path);
  try {
    renameSync(path, away);
    flushFolder(dirname(path));
  } catch (error) {
    throw fromWriteError(error, path);
  } finally {
    discardTemporary(away);
  }
}

const unfinished = /^\..+\.(\d+)\.\d+\.part$/;
const settleMs = 60_000;

/** Removes what programs that were killed have left half-written. */
export function sweepUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, id] = unfinished.exec(name) ?? [];
    if (id === undefined || isAlive(Number(id))) continue;
    const path = join(folder, name);
    const there = statSync(path, { throwIfNoEntry: false });
    if (there !== undefined && Date.now() - there.mtimeMs > settleMs)
      rmSync(path, { recursive: true, force: true });
  }
}
