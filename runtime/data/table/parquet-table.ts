import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  INTEGER,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import { quoteName, quoteText, withDuck } from "../import/duck.js";
import { isWholeTime, listType, type Table, type TableColumn } from "./write-table.js";

const chunkRows = 2048;

interface Typed {
  readonly type: DuckDBType;
  readonly sql: string;
  valueAt(row: number): DuckDBValue;
}

/** Writes columns as Parquet at `path` (Zstandard). */
export async function writeParquet(path: string, table: Table, rows: number): Promise<void> {
  const columns = Object.entries(table).map(([name, column]) => ({ name, ...typed(name, column) }));
  await withDuck(async (connection) => {
    const declared = columns.map(({ name, sql }) => `${quoteName(name)} ${sql}`).join(", ");
    await connection.run(`CREATE TABLE output (${declared})`);
    const appender = await connection.createAppender("output");
    for (let from = 0; from < rows; from += chunkRows) {
      const count = Math.min(chunkRows, rows - from);
      const chunk = DuckDBDataChunk.create(
        columns.map(({ type }) => type),
        count,
      );
      chunk.setColumns(
        columns.map(({ valueAt }) => Array.from({ length: count }, (_, at) => valueAt(from + at))),
      );
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await connection.run(`COPY output TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`);
  });
}

function typed(name: string, column: TableColumn): Typed {
  if (isWholeTime(name, column)) {
    return { type: BIGINT, sql: "BIGINT", valueAt: (row) => BigInt(column[row] ?? 0) };
  }
  if (column instanceof BigInt64Array)
    return { type: BIGINT, sql: "BIGINT", valueAt: (row) => column[row] ?? null };
  if (column instanceof Int32Array)
    return { type: INTEGER, sql: "INTEGER", valueAt: (row) => column[row] ?? null };
  if (column instanceof Float64Array)
    return { type: DOUBLE, sql: "DOUBLE", valueAt: (row) => numberOrNull(column[row]) };
  switch (listType(column)) {
    case "number":
      return { type: DOUBLE, sql: "DOUBLE", valueAt: (row) => numberOrNull(column[row]) };
    case "boolean":
      return { type: BOOLEAN, sql: "BOOLEAN", valueAt: (row) => column[row] ?? null };
    case "string":
      return { type: VARCHAR, sql: "VARCHAR", valueAt: (row) => textOrNull(column[row]) };
  }
}

function numberOrNull(value: string | number | boolean | null | undefined): number | null {
  return typeof value === "number" && !Number.isNaN(value) ? value : null;
}

function textOrNull(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
