import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromWriteError } from "../data-error.js";

/** A folder for unpacked text that DuckDB reads, made when first needed. */
export class Scratch {
  private path: string | null = null;

  folder(): string {
    this.path ??= mkdtempSync(join(tmpdir(), "sage-import-"));
    return this.path;
  }

  remove(): void {
    if (this.path !== null) rmSync(this.path, { recursive: true, force: true });
  }
}

let unpacked = 0;

/** Puts unpacked bytes where DuckDB can read them. */
export function unpack(bytes: Uint8Array, folder: string): string {
  const path = join(folder, String(++unpacked));
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw fromWriteError(error, path);
  }
  return path;
}
