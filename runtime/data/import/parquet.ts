import type { DuckDBDataChunk } from "@duckdb/node-api";
import { readAnswer, streamNumbers } from "./answer.js";
import { DataError } from "../data-error.js";
import { quoteName, quoteText, withDuck } from "./duck.js";
import type { Piece } from "./identify.js";
import { unpack } from "./scratch.js";
import { saysMissing, type RawColumn, type RawRead, type RawTable, type UnreadableCell } from "./table.js";

/** A Parquet file of any schema whose columns are numbers, texts and times. */
export async function openParquet(piece: Piece, scratch: () => string): Promise<RawTable> {
  const path = piece.bytes === null ? piece.path : unpack(piece.bytes, scratch());
  const source = `read_parquet(${quoteText(path)}, file_row_number=false)`;
  const { columns, sample } = await describeParquet(source, piece.label);
  if (sample.length === 0)
    throw new DataError("SAGE8111", `${piece.label} has no rows.`, "Get the data again.");
  return {
    label: piece.label,
    fileName: piece.fileName,
    names: columns.map(({ name }) => name),
    width: columns.length,
    sample,
    understood: [...piece.understood, "Read as Parquet."],
    title: null,
    read: (wanted, numeric) => readParquet(source, piece.label, columns, wanted, numeric),
    stream: (wanted, numeric) => streamParquet(source, piece.label, columns, wanted, numeric),
    locate: (rows) => rows.map((row) => `row ${row + 1}`),
  };
}

interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

async function describeParquet(source: string, label: string) {
  try {
    return await withDuck(async (connection) => {
      const answer = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
      const columns = answer.getRowObjectsJson().map((row): ParquetColumn => {
        return { name: String(row["column_name"]), type: String(row["column_type"]) };
      });
      const texts = columns.map(({ name, type }) => textOf(name, type)).join(", ");
      const head = await connection.runAndReadAll(`SELECT ${texts} FROM ${source} LIMIT 400`);
      const sample = head
        .getRowsJson()
        .map((row) => row.map((cell) => (typeof cell === "string" ? cell : "")));
      return { columns, sample };
    });
  } catch (error) {
    throw damagedParquet(error, label);
  }
}

function isTime(type: string): boolean {
  return type.startsWith("TIMESTAMP") || type === "DATE";
}

/** A cell as text; times as ISO, so that they are recognised whatever type they have. */
function textOf(name: string, type: string): string {
  if (!isTime(type)) return `CAST(${quoteName(name)} AS VARCHAR)`;
  return `strftime(CAST(${quoteName(name)} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%g')`;
}

function expressionOf({ name, type }: ParquetColumn, numeric: boolean): string {
  const quoted = quoteName(name);
  if (type === "TIMESTAMP_NS") return `CAST(epoch_ns(${quoted}) AS DOUBLE) / 1e6`;
  if (type === "DATE") return `CAST(epoch_us(CAST(${quoted} AS TIMESTAMP)) AS DOUBLE) / 1e3`;
  if (isTime(type)) return `CAST(epoch_us(${quoted}) AS DOUBLE) / 1e3`;
  return numeric ? `TRY_CAST(${quoted} AS DOUBLE)` : `CAST(${quoted} AS VARCHAR)`;
}

async function readParquet(
  source: string,
  label: string,
  all: readonly ParquetColumn[],
  wanted: readonly number[],
  numeric: readonly boolean[],
): Promise<RawRead> {
  const columns = wanted.map((at) => all[at] ?? { name: "", type: "" });
  const asNumber = columns.map(({ type }, at) => isTime(type) || numeric[at] === true);
  const selected = columns.map((column, at) => expressionOf(column, numeric[at] === true));
  // Only a column of texts can hold what is no number; its text is read beside it for the complaint.
  const doubted = columns.flatMap((column, at) =>
    numeric[at] === true && column.type === "VARCHAR" ? [column] : [],
  );
  const sql = `SELECT ${[...selected, ...doubted.map(({ name }) => quoteName(name))].join(", ")} FROM ${source}`;
  const unreadable: UnreadableCell[] = [];
  const see = (chunk: DuckDBDataChunk, rowsBefore: number): void => {
    for (const [at, { name }] of doubted.entries()) {
      const vector = chunk.getColumnVector(columns.length + at);
      const value = chunk.getColumnVector(columns.findIndex((column) => column.name === name));
      for (let row = 0; row < chunk.rowCount; row++) {
        const text = vector.getItem(row);
        if (value.getItem(row) === null && typeof text === "string" && !saysMissing(text)) {
          unreadable.push({ row: rowsBefore + row, column: name, text });
        }
      }
    }
  };
  try {
    const answer = await readAnswer(sql, asNumber, see);
    const read = answer.columns.map((column, at) => asTimes(column, columns[at]?.type ?? ""));
    return { rows: answer.rows, columns: read, unreadable };
  } catch (error) {
    throw damagedParquet(error, label);
  }
}

/** The same rows piece by piece; null where a column holds texts, whose faults are told of the whole. */
function streamParquet(
  source: string,
  label: string,
  all: readonly ParquetColumn[],
  wanted: readonly number[],
  numeric: readonly boolean[],
): AsyncIterable<RawRead> | null {
  const columns = wanted.map((at) => all[at] ?? { name: "", type: "" });
  const plain = columns.every(({ type }, at) => isTime(type) || (numeric[at] === true && type !== "VARCHAR"));
  if (!plain) return null;
  const selected = columns.map((column, at) => expressionOf(column, numeric[at] === true));
  return piecesOf(`SELECT ${selected.join(", ")} FROM ${source}`, label, columns);
}

async function* piecesOf(
  sql: string,
  label: string,
  columns: readonly ParquetColumn[],
): AsyncGenerator<RawRead> {
  try {
    for await (const piece of streamNumbers(sql, columns.length)) {
      const read = piece.map((values, at) => asTimes({ kind: "numbers", values }, columns[at]?.type ?? ""));
      yield { rows: piece[0]?.length ?? 0, columns: read, unreadable: [] };
    }
  } catch (error) {
    throw damagedParquet(error, label);
  }
}

/** A column of times is read as numbers; it keeps that it was one. */
function asTimes(column: RawColumn, type: string): RawColumn {
  if (column.kind !== "numbers" || !isTime(type)) return column;
  return { kind: "times", values: column.values, zoned: type === "TIMESTAMP WITH TIME ZONE" };
}

function damagedParquet(error: unknown, label: string): unknown {
  if (!(error instanceof Error) || error instanceof DataError) return error;
  const reason = error.message.split("\n")[0] ?? "unknown";
  return new DataError(
    "SAGE8106",
    `${label} is a damaged Parquet file: ${reason}`,
    "Get it again: the download may have been cut.",
    { cause: error },
  );
}
