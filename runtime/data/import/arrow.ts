import { readFileSync } from "node:fs";
import type * as Arrow from "apache-arrow";
import { DataError } from "../data-error.js";
import type { Piece } from "./identify.js";
import { cellText, readCells, type Cell } from "./memory-table.js";
import type { RawColumn, RawRead, RawTable } from "./table.js";

/** Arrow IPC (file or stream, Feather 2), also LZ4-compressed. */
export async function openArrow(piece: Piece): Promise<RawTable> {
  const arrow = await import("apache-arrow");
  const { guardArrow } = await import("./arrow-guard.js");
  await registerLz4(arrow);
  let table: ReturnType<typeof arrow.tableFromIPC>;
  try {
    const bytes = piece.bytes ?? readFileSync(piece.path);
    guardArrow(bytes);
    table = arrow.tableFromIPC(bytes);
  } catch (error) {
    throw new DataError(
      "SAGE8106",
      `${piece.label} is a damaged Arrow file, or uses a compression other than LZ4: ${error instanceof Error ? error.message : "unknown"}.`,
      "Get it again, or save it uncompressed or as Parquet.",
      { cause: error },
    );
  }
  const names = table.schema.fields.map((field) => field.name);
  const vectors = names.map((_, at) => table.getChildAt(at));
  const cellAt = (row: number, column: number): Cell => asCell(vectors[column]?.get(row));
  const sampled = Math.min(table.numRows, 400);
  const read = (columns: readonly number[], numeric: readonly boolean[]): RawRead => {
    const plain = readCells(table.numRows, cellAt, (at) => names[at] ?? "", [], []);
    const parts = columns.map((at, position) => {
      const times = timesOf(arrow, vectors[at] ?? null);
      if (times !== null) return { columns: [times], unreadable: [] };
      return readCells(table.numRows, cellAt, (one) => names[one] ?? "", [at], [numeric[position] === true]);
    });
    return {
      rows: plain.rows,
      columns: parts.flatMap((part) => part.columns),
      unreadable: parts.flatMap((part) => part.unreadable),
    };
  };
  if (table.numRows === 0)
    throw new DataError("SAGE8111", `${piece.label} has no rows.`, "Get the data again.");
  return {
    label: piece.label,
    fileName: piece.fileName,
    names,
    width: names.length,
    sample: Array.from({ length: sampled }, (_, row) =>
      names.map((_, at) => sampleText(arrow, vectors[at] ?? null, cellAt(row, at))),
    ),
    understood: [...piece.understood, "Read as Arrow."],
    title: null,
    read: (columns, numeric) => Promise.resolve(read(columns, numeric)),
    locate: (rows) => rows.map((row) => `row ${row + 1}`),
  };
}

async function registerLz4(arrow: typeof Arrow): Promise<void> {
  const { compressionRegistry, CompressionType } = arrow;
  if (compressionRegistry.get(CompressionType.LZ4_FRAME)?.decode !== undefined) return;
  const { default: lz4 } = await import("lz4js");
  compressionRegistry.set(CompressionType.LZ4_FRAME, {
    encode: (bytes) => lz4.compress(bytes),
    decode: (bytes) => lz4.decompress(bytes),
  });
}

function asCell(value: unknown): Cell {
  if (typeof value === "number" || typeof value === "string" || typeof value === "bigint") return value;
  if (typeof value === "boolean" || value === null || value === undefined) return value;
  return cellText(String(value));
}

/** Milliseconds of a column that Arrow types as times, or null for any other column. */
function timesOf(arrow: typeof Arrow, vector: Arrow.Vector | null): RawColumn | null {
  if (vector === null) return null;
  const { type } = vector;
  const stamp = arrow.DataType.isTimestamp(type);
  if (!stamp && !arrow.DataType.isDate(type)) return null;
  // The library gives timestamps and dates as milliseconds, dropping what is finer.
  const values = new Float64Array(vector.length);
  for (let row = 0; row < vector.length; row++) {
    const value: unknown = vector.get(row);
    values[row] = value instanceof Date ? value.getTime() : typeof value === "number" ? value : NaN;
  }
  return { kind: "times", values, zoned: stamp && typeof type.timezone === "string" && type.timezone !== "" };
}

function sampleText(arrow: typeof Arrow, vector: Arrow.Vector | null, cell: Cell): string {
  const typed =
    vector !== null && (arrow.DataType.isTimestamp(vector.type) || arrow.DataType.isDate(vector.type));
  if (!typed) return cellText(cell);
  const value = Number(cell);
  return Number.isFinite(value) ? new Date(value).toISOString() : "";
}
