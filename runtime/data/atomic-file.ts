import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DataError, fromWriteError } from "./data-error.js";
import { makeFolder } from "./make-folder.js";

/** Files and folders under construction, removed if the process is told to end before they are finished. */
const unfinished = new Set<string>();
let watching = false;

function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true, recursive: true });
  unfinished.clear();
}

function watchForExit(): void {
  if (watching) return;
  watching = true;
  process.on("exit", removeUnfinished);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const end = () => {
      removeUnfinished();
      // With a handler of its own the program decides when to end; without one the signal must still end it.
      if (process.listenerCount(signal) === 1) {
        process.removeListener(signal, end);
        process.kill(process.pid, signal);
      }
    };
    process.on(signal, end);
  }
}

let counter = 0;

/** Has a file or folder removed should the process be told to end; `discardTemporary` removes it in time. */
export function guardTemporary(path: string): void {
  watchForExit();
  unfinished.add(path);
}

/** A name beside `path` (so that the final rename stays on one file system) that no other process uses. */
export function reserveTemporary(path: string): string {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${++counter}.part`);
  guardTemporary(temporary);
  return temporary;
}

/** Gives up a temporary file or folder: it is removed if it exists. */
export function discardTemporary(temporary: string): void {
  rmSync(temporary, { force: true, recursive: true });
  unfinished.delete(temporary);
}

/** Makes a finished temporary file durable and puts it at `path` in one step. */
export function publish(temporary: string, path: string): void {
  const descriptor = openSync(temporary, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
  unfinished.delete(temporary);
}

/** A device or a pipe would be replaced by a file, not written. @throws DataError SAGE8114 */
function refuseDevice(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined || there.isFile() || there.isDirectory()) return;
  throw new DataError(
    "SAGE8114",
    `${path} could not be written: it is a device or a pipe, not a file.`,
    "Name a file.",
  );
}

export interface FileSink {
  write(bytes: Uint8Array): void;
}

/**
 * Writes a file so that `path` holds either the whole new content or what was there before: temporary file beside
 * it, fsync, rename. Folders are made.
 * @throws DataError SAGE8103, SAGE8114 when the system refuses
 */
export function writeAtomically(path: string, produce: (sink: FileSink) => void): void {
  let temporary: string | null = null;
  try {
    refuseDevice(path);
    makeFolder(dirname(path));
    temporary = reserveTemporary(path);
    const descriptor = openSync(temporary, "w");
    try {
      produce({ write: (bytes) => writeWhole(descriptor, bytes) });
    } finally {
      closeSync(descriptor);
    }
    publish(temporary, path);
  } catch (error) {
    if (temporary !== null) discardTemporary(temporary);
    throw fromWriteError(error, path);
  }
}

/** Writes all bytes, however few the system takes at a time. */
export function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done, bytes.length - done);
}

/** `writeAtomically` for a producer that writes the temporary file itself and needs time (DuckDB). */
export async function produceAtomically(
  path: string,
  produce: (temporary: string) => Promise<void>,
): Promise<void> {
  let temporary: string | null = null;
  try {
    refuseDevice(path);
    makeFolder(dirname(path));
    temporary = reserveTemporary(path);
    await produce(temporary);
    publish(temporary, path);
  } catch (error) {
    if (temporary !== null) discardTemporary(temporary);
    throw fromWriteError(error, path);
  }
}

/** Writes a whole text, or leaves what was there before. @throws DataError SAGE8103, SAGE8114 */
export function writeFile(path: string, content: string | Uint8Array): void {
  writeAtomically(resolve(path), (file) =>
    file.write(typeof content === "string" ? Buffer.from(content) : content),
  );
}
