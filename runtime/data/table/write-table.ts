import { DataError } from "../data-error.js";
import { produceAtomically, writeAtomically } from "../atomic-file.js";

/** A column to write: numbers (NaN is no value), whole numbers, or a list of texts, numbers and truths. */
export type TableColumn =
  Float64Array | Int32Array | BigInt64Array | readonly (string | number | boolean | null)[];

export type Table = Readonly<Record<string, TableColumn>>;

export type TableFormat = "csv" | "parquet" | "json" | "arrow";

const formats: Readonly<Record<string, TableFormat>> = {
  csv: "csv",
  parquet: "parquet",
  json: "json",
  arrow: "arrow",
  feather: "arrow",
};

/**
 * Writes columns as a file whose form follows from its name: `.csv`, `.parquet`, `.json` or `.arrow`. No value is an
 * empty cell in CSV and `null` elsewhere; numbers keep every digit. The file appears whole or not at all.
 * @throws DataError SAGE8117 for another name or columns of unequal length, SAGE8103 or SAGE8114 when it cannot be
 *   written
 */
export async function writeTable(path: string, table: Table): Promise<void> {
  const extension = /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const format = formats[extension];
  if (format === undefined) {
    throw new DataError(
      "SAGE8117",
      `${path} does not say in what form to write: ${extension === "" ? "its name has no ending" : `".${extension}" is not known`}.`,
      "End the name in .csv, .parquet, .json or .arrow.",
    );
  }
  const rows = rowsOf(table);
  if (format === "csv") writeAtomically(path, (file) => writePieces(file, csvPieces(table, rows)));
  else if (format === "json") writeAtomically(path, (file) => writePieces(file, jsonPieces(table, rows)));
  else if (format === "arrow") await (await import("./arrow-table.js")).writeArrowTable(path, table);
  else {
    const { writeParquet } = await import("./parquet-table.js");
    await produceAtomically(path, (temporary) => writeParquet(temporary, table, rows));
  }
}

function rowsOf(table: Table): number {
  const lengths = Object.entries(table).map(([name, column]) => ({ name, length: column.length }));
  const [first] = lengths;
  const odd = lengths.find(({ length }) => length !== first?.length);
  if (odd !== undefined) {
    throw new DataError(
      "SAGE8117",
      `Column "${odd.name}" has ${odd.length} rows, "${first?.name ?? ""}" has ${first?.length ?? 0}.`,
      "All columns of a table must be equally long.",
    );
  }
  return first?.length ?? 0;
}

function writePieces(file: { write(bytes: Uint8Array): void }, pieces: Iterable<string>): void {
  let pending: string[] = [];
  let size = 0;
  for (const piece of pieces) {
    pending.push(piece);
    size += piece.length;
    if (size > 1 << 20) {
      file.write(Buffer.from(pending.join("")));
      pending = [];
      size = 0;
    }
  }
  file.write(Buffer.from(pending.join("")));
}

function csvCell(value: string | number | bigint | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function* csvPieces(table: Table, rows: number): Generator<string> {
  const columns = Object.values(table);
  yield `${Object.keys(table).map(csvCell).join(",")}\n`;
  for (let row = 0; row < rows; row++) yield `${columns.map((column) => csvCell(column[row])).join(",")}\n`;
}

/** JSON has no 64-bit integers: those beyond 2⁵³ lose digits, which times never are. */
function jsonValue(value: string | number | bigint | boolean | null | undefined): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  return JSON.stringify(value ?? null);
}

function* jsonPieces(table: Table, rows: number): Generator<string> {
  const columns = Object.entries(table).map(([name, column]) => ({ name: JSON.stringify(name), column }));
  yield "[";
  for (let row = 0; row < rows; row++) {
    const fields = columns.map(({ name, column }) => `${name}:${jsonValue(column[row])}`);
    yield `${row === 0 ? "\n" : ",\n"}{${fields.join(",")}}`;
  }
  yield "\n]\n";
}

/** Whether a float column holds times (by its name) and nothing but whole numbers: written as 64-bit integers. */
export function isWholeTime(name: string, column: TableColumn): column is Float64Array {
  return (
    column instanceof Float64Array &&
    /(^time|Time|timestamp)$/.test(name) &&
    column.every(Number.isSafeInteger)
  );
}

/** The one type of a list of values. */
export function listType(
  column: readonly (string | number | boolean | null)[],
): "string" | "number" | "boolean" {
  const kinds = new Set(column.filter((value) => value !== null).map((value) => typeof value));
  if (kinds.size === 1 && kinds.has("number")) return "number";
  return kinds.size === 1 && kinds.has("boolean") ? "boolean" : "string";
}
