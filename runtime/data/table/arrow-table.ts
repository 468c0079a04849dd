import {
  Bool,
  Float64,
  Table as ArrowTable,
  Utf8,
  tableToIPC,
  makeVector,
  vectorFromArray,
  type Vector,
} from "apache-arrow";
import { writeAtomically } from "../atomic-file.js";
import { isWholeTime, listType, type Table, type TableColumn } from "./write-table.js";

/** Writes columns as an Arrow IPC file; NaN of a number column is null. */
export async function writeArrowTable(path: string, table: Table): Promise<void> {
  const vectors = Object.entries(table).map(([name, column]) => [name, vectorOf(name, column)] as const);
  const bytes = tableToIPC(new ArrowTable(Object.fromEntries(vectors)), "file");
  writeAtomically(path, (file) => file.write(bytes));
  await Promise.resolve();
}

function vectorOf(name: string, column: TableColumn): Vector {
  if (isWholeTime(name, column)) return makeVector(BigInt64Array.from(column, BigInt));
  if (column instanceof Float64Array) {
    return column.some(Number.isNaN)
      ? vectorFromArray(
          Array.from(column, (value) => (Number.isNaN(value) ? null : value)),
          new Float64(),
        )
      : makeVector(column);
  }
  if (column instanceof Int32Array) return makeVector(column);
  if (column instanceof BigInt64Array) return makeVector(column);
  switch (listType(column)) {
    case "number":
      return vectorFromArray(column, new Float64());
    case "boolean":
      return vectorFromArray(column, new Bool());
    case "string":
      return vectorFromArray(
        column.map((value) => (value === null ? null : String(value))),
        new Utf8(),
      );
  }
}
