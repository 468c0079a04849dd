import { createHash } from "node:crypto";
import { existsSync, readFileSync, openSync, readSync, closeSync, rmSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { writeAtomically } from "../atomic-file.js";
import { fromSystemError } from "../data-error.js";

/** Raised whenever an import of the same bytes may give other bars or another record. */
export const importVersion = 3;

/** Folder of imported data sets: `SAGE_CACHE`, or `cache` in `SAGE_HOME`, which is `.sage` in the working directory. */
export function cacheFolder(): string {
  const chosen = process.env["SAGE_CACHE"];
  return resolve(
    chosen === undefined || chosen === "" ? join(process.env["SAGE_HOME"] || ".sage", "cache") : chosen,
  );
}

export interface CacheKey {
  /** Where the data set lies or will lie. */
  readonly path: string;
  readonly present: boolean;
  /** Remembers that the files as they are now have this content, once the data set is there. */
  remember(): void;
}

/**
 * Where the import of these files with these options is kept. The place follows from the content of the files, so a
 * copy or a touched file finds it too; while size, time of change and inode of each are as remembered, the content
 * is not read again.
 */
export function findInCache(paths: readonly string[], options: object): CacheKey {
  const folder = cacheFolder();
  const identity = digest(JSON.stringify([importVersion, options, paths.map(identityOf)]));
  const pointer = join(folder, "seen", identity);
  const known = readPointer(pointer);
  const content = known ?? contentOf(paths, options);
  const path = join(folder, `${content}.arrow`);
  const remember = () => {
    if (known === null) writeAtomically(pointer, (file) => file.write(Buffer.from(content)));
  };
  return { path, present: existsSync(path), remember };
}

/** Forgets a cached data set, because it turned out damaged. */
export function dropFromCache(path: string): void {
  rmSync(path, { force: true });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}

function identityOf(path: string): readonly unknown[] {
  try {
    const { size, mtimeNs, ctimeNs, ino, dev } = statSync(path, { bigint: true });
    return [resolve(path), ...[size, mtimeNs, ctimeNs, ino, dev].map(String)];
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

function readPointer(path: string): string | null {
  try {
    const text = readFileSync(path, "latin1");
    return /^[0-9a-f]{40}$/.test(text) ? text : null;
  } catch {
    return null;
  }
}

/** The name takes part, because it may tell the day, the symbol or the interval. */
function contentOf(paths: readonly string[], options: object): string {
  const hash = createHash("sha256").update(JSON.stringify([importVersion, options]));
  for (const path of paths) hash.update(basename(path)).update("\0").update(hashFile(path));
  return hash.digest("hex").slice(0, 40);
}

function hashFile(path: string): Buffer {
  try {
    const descriptor = openSync(path, "r");
    try {
      const hash = createHash("sha256");
      const buffer = Buffer.allocUnsafe(1 << 20);
      for (let length = 1; length > 0;) {
        length = readSync(descriptor, buffer, 0, buffer.length, null);
        hash.update(buffer.subarray(0, length));
      }
      return hash.digest();
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
}
