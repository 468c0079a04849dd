import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../data/atomic-file.js";
import { sageHome } from "../../store/home.js";
import type { ColumnValues } from "./compute-columns.js";

/** Columns by what they follow from (`columnKeys`). */
export interface ColumnCache {
  /** The column, or null where it is not there or damaged. */
  read(key: string, precision: "single" | "double"): Promise<ColumnValues | null>;
  /** Keeps a column; one that cannot be kept is computed again next time. */
  write(key: string, values: ColumnValues): Promise<void>;
}

export interface CacheOptions {
  /** Default: `features` in the home of the program. */
  readonly folder?: string;
  /** Bytes of all files together; the longest unused are removed. Default 4 GiB. */
  readonly limit?: number;
  /** Told once for each file that was not what it should be and was thrown away. */
  readonly onDamaged?: (path: string, reason: string) => void;
}

const defaultLimit = 4 * 2 ** 30;

export function featuresFolder(): string {
  return join(sageHome(), "features");
}

/** A folder of columns, an Arrow file each. Files appear whole or not at all, and are checked when they are read. */
export function folderCache(options: CacheOptions = {}): ColumnCache {
  const { folder = featuresFolder(), limit = defaultLimit, onDamaged } = options;
  const pathOf = (key: string): string => join(folder, `${key}.arrow`);
  return {
    async read(key, precision) {
      const path = pathOf(key);
      const bytes = readWhole(path);
      if (bytes === null) return null;
      const found = await decode(bytes, key, precision);
      if (typeof found !== "string") {
        touch(path);
        return found;
      }
      rmSync(path, { force: true });
      onDamaged?.(path, found);
      return null;
    },
    async write(key, values) {
      const bytes = await encode(key, values);
      writeAtomically(pathOf(key), (file) => file.write(bytes));
      removeOldest(folder, limit);
    },
  };
}

function readWhole(path: string): Uint8Array<ArrayBuffer> | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** Used last now; a file system that does not note it keeps the order of writing. */
function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Another process may just have removed it; it has been read.
  }
}

async function encode(key: string, values: ColumnValues): Promise<Uint8Array> {
  const { Field, Float32, Float64, RecordBatch, Schema, Struct, Table, makeData, tableToIPC } =
    await import("apache-arrow");
  const { length } = values;
  const child =
    values instanceof Float32Array
      ? makeData({ type: new Float32(), length, data: values })
      : makeData({ type: new Float64(), length, data: values });
  const fields = [new Field("value", child.type, false)];
  const record = new Map([
    ["key", key],
    ["hash", hashOf(values)],
  ]);
  const schema = new Schema(fields, record);
  const data = makeData({ type: new Struct(fields), length, nullCount: 0, children: [child] });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, data)]), "file");
}

/** The column, or what is wrong with the file. */
async function decode(
  bytes: Uint8Array,
  key: string,
  precision: "single" | "double",
): Promise<ColumnValues | string> {
  const { tableFromIPC } = await import("apache-arrow");
  try {
    const table = tableFromIPC(bytes);
    if (table.schema.metadata.get("key") !== key) return "it holds another column than its name says";
    const values: unknown = table.getChildAt(0)?.toArray();
    const right = precision === "single" ? values instanceof Float32Array : values instanceof Float64Array;
    if (!right || !isColumn(values)) return "it does not hold numbers of the right kind";
    return table.schema.metadata.get("hash") === hashOf(values) ? values : "its values were changed";
  } catch {
    return "it is cut or is no Arrow file";
  }
}

function isColumn(values: unknown): values is ColumnValues {
  return values instanceof Float32Array || values instanceof Float64Array;
}

function hashOf(values: ColumnValues): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash("sha256").update(bytes).digest("hex");
}

/** Removes the files that were used longest ago until the rest is within the limit. */
function removeOldest(folder: string, limit: number): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".arrow"))
    .flatMap((name) => {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? [] : [{ path, bytes: found.size, used: found.mtimeMs }];
    });
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of files.toSorted((a, b) => a.used - b.used)) {
    if (total <= limit) return;
    rmSync(path, { force: true });
    total -= bytes;
  }
}
