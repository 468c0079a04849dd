import { readAnswer } from "./answer.js";
import { closeSync, openSync, readSync } from "node:fs";
import { DataError } from "../data-error.js";
import { quoteText } from "./duck.js";
import type { Piece } from "./identify.js";
import { unpack } from "./scratch.js";
import { sniff, type Sniffed } from "./sniff.js";
import { type RawRead, type RawTable, type UnreadableCell } from "./table.js";

const headLength = 256 * 1024;

/** A text of separated values as a table; DuckDB reads it, from disk. `scratch` is a folder for unpacked text. */
export function openDelimited(piece: Piece, scratch: () => string): RawTable {
  const path = piece.bytes === null ? piece.path : unpack(piece.bytes, scratch());
  const shape = sniff(headOf(path), piece.label);
  return {
    label: piece.label,
    fileName: piece.fileName,
    names: shape.names,
    width: shape.width,
    sample: shape.sample,
    understood: [...piece.understood, ...shape.understood],
    title: null,
    read: (columns, numeric) => readColumns(path, piece.label, shape, columns, numeric),
    locate: (rows) => locateLines(path, shape.skip, rows).map((line) => `line ${line}`),
  };
}

function headOf(path: string): string {
  const descriptor = openSync(path, "r");
  try {
    const head = Buffer.alloc(headLength);
    const length = readSync(descriptor, head, 0, headLength, 0);
    const text = head.toString("utf8", 0, length);
    // A head that does not reach the end may break off inside a line.
    return length < headLength ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  } finally {
    closeSync(descriptor);
  }
}

function relation(path: string, shape: Sniffed): string {
  const columns = Array.from({ length: shape.width }, (_, at) => `'c${at}': 'VARCHAR'`).join(", ");
  return (
    `read_csv(${quoteText(path)}, auto_detect=false, header=false, skip=${shape.skip}, ` +
    `delim=${quoteText(shape.delimiter)}, quote='"', escape='"', columns={${columns}}, ` +
    `null_padding=true, max_line_size=10000000, parallel=true)`
  );
}

const missing = "('', 'nan', 'null', 'none', 'na', 'n/a', '-', '\\n', 'undefined')";

/** The SQL that makes a number of cell `name`; a comma may be the decimal sign. */
function numberOf(name: string, decimalComma: boolean): string {
  const text = decimalComma ? `replace(replace(${name}, '.', ''), ',', '.')` : name;
  return `TRY_CAST(${text} AS DOUBLE)`;
}

/** Each column asked for, and last the first cell of the row that should be a number and is none. */
function question(
  path: string,
  shape: Sniffed,
  columns: readonly number[],
  numeric: readonly boolean[],
): string {
  const parts = columns.map((column, at) => ({
    cell: `c${column}`,
    isNumber: numeric[at] === true,
    value: `v${at}`,
  }));
  const values = parts.map(({ cell, isNumber, value }) => {
    return `${isNumber ? numberOf(cell, shape.decimalComma) : cell} AS ${value}`;
  });
  const complaints = parts
    .filter(({ isNumber }) => isNumber)
    .map(({ cell, value }) => {
      const unreadable = `${value} IS NULL AND ${cell} IS NOT NULL AND lower(trim(${cell})) NOT IN ${missing}`;
      return `WHEN ${unreadable} THEN '${cell}' || chr(31) || ${cell}`;
    });
  const complaint = complaints.length === 0 ? "NULL" : `CASE ${complaints.join(" ")} END`;
  const selected = parts.map(({ value }) => value).join(", ");
  return `SELECT ${selected}, ${complaint} FROM (SELECT *, ${values.join(", ")} FROM ${relation(path, shape)})`;
}

async function readColumns(
  path: string,
  label: string,
  shape: Sniffed,
  columns: readonly number[],
  numeric: readonly boolean[],
): Promise<RawRead> {
  const sql = question(path, shape, columns, numeric);
  const unreadable: UnreadableCell[] = [];
  try {
    const answer = await readAnswer(sql, numeric, (chunk, rowsBefore) => {
      const complaints = chunk.getColumnVector(columns.length);
      for (let row = 0; row < chunk.rowCount; row++) {
        const item = complaints.getItem(row);
        if (typeof item === "string") unreadable.push(cellOf(item, rowsBefore + row, shape));
      }
    });
    return { ...answer, unreadable };
  } catch (error) {
    throw fromDuck(error, label);
  }
}

function cellOf(complaint: string, row: number, shape: Sniffed): UnreadableCell {
  const [name = "", text = ""] = complaint.split("\x1f");
  const at = Number(name.slice(1));
  return { row, column: shape.names?.[at] ?? `column ${at + 1}`, text };
}

function fromDuck(error: unknown, label: string): unknown {
  if (!(error instanceof Error) || error instanceof DataError) return error;
  const line = /Line:\s*(\d+)/.exec(error.message)?.[1];
  const expected = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(error.message);
  const reason =
    expected === null
      ? (/^(?:[A-Za-z ]+Error: )?(.*)$/m.exec(error.message)?.[1] ?? "unknown reason")
      : `a row of more than the ${expected[1]} cells of the others`;
  const place = line === undefined ? label : `${label}, line ${line}`;
  return new DataError(
    "SAGE8106",
    `${place}: ${reason}.`,
    "Mend or remove that line; a quotation mark that is never closed is a common cause.",
    { cause: error },
  );
}

/** Numbers (from 1) of the lines on which data rows stand: blank lines are no rows. */
function locateLines(path: string, skip: number, rows: readonly number[]): number[] {
  const wanted = new Set(rows);
  const last = Math.max(...rows);
  const found = new Map<number, number>();
  const descriptor = openSync(path, "r");
  try {
    const buffer = new Uint8Array(1 << 20);
    let line = 1;
    let row = -1;
    let blank = true;
    for (let done = false; !done;) {
      const length = readSync(descriptor, buffer, 0, buffer.length, null);
      done = length === 0;
      for (let i = 0; i < length && !done; i++) {
        const byte = buffer[i];
        if (byte === 10) {
          line++;
          blank = true;
        } else if (blank && byte !== 13) {
          blank = false;
          if (line > skip) {
            row++;
            if (wanted.has(row)) found.set(row, line);
            done = row >= last;
          }
        }
      }
    }
  } finally {
    closeSync(descriptor);
  }
  return rows.map((row) => found.get(row) ?? skip + row + 1);
}
