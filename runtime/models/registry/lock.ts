import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fromWriteError } from "../../data/data-error.js";
import { makeFolder } from "../../data/make-folder.js";
import { RunError } from "../../engine/error.js";

const lockName = /^\.lock\.(\d+)$/;
/** Work under a lock takes milliseconds; a holder that cannot be asked has died after so long. */
const staleAfter = 30_000;
const pauseMs = 5;

export interface LockOptions {
  /** How long to wait for another holder, in milliseconds. */
  readonly patience?: number;
}

/**
 * Does what only one process may do at a time in a folder. Locks are numbered files: the highest one counts, and only
 * its successor can be made, once it is released or its holder has died. So nobody ever removes a lock that another has
 * just taken. A holder that was killed costs nothing but the look whether it lives.
 * @throws RunError SAGE8366 when another holder does not come to an end; DataError when the folder cannot be written
 */
export async function withLock<Value>(
  folder: string,
  work: () => Value,
  { patience = 10_000 }: LockOptions = {},
): Promise<Value> {
  const number = await acquire(folder, performance.now() + patience);
  try {
    return work();
  } finally {
    release(lockPath(folder, number));
  }
}

/** A lock of the year 1970 is held by nobody. That needs no space on the disk. */
const release = (path: string): void => utimesSync(path, 0, 0);

const lockPath = (folder: string, number: number): string => join(folder, `.lock.${number}`);

function lockNumbers(folder: string): readonly number[] {
  return readdirSync(folder)
    .flatMap((name) => lockName.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => b - a);
}

async function acquire(folder: string, until: number): Promise<number> {
  try {
    makeFolder(folder);
    for (;;) {
      const [highest = 0] = lockNumbers(folder);
      const holder = highest === 0 ? null : holderOf(lockPath(folder, highest));
      if (holder === null && create(lockPath(folder, highest + 1))) {
        const [now = 0, ...older] = lockNumbers(folder);
        if (now === highest + 1) {
          for (const number of older) rmSync(lockPath(folder, number), { force: true });
          return now;
        }
        // Others have come and gone since the folder was read.
        rmSync(lockPath(folder, highest + 1), { force: true });
      }
      if (performance.now() > until && holder !== null) throw locked(folder, highest, holder);
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (1 + Math.random())));
    }
  } catch (error) {
    throw error instanceof RunError ? error : fromWriteError(error, folder);
  }
}

/** Makes the file, unless there is one. */
function create(path: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, "wx");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
  try {
    writeSync(descriptor, `${process.pid} ${hostname()}`);
  } catch {
    // On a full disk the lock holds without a name, so that models can still be removed.
  } finally {
    closeSync(descriptor);
  }
  return true;
}

/** Who holds a lock, in words; null where nobody does any more. */
function holderOf(path: string): string | null {
  let text: string;
  let age: number;
  try {
    text = readFileSync(path, "utf8");
    age = Date.now() - statSync(path).mtimeMs;
  } catch (error) {
    // The next holder has cleaned up.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "another program";
    throw error;
  }
  if (age > staleAfter) return null;
  const [, id, host] = /^(\d+) (.+)$/.exec(text) ?? [];
  if (id === undefined || host !== hostname())
    return host === undefined ? "another program" : `a program on ${host}`;
  return isAlive(Number(id)) ? `process ${id}` : null;
}

/** Whether a process of this machine still runs. */
export function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // It runs, but belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

const locked = (folder: string, number: number, holder: string): RunError =>
  new RunError(
    "SAGE8366",
    `${folder} is locked by ${holder}.`,
    `Try again when it is done. If it hangs, end it; if it is gone, remove ${lockPath(folder, number)}.`,
  );
