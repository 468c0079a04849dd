import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discardTemporary, guardTemporary } from "../atomic-file.js";
import { fromWriteError } from "../data-error.js";

/** A folder for unpacked text that DuckDB reads, made when first needed. */
export class Scratch {
  private path: string | null = null;

  folder(): string {
    if (this.path === null) {
      this.path = mkdtempSync(join(tmpdir(), "sage-import-"));
      guardTemporary(this.path);
    }
    return this.path;
  }

  remove(): void {
    if (this.path !== null) discardTemporary(this.path);
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
